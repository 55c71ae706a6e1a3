package dev.esclusa.cli;

import dev.esclusa.model.ModelException;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.RuleId;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plan and decision as read from their stored bytes. Reading recomputes their hashes: parts that do
 * not carry the hash of their own content cannot be read at all.
 */
final class StoredParts {
  private StoredParts() {}

  /**
   * Payload of plan-computed.
   *
   * @param objects what rules read beside the plan; absent where no rule does
   */
  record Planned(Plan plan, @Nullable PlanObjects objects) {}

  /**
   * Payload of policy-decided.
   *
   * @param configurationCommit under whose rules
   * @param asked the packs that had a say, for those who count; absent where none had
   */
  record Decided(
      PolicyDecision decision, String configurationCommit, @Nullable List<Asked> asked) {}

  /**
   * @param deciding rules of the pack that were asked and count
   * @param tried those that decide nothing yet
   */
  record Asked(String pack, @Nullable List<RuleId> deciding, @Nullable List<RuleId> tried) {}

  /**
   * @throws Failure CLI-0008 when the bytes are not what they say
   */
  static Plan plan(byte[] bytes) {
    return read(Planned.class, bytes, "plan").plan();
  }

  static Decided decision(byte[] bytes) {
    return read(Decided.class, bytes, "decision");
  }

  /**
   * Canonical bytes have one reading, and what is read has no other bytes: nothing rides along
   * unseen.
   */
  private static <T> T read(Class<T> type, byte[] bytes, String what) {
    try {
      Value value = Canonical.read(bytes);
      T read = Records.fromValue(type, value);
      if (!Records.toValue(read).equals(value)) {
        throw refused(what, "it reads back as something else", null);
      }
      return read;
    } catch (ModelException | TreeException e) {
      throw refused(what, e.getMessage(), e);
    }
  }

  private static Failure refused(String what, @Nullable String cause, @Nullable Exception origin) {
    Problem problem =
        Problem.caller(
            "CLI-0008",
            "the bytes that the server gave as the stored "
                + what
                + " are not what they say: "
                + cause,
            "Sign nothing. Compare with what another person is shown, and look at the server.");
    return origin == null
        ? Failure.of(ExitCode.VERIFICATION_FAILED, problem)
        : Failure.of(ExitCode.VERIFICATION_FAILED, problem, origin);
  }
}
