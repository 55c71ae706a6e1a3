package dev.esclusa.policy;

import dev.esclusa.model.Finding;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import dev.esclusa.tree.Digest;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What packs say of a change document alone. It is the part of a decision that needs no
 * configuration: approval rules, waivers and known principals are not in it, so an installation may
 * ask for more, and may waive what blocks here.
 *
 * @param outcome {@code ALLOW} where the packs themselves ask for nothing
 * @param required approvals that rules of the packs ask for; also told where something blocks
 * @param shadowed what rules found that do not decide yet
 * @param objections what rules for the moment of apply have against it; null when they were not
 *     asked
 * @param asked the rules that were asked, by name
 * @param packs digests of the packs by their names, as a decision has them
 */
public record ChangeJudgement(
    Outcome outcome,
    List<Requirement> required,
    List<Finding> findings,
    List<Finding> shadowed,
    @Nullable List<Finding> objections,
    List<RuleId> asked,
    SortedMap<String, Digest> packs) {
  public ChangeJudgement {
    required = List.copyOf(required);
    findings = List.copyOf(findings);
    shadowed = List.copyOf(shadowed);
    objections = objections == null ? null : List.copyOf(objections);
    asked = List.copyOf(asked);
  }

  /** Whether the change could not be applied as it is, approvals or not. */
  public boolean refused() {
    return outcome == Outcome.DENY
        || (objections != null && objections.stream().anyMatch(Decision::blocks));
  }
}
