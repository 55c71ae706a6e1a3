package dev.esclusa.control;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Admission;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Drift;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Revision;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Verification;
import dev.esclusa.policy.Pack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies beside each fact: contents, names and reasons. Payloads may be erased; nothing that
 * decides a state is in them.
 */
public final class Payloads {
  private Payloads() {}

  /**
   * Of change-proposed.
   *
   * @param managed the target as it was declared then
   * @param revision the revision to follow; absent for an intent without one
   * @param subject first line of the commit message
   * @param reason why, in words
   * @param actor principal who asked, or the bringer of the commit
   * @param verdicts what a person says became of objects in doubt; absent where none were
   */
  public record Proposed(
      Managed managed,
      @Nullable Revision revision,
      @Nullable String subject,
      String reason,
      String actor,
      @Nullable List<Verdict> verdicts) {
    public Proposed {
      verdicts = verdicts == null ? null : List.copyOf(verdicts);
    }

    Proposed(
        Managed managed,
        @Nullable Revision revision,
        @Nullable String subject,
        String reason,
        String actor) {
      this(managed, revision, subject, reason, actor, null);
    }
  }

  /**
   * A person's word about one object that an interrupted apply may have touched.
   *
   * @param done whether what the plan wanted of it is so
   */
  public record Verdict(Address address, boolean done) {}

  /**
   * Of plan-computed.
   *
   * @param objects what the plan is about; absent where no rule reads it
   */
  public record Planned(Plan plan, @Nullable PlanObjects objects) {}

  /**
   * Of policy-decided.
   *
   * @param configurationCommit under whose rules
   * @param asked the packs that had a say; absent where none had
   */
  public record Decided(
      PolicyDecision decision, String configurationCommit, @Nullable List<Asked> asked) {
    public Decided {
      asked = asked == null || asked.isEmpty() ? null : List.copyOf(asked);
    }

    /** The packs that had a say. */
    public List<Asked> packs() {
      return asked == null ? List.of() : asked;
    }
  }

  /**
   * A pack that was asked.
   *
   * @param deciding the rules that were asked and count, whether they found something or not;
   *     absent where there was none
   * @param tried those in shadow, likewise
   */
  public record Asked(String pack, @Nullable List<RuleId> deciding, @Nullable List<RuleId> tried) {
    public Asked {
      deciding = deciding == null || deciding.isEmpty() ? null : List.copyOf(deciding);
      tried = tried == null || tried.isEmpty() ? null : List.copyOf(tried);
    }

    static Asked of(Pack pack, List<RuleId> asked) {
      List<RuleId> inShadow = pack.tried();
      return new Asked(
          pack.name(),
          asked.stream().filter(it -> !inShadow.contains(it)).toList(),
          asked.stream().filter(inShadow::contains).toList());
    }

    /** Those that count. */
    List<RuleId> decidingRules() {
      return deciding == null ? List.of() : deciding;
    }

    /** Those in shadow. */
    List<RuleId> triedRules() {
      return tried == null ? List.of() : tried;
    }
  }

  /**
   * What rules for the moment of apply said.
   *
   * @param asked the packs that have such rules for the target
   * @param findings of those that count; absent where there are none
   * @param shadowed of those in shadow; absent where there are none
   */
  public record Objections(
      List<Asked> asked, @Nullable List<Finding> findings, @Nullable List<Finding> shadowed) {
    static final Objections NONE = new Objections(List.of(), null, null);

    public Objections {
      asked = List.copyOf(asked);
      findings = findings == null || findings.isEmpty() ? null : List.copyOf(findings);
      shadowed = shadowed == null || shadowed.isEmpty() ? null : List.copyOf(shadowed);
    }

    /** What counts. */
    public List<Finding> found() {
      return findings == null ? List.of() : findings;
    }

    /** What does not decide yet. */
    public List<Finding> inShadow() {
      return shadowed == null ? List.of() : shadowed;
    }

    @Nullable Objections orNothing() {
      return asked.isEmpty() ? null : this;
    }
  }

  /** Of approval-granted and approval-carried. */
  public record Granted(Approval approval) {}

  /**
   * Of apply-started.
   *
   * @param objections absent where no rule was asked at that moment
   */
  public record Admitted(Admission admission, @Nullable Objections objections) {}

  /** Of step-started. */
  public record StepStarting(Address address, Action action) {}

  /** Of step-finished. */
  public record StepEnded(Address address, Action action, StepResult result) {}

  /** Of apply-finished. */
  public record Finished(ApplyResult result) {}

  /**
   * Of everything that ends, refuses or lapses.
   *
   * @param inDoubt of runner-lost: the objects that it may or may not have touched
   * @param objections of admission-refused: absent where no rule was asked at that moment
   */
  public record Because(
      String reason,
      String actor,
      List<Problem> problems,
      @Nullable List<Address> inDoubt,
      @Nullable Objections objections) {
    public Because {
      problems = List.copyOf(problems);
      inDoubt = inDoubt == null ? null : List.copyOf(inDoubt);
    }

    public Because(String reason, String actor, List<Problem> problems) {
      this(reason, actor, problems, null, null);
    }

    static Because refused(Problem refusal, Objections objections) {
      return new Because(
          refusal.cause(),
          dev.esclusa.model.Principal.SYSTEM.id(),
          List.of(refusal),
          null,
          objections.orNothing());
    }

    static Because lost(String reason, List<Address> inDoubt) {
      return new Because(
          reason,
          dev.esclusa.model.Principal.SYSTEM.id(),
          List.of(),
          inDoubt.isEmpty() ? null : inDoubt,
          null);
    }

    static Because of(String reason) {
      return new Because(reason, dev.esclusa.model.Principal.SYSTEM.id(), List.of());
    }
  }

  /** Of result-verified. */
  public record Verified(Verification verification) {}

  /** Of inventory-recorded. */
  public record Owned(Inventory inventory) {}

  /** Of target-registered. */
  public record Declared(Managed managed) {}

  /** Of drift-opened. */
  public record Drifted(Drift drift) {}
}
