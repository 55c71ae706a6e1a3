package dev.esclusa.evidence;

import dev.esclusa.evidence.CheckpointCheck.TrustedHead;
import dev.esclusa.model.Change;
import dev.esclusa.model.ModelException;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tree.TreeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks bundles, offline. Whom to trust reaches it by another way than the bundle: the policy file
 * of the log (C2SP tlog-policy), and where there is one, the file of allowed signers.
 */
public final class Verifier {
  private final TrustPolicy policy;
  private final ApproverSignatures signatures;

  public Verifier(TrustPolicy policy, ApproverSignatures signatures) {
    this.policy = policy;
    this.signatures = signatures;
  }

  /** Looks the approvers' keys up in the file that the bundle brings along, and says so. */
  public Verdict verify(byte[] bundle) {
    return verify(bundle, null);
  }

  /**
   * @param allowedSigners the file in force when the change was approved, from a trusted place;
   *     null to make do with the one of the bundle
   */
  public Verdict verify(byte[] bundle, @Nullable String allowedSigners) {
    try {
      return new Verdict.Valid(report(bundle, allowedSigners));
    } catch (Refuted refuted) {
      return refuted.verdict();
    }
  }

  private Report report(byte[] bytes, @Nullable String allowedSigners) {
    Bundle bundle = read(bytes);
    Notes notes = new Notes();
    TrustedHead trusted = CheckpointCheck.of(bundle.checkpoint(), policy, notes);
    List<Logged> facts =
        Logged.all(bundle.leaves().stream().map(Bundle.FactLeaf::entry).toList(), trusted.head());
    List<Logged> others = Logged.all(bundle.aboutTarget(), trusted.head());
    List<Logged> erasures = Logged.all(bundle.erasures(), trusted.head());
    notes.checked(
        (facts.size() + others.size() + erasures.size())
            + " leaves are in the witnessed log, each where it says");
    ChainCheck.stream(bundle.change(), facts, notes);
    ChainCheck.target(facts, others, notes);
    Change state = LifecycleCheck.of(bundle.state(), facts, notes);
    Contents contents = PayloadCheck.of(bundle, facts, erasures, notes);
    TransitionCheck.of(facts, contents, notes);
    Keys keys = Keys.of(signatures, allowedSigners, bundle.allowedSigners());
    List<Report.Approved> approvals = new ApprovalCheck(facts, contents, keys, notes).check();
    StatementCheck.of(facts, state, notes);
    return new Report(
        bundle.change(),
        state.target(),
        contents.plan() == null ? null : contents.plan().target().name().text(),
        state.state(),
        trusted.log(),
        facts.stream().map(Logged::line).toList(),
        others.stream().map(Logged::line).toList(),
        contents.planned() == null ? null : contents.planned().planHash(),
        approvals,
        keys.digest(),
        notes.checked(),
        notes.erased(),
        notes.unchecked());
  }

  private static Bundle read(byte[] bytes) {
    try {
      return Bundle.read(bytes);
    } catch (TreeException | ModelException | Bundle.NotTheOneForm malformed) {
      throw Refuted.bundle("It cannot be read: " + malformed.getMessage());
    }
  }
}
