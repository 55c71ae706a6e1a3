package dev.esclusa.cli;

import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.PolicyDecision.Outcome;
import dev.esclusa.model.RuleId;
import dev.esclusa.policy.ChangeJudgement;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What packs said of one change, for people and in the forms that checks are reported in. */
record JudgedChange(String file, ChangeJudgement judgement) {
  /** As JSON has it. */
  private record Judged(
      String file,
      Outcome outcome,
      List<Asked> required,
      List<Found> findings,
      List<Found> shadowed,
      @Nullable List<Found> objections,
      List<RuleId> asked,
      SortedMap<String, Digest> packs) {}

  private record Asked(RuleId rule, String team, int count) {}

  private record Found(
      RuleId rule,
      Severity severity,
      @Nullable String address,
      String message,
      String fix,
      boolean waivable) {
    static Found of(Finding finding) {
      return new Found(
          finding.rule(),
          finding.severity(),
          finding.address() == null ? null : finding.address().text(),
          finding.message(),
          finding.fix(),
          finding.waivable());
    }
  }

  boolean warns() {
    return judgement.findings().stream().anyMatch(it -> it.severity() == Severity.WARN);
  }

  String json() {
    List<Finding> objections = judgement.objections();
    return Plain.json(
            Json.pretty(
                    Records.toValue(
                        new Judged(
                            file,
                            judgement.outcome(),
                            judgement.required().stream()
                                .map(it -> new Asked(it.rule(), it.team(), it.count()))
                                .toList(),
                            found(judgement.findings()),
                            found(judgement.shadowed()),
                            objections == null ? null : found(objections),
                            judgement.asked(),
                            judgement.packs())))
                .stripTrailing())
        + "\n";
  }

  private static List<Found> found(List<Finding> findings) {
    return findings.stream().map(Found::of).toList();
  }

  /** For people: findings, who would have to say yes, and the outcome at the end. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    judgement.findings().forEach(it -> tell(word(it.severity()), it, lines));
    List<Finding> objections = judgement.objections();
    if (objections != null) {
      objections.forEach(it -> tell("at apply", it, lines));
    }
    judgement.shadowed().forEach(it -> tell("in shadow", it, lines));
    judgement
        .required()
        .forEach(it -> lines.add("require  " + it.count() + " of " + it.team() + "  " + it.rule()));
    lines.add(
        file
            + ": "
            + outcome()
            + "; "
            + judgement.asked().size()
            + " rules of "
            + String.join(", ", judgement.packs().keySet())
            + " asked");
    return lines;
  }

  private String outcome() {
    boolean later = judgement.outcome() != Outcome.DENY && judgement.refused();
    return switch (judgement.outcome()) {
          case ALLOW -> "allowed";
          case REQUIRE_APPROVAL -> "allowed with the approvals above";
          case DENY -> "denied";
        }
        + (later ? ", refused at the moment of apply" : "");
  }

  private static void tell(String word, Finding finding, List<String> lines) {
    lines.add(
        word
            + "  "
            + finding.rule()
            + (finding.address() == null ? "" : "  " + finding.address().text())
            + (finding.severity() == Severity.BLOCK && !finding.waivable()
                ? "  cannot be waived"
                : ""));
    lines.add("    " + finding.message());
    finding.fix().lines().forEach(it -> lines.add("    fix: " + it));
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /**
   * In the shape of a check of files, for the forms of other programs: a namespace for each package
   * of the packs, a success for each rule that found nothing to block or to warn of.
   */
  List<PolicyResult> results() {
    Map<String, List<RuleId>> packages = new TreeMap<>();
    judgement
        .asked()
        .forEach(it -> packages.computeIfAbsent(packageOf(it), _ -> new ArrayList<>()).add(it));
    List<PolicyResult> results = new ArrayList<>();
    packages.forEach(
        (name, rules) -> {
          List<Finding> told = findings().filter(it -> packageOf(it.rule()).equals(name)).toList();
          long silent =
              rules.stream()
                  .filter(rule -> told.stream().noneMatch(it -> it.rule().equals(rule)))
                  .count();
          results.add(
              new PolicyResult(
                  file,
                  name,
                  (int) silent,
                  of(told, Severity.WARN),
                  of(told, Severity.BLOCK),
                  List.of(),
                  List.of()));
        });
    return results;
  }

  private Stream<Finding> findings() {
    List<Finding> objections = judgement.objections();
    return Stream.concat(
            judgement.findings().stream(), objections == null ? Stream.of() : objections.stream())
        .filter(it -> it.severity() != Severity.INFORM);
  }

  private static List<PolicyFinding> of(List<Finding> findings, Severity severity) {
    return findings.stream()
        .filter(it -> it.severity() == severity)
        .map(it -> new PolicyFinding(named(it), null, Records.toValue(Found.of(it)).asMapping()))
        .toList();
  }

  private static String named(Finding finding) {
    String address = finding.address() == null ? "" : finding.address().text();
    return finding.message().contains(address)
        ? finding.message()
        : address + ": " + finding.message();
  }

  private static String packageOf(RuleId rule) {
    return rule.text().substring(0, rule.text().lastIndexOf('.'));
  }
}
