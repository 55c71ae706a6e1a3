package dev.esclusa.policy;

import dev.esclusa.model.Finding;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Digest;
import java.util.List;

/**
 * A set of rules that judge plans: the seam where rule languages plug in. A pack is pure; what it
 * cannot judge it answers with a blocking finding.
 */
public interface Pack {
  String name();

  /** Over everything its verdicts depend on: rules, data, engine version. */
  Digest hash();

  /** Whether it has a say in changes of a target. */
  boolean covers(Target target);

  Judgement judge(PackInput input);

  /** All its rules, in the order of their names. */
  List<RuleId> rules();

  /** Those of them that are tried: what they find is recorded and does not decide. */
  List<RuleId> tried();

  /** The rules that its judgement of a target's changes asks, in the order of their names. */
  List<RuleId> judging(Target target);

  /** The rules that are asked at the moment of apply, in the order of their names. */
  List<RuleId> admitting(Target target);

  /**
   * What its rules for the moment of apply have against it, where they know clock and approvals.
   * They ask for no approvals.
   */
  Judgement admit(PackInput input, AdmissionFacts facts);

  /**
   * What a pack says of a plan.
   *
   * @param required approvals that its rules ask for beside those of the configuration
   * @param shadowed what rules found that do not decide yet
   */
  record Judgement(List<Finding> findings, List<Requirement> required, List<Finding> shadowed) {
    public Judgement {
      findings = List.copyOf(findings);
      required = List.copyOf(required);
      shadowed = List.copyOf(shadowed);
    }

    /** One of findings only. */
    public static Judgement of(List<Finding> findings) {
      return new Judgement(findings, List.of(), List.of());
    }
  }
}
