package dev.esclusa.model;

import java.util.List;

/**
 * Who must say yes to what. A change that no rule matches needs its owner team (fail closed); a
 * rule that matches and requires nothing allows it.
 *
 * @param environments glob patterns; empty for all
 * @param authorities names; empty for all
 * @param targets glob patterns of target names; empty for all
 * @param minRisk matches from this level on
 * @param maxRisk matches up to this level
 * @param destructiveOnly matches only plans that lose something
 * @param addresses glob patterns of address texts; empty for all; matches when one change matches
 * @param require teams and counts; an owner team is written {@code $owner}
 */
public record ApprovalRule(
    RuleId id,
    List<String> environments,
    List<String> authorities,
    List<String> targets,
    Risk.Level minRisk,
    Risk.Level maxRisk,
    boolean destructiveOnly,
    List<String> addresses,
    List<TeamCount> require) {
  /** So many of a team. */
  public record TeamCount(String team, int count) {}

  public ApprovalRule {
    environments = List.copyOf(environments);
    authorities = List.copyOf(authorities);
    targets = List.copyOf(targets);
    addresses = List.copyOf(addresses);
    require = List.copyOf(require);
  }
}
