package dev.esclusa.policy;

import dev.esclusa.model.ApprovalRule;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Target;
import dev.esclusa.model.Team;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who must say yes to a plan.
 *
 * @param requirements in the order of their rules; each has a rule id of its own, because approvals
 *     are counted by rule id
 * @param findings requirements that nobody could ever meet
 */
record RequiredApprovals(List<Requirement> requirements, List<Finding> findings) {
  static final RuleId DEFAULT_OWNER = new RuleId("default-owner");
  static final RuleId GUARDED_DELETION = new RuleId("guarded-deletion");
  static final RuleId ANSWERABLE = new RuleId("answerable-approval");
  static final String OWNER = "$owner";
  private static final int MAX_RULE_ID = 128;

  /** One team's share of one rule. */
  private record Asked(RuleId rule, String team, int count) {
    static Asked owner(RuleId rule, Target target) {
      return new Asked(rule, target.owner(), 1);
    }
  }

  /** All matching rules add up; where none matches, the owner team must approve (fail closed). */
  static RequiredApprovals of(Plan plan, Target target, Estate estate, List<Requirement> ofPacks) {
    List<ApprovalRule> matching =
        estate.approvalRules().stream().filter(it -> Matching.matches(it, plan, target)).toList();
    List<Asked> asked =
        matching.isEmpty()
            ? List.of(Asked.owner(DEFAULT_OWNER, target))
            : matching.stream().flatMap(rule -> asked(rule, target)).toList();
    if (asked.isEmpty() && !plan.guardedDeletions().isEmpty()) {
      asked = List.of(Asked.owner(GUARDED_DELETION, target));
    }
    List<Asked> all = new ArrayList<>(asked);
    ofPacks.forEach(it -> all.add(new Asked(it.rule(), it.team(), it.count())));
    return judged(all, estate);
  }

  /** A rule of several teams asks each under an id of its own. */
  private static Stream<Asked> asked(ApprovalRule rule, Target target) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (ApprovalRule.TeamCount one : rule.require()) {
      String team = one.team().equals(OWNER) ? target.owner() : one.team();
      counts.merge(team, one.count(), Math::max);
    }
    return counts.entrySet().stream()
        .map(
            it ->
                new Asked(
                    counts.size() == 1 ? rule.id() : shareOf(rule.id(), it.getKey()),
                    it.getKey(),
                    it.getValue()));
  }

  /** {@code prod-two.platform}; shortened by digest where a rule id cannot hold it. */
  static RuleId shareOf(RuleId rule, String team) {
    String text = rule + "." + team;
    if (text.length() <= MAX_RULE_ID) {
      return new RuleId(text);
    }
    String hex = Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    return new RuleId(text.substring(0, MAX_RULE_ID - 33) + "." + hex.substring(0, 32));
  }

  private static RequiredApprovals judged(List<Asked> asked, Estate estate) {
    SortedMap<RuleId, Requirement> requirements = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    for (Asked one : asked.stream().sorted(ORDER).toList()) {
      unanswerable(one, estate).forEach(findings::add);
      Requirement before = requirements.get(one.rule());
      if (before != null && !before.team().equals(one.team())) {
        findings.add(ambiguous(one, before));
      } else if (one.count() > 0) {
        // sorted by count, so that of one rule and team the greatest stays
        requirements.put(one.rule(), new Requirement(one.rule(), one.team(), one.count()));
      }
    }
    return new RequiredApprovals(List.copyOf(requirements.values()), List.copyOf(findings));
  }

  private static final Comparator<Asked> ORDER =
      Comparator.comparing(Asked::rule).thenComparing(Asked::team).thenComparingInt(Asked::count);

  private static Stream<Finding> unanswerable(Asked asked, Estate estate) {
    Team team = estate.team(asked.team());
    if (asked.count() < 1) {
      return Stream.of(
          blocking(
              "rule " + asked.rule() + " asks for " + asked.count() + " of team " + asked.team(),
              "Ask for at least 1, or leave the team out of the rule."));
    }
    if (team == null) {
      return Stream.of(
          blocking(
              "rule " + asked.rule() + " asks for team " + asked.team() + ", which does not exist",
              "Add a Team " + asked.team() + ", or name another team in the rule."));
    }
    long members = team.members().stream().distinct().count();
    if (members < asked.count()) {
      return Stream.of(
          blocking(
              "rule "
                  + asked.rule()
                  + " asks for "
                  + asked.count()
                  + " of team "
                  + asked.team()
                  + ", which has "
                  + members
                  + (members == 1 ? " member" : " members"),
              "Add members to Team " + asked.team() + ", or lower the count of the rule."));
    }
    return Stream.of();
  }

  private static Finding ambiguous(Asked one, Requirement before) {
    return blocking(
        "the id "
            + one.rule()
            + " names two requirements, of team "
            + before.team()
            + " and of team "
            + one.team(),
        "Rename one of the rules; a rule of several teams uses the ids rule.team.");
  }

  private static Finding blocking(String message, String fix) {
    return new Finding(ANSWERABLE, Severity.BLOCK, null, message, fix, false, null);
  }
}
