package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import java.util.List;

/**
 * A place where reality is not what was accepted.
 *
 * @param attribute the first part of the place; empty when the whole object is gone
 * @param leaves what differs, secrets masked; without the accepted value where only a digest of it
 *     is kept
 * @param cause the name of the rule behind the class, or what else is known of it
 */
public record DriftFinding(
    String address,
    String type,
    String attribute,
    DriftClass driftClass,
    Severity severity,
    Effect effect,
    Seen seen,
    List<ChangedLeaf> leaves,
    String cause) {
  public DriftFinding {
    leaves = List.copyOf(leaves);
  }

  /** Who or what is behind it, as far as plan and rules can tell. */
  public enum DriftClass {
    /** An ignore rule, or the configuration by {@code lifecycle.ignore_changes}, accepts it. */
    IGNORED,
    /** A controller that is known writes it. */
    CONTROLLER,
    /** Neither; audit logs and incidents may tell more. */
    UNATTRIBUTED
  }

  /** What an apply of the same plan would do about it. */
  public enum Effect {
    UNDONE_BY_APPLY,
    NOT_UNDONE,
    /** The plan only refreshes, or is not whole. */
    UNKNOWN
  }

  /** Who sees it. */
  public enum Seen {
    /** The engine, since it looked last. */
    BY_ENGINE,
    /** Only the baseline: the engine has taken it over into its state. */
    AGAINST_BASELINE
  }

  /** Whether the object is gone as a whole. */
  public boolean deleted() {
    return attribute.isEmpty();
  }

  Pointer pointer() {
    return attribute.isEmpty() ? Pointer.ROOT : Pointer.of(attribute);
  }

  /** {@code aws_iam_role.app managed_policy_arns: an apply does not undo it} */
  public String words() {
    String what = deleted() ? address + " is gone" : address + " " + attribute;
    return what
        + switch (effect) {
          case UNDONE_BY_APPLY -> ": an apply undoes it";
          case NOT_UNDONE -> ": an apply does not undo it";
          case UNKNOWN -> ": this plan does not say what an apply would do";
        };
  }
}
