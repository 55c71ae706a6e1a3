package dev.esclusa.cli;

import dev.esclusa.model.Address;
import dev.esclusa.model.Finding;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Verification;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A change as a person reads it: what it is, what it would do, who is asked, how it went. */
final class ChangeText {
  private final Api.ChangeView view;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  private ChangeText(Api.ChangeView view, Instant now) {
    this.view = view;
    this.now = now;
  }

  /**
   * @param plan as text; empty while there is none
   * @param underWay what an engine has done so far
   */
  static List<String> of(
      Api.ChangeView view, List<String> plan, List<Api.Progress> underWay, Instant now) {
    ChangeText text = new ChangeText(view, now);
    text.head();
    text.section("Plan", plan);
    text.section("Asked", text.view.required().stream().map(ChangeText::asked).toList());
    text.section("Deletions to confirm", view.confirmDeletions());
    text.section("Approvals", text.view.approvals().stream().map(text::given).toList());
    text.section(
        "Findings", text.view.findings().stream().flatMap(it -> finding(it).stream()).toList());
    text.section("Waivers", view.waivers().stream().map(text::condition).toList());
    text.section(
        "Findings that do not decide yet",
        text.view.inShadow().stream().flatMap(it -> finding(it).stream()).toList());
    text.section("Lane", text.lane(view.lane()));
    text.section("Admission refused", problem(view.admissionRefused()));
    text.section("Steps", text.steps());
    text.section("Under way", underWay.stream().map(ChangeText::progress).toList());
    text.section("In doubt", text.view.inDoubt());
    text.section("Verification", verification(view.verification()));
    text.section("Problems", view.problems().stream().flatMap(it -> problem(it).stream()).toList());
    return text.lines;
  }

  private void head() {
    Api.ChangeSummary change = view.summary();
    lines.add(change.id() + "  " + change.target() + "  " + change.state());
    detail("intent", intent(change));
    detail("subject", change.subject());
    detail("brought by", change.broughtBy());
    detail("reason", change.reason());
    detail("proposed", when(change.proposedAt()));
    detail("moved", when(change.movedAt()));
    detail("supersedes", view.supersedes());
    detail("superseded by", view.supersededBy());
    detail("stopped", change.stopCause());
    detail("because", view.because());
    detail("outcome", change.outcome());
    detail("health", change.health());
    detail("waits for", String.join(", ", change.waitsFor()));
  }

  private List<String> lane(Api.@Nullable Waiting waiting) {
    if (waiting == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "position "
            + waiting.position()
            + " of "
            + waiting.of()
            + ", waits since "
            + when(waiting.since())
            + (waiting.reasons().isEmpty() ? "; its turn has come" : ""));
    waiting.reasons().forEach(it -> lines.add("  " + it));
    return lines;
  }

  private static String progress(Api.Progress one) {
    return one.state() + "  " + one.action() + " " + one.address() + "  " + one.seconds() + "s";
  }

  private static String intent(Api.ChangeSummary change) {
    return change.intent() + (change.commit() == null ? "" : " " + shortened(change.commit()));
  }

  static String shortened(String commit) {
    return commit.length() <= 12 ? commit : commit.substring(0, 12);
  }

  private String when(Instant at) {
    return Spans.instant(at) + " (" + Spans.age(at, now) + " ago)";
  }

  private void detail(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add("  " + name + " ".repeat(15 - name.length()) + value);
    }
  }

  private void section(String title, List<String> content) {
    if (content.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(title);
    content.forEach(it -> lines.add(it.isEmpty() ? "" : "  " + it));
  }

  private static String asked(Api.Asked asked) {
    return asked.count()
        + " of "
        + asked.team()
        + " (rule "
        + asked.rule()
        + "), "
        + (asked.have() >= asked.count() ? "complete" : asked.have() + " so far");
  }

  private String given(Api.Given given) {
    return given.approver()
        + " for "
        + String.join(", ", given.rules())
        + ", counts until "
        + Spans.instant(given.expiresAt())
        + (given.expiresAt().isAfter(now) ? "" : " (over)")
        + (given.carriedFrom() == null ? "" : ", carried over from " + given.carriedFrom());
  }

  /** An apply is admitted only before its end. */
  private String condition(Waiver waiver) {
    return waiver.name()
        + " of "
        + waiver.owner()
        + " for "
        + waiver.rule()
        + ", until "
        + Spans.instant(waiver.expiresAt())
        + (waiver.inForce(now) ? "" : " (over)")
        + (waiver.incident().isEmpty() ? "" : ", " + waiver.incident())
        + ": "
        + waiver.reason();
  }

  private static List<String> finding(Finding finding) {
    String address = finding.address() == null ? "" : finding.address().text() + ": ";
    String where = finding.message().startsWith(address) ? "" : address; // rules may name it too
    String waiver = finding.waiver() == null ? "" : " (waiver " + finding.waiver() + ")";
    List<String> lines = new ArrayList<>();
    lines.add(
        word(finding.severity())
            + " "
            + finding.rule()
            + ": "
            + where
            + finding.message()
            + waiver);
    finding.fix().strip().lines().forEach(it -> lines.add("  " + it));
    return lines;
  }

  private List<String> steps() {
    List<String> steps = new ArrayList<>();
    for (Api.StepLine step : view.steps()) {
      String end = step.end() == null ? "running" : step.end();
      String because = step.because() == null ? "" : ", " + step.because();
      steps.add(
          step.index()
              + " "
              + step.action()
              + " "
              + address(step.address())
              + ": "
              + end
              + because);
      problem(step.problem()).forEach(it -> steps.add("  " + it));
    }
    return steps;
  }

  private static String address(Value value) {
    if (value instanceof Value.Text(String text)) {
      return text;
    }
    try {
      return Records.fromValue(Address.class, value).text();
    } catch (TreeException | ModelException e) {
      return value.toString();
    }
  }

  private static List<String> verification(@Nullable Verification seen) {
    if (seen == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        word(seen.health())
            + " by "
            + seen.evaluator()
            + ", drift "
            + word(seen.drift())
            + (seen.overtaken() ? ", overtaken by the next apply" : ""));
    lines.addAll(seen.reasons());
    return lines;
  }

  private static List<String> problem(@Nullable Problem problem) {
    if (problem == null) {
      return List.of();
    }
    return problem.fix().isEmpty()
        ? List.of(problem.code() + ": " + problem.cause())
        : List.of(problem.code() + ": " + problem.cause(), "  " + problem.fix());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
