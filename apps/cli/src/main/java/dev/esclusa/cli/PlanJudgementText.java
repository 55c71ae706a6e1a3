package dev.esclusa.cli;

import dev.esclusa.cli.PlanJudgement.Change;
import dev.esclusa.cli.PlanJudgement.DriftedPlace;
import dev.esclusa.cli.PlanJudgement.FailedCheck;
import dev.esclusa.cli.PlanJudgement.Field;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A judged plan for people, the verdict last, where a terminal shows it. */
final class PlanJudgementText {
  private static final int SHOWN_REASONS = 50;

  private final PlanJudgement judged;
  private final List<String> lines = new ArrayList<>();

  private PlanJudgementText(PlanJudgement judged) {
    this.judged = judged;
  }

  static List<String> of(PlanJudgement judged) {
    PlanJudgementText text = new PlanJudgementText(judged);
    text.head();
    judged.changes().forEach(text::change);
    text.checks();
    text.drift();
    text.risk();
    text.policies();
    text.verdict();
    return text.lines;
  }

  private void head() {
    lines.add(
        judged.file()
            + "  planned by "
            + judged.engineVersion()
            + (judged.refreshOnly() ? ", refresh only" : ""));
    lines.add(judged.summary());
    judged.blastRadius().forEach(it -> lines.add("  " + it));
  }

  private void change(Change change) {
    lines.add("  " + title(change));
    change.forcedBy().forEach(it -> lines.add("      forced by " + it));
    if (change.reason() != null) {
      lines.add("      because " + change.reason());
    }
    boolean made = change.action().equals("create");
    change.fields().forEach(it -> lines.add("      " + field(it, made)));
  }

  private static String title(Change change) {
    String deposed = change.deposed() == null ? "" : " (deposed " + change.deposed() + ")";
    String from = change.movedFrom() == null ? "" : ", moved from " + change.movedFrom();
    String imported =
        !change.imported()
            ? ""
            : change.importId() == null ? ", imported" : ", imported as " + change.importId();
    String later = change.kind().equals("deferred") ? ", put off to a later run" : "";
    return sign(change.action())
        + " "
        + change.action()
        + " "
        + change.address()
        + deposed
        + from
        + imported
        + later;
  }

  private static String sign(String action) {
    return switch (action) {
      case "create" -> "+";
      case "delete" -> "-";
      case "update" -> "~";
      case "forget" -> ">";
      case "read", "keep" -> "=";
      default -> "!";
    };
  }

  private static String field(Field field, boolean made) {
    String after = field.unknown() ? "(known after apply)" : shown(field, field.after());
    return made
        ? field.pointer() + ": " + after
        : field.pointer() + ": " + shown(field, field.before()) + " -> " + after;
  }

  private static String shown(Field field, @Nullable Value value) {
    return value != null && field.sensitive() ? "(secret)" : PlanValues.shown(value);
  }

  private void checks() {
    for (FailedCheck check : judged.failedChecks()) {
      lines.add("  ! " + check.address() + " has status " + check.status());
      check.problems().forEach(it -> lines.add("      " + it));
    }
  }

  private void drift() {
    effect("An apply would undo this drift:", "undone-by-apply");
    effect("An apply would NOT undo this drift:", "not-undone");
    effect("This plan does not say what an apply would do about this drift:", "unknown");
    if (!judged.drift().isEmpty() && !judged.unapplied().isEmpty()) {
      lines.add("Changed by the configuration, not by drift:");
      judged.unapplied().forEach(it -> lines.add("  " + it));
    }
  }

  private void effect(String title, String effect) {
    List<DriftedPlace> places =
        judged.drift().stream().filter(it -> it.effect().equals(effect)).toList();
    if (places.isEmpty()) {
      return;
    }
    lines.add(title);
    for (DriftedPlace place : places) {
      String cause = place.cause().isEmpty() ? "" : " (" + place.cause() + ")";
      String what = place.attribute().isEmpty() ? " is gone" : " " + place.attribute();
      lines.add("  " + place.level() + "  " + place.address() + what + cause);
      place.fields().forEach(it -> lines.add("      " + field(it, false)));
    }
  }

  private void risk() {
    lines.add("Risk: " + judged.risk());
    judged.reasons().stream()
        .limit(SHOWN_REASONS)
        .forEach(it -> lines.add("  " + it.level() + "  " + it.text()));
    int more = Math.max(0, judged.reasons().size() - SHOWN_REASONS) + judged.moreReasons();
    if (more > 0) {
      lines.add("  and " + more + " more; -o json tells them");
    }
  }

  private void policies() {
    Stream.concat(
            judged.policyFailures().stream().map(it -> "Policy failed: " + it),
            judged.policyWarnings().stream().map(it -> "Policy warns: " + it))
        .forEach(lines::add);
  }

  private void verdict() {
    lines.add("Meaning: " + judged.planHash());
    if (!judged.obstacles().isEmpty()) {
      lines.add("Nobody could approve it:");
      judged.obstacles().forEach(it -> lines.add("  " + it));
    } else if (judged.changes().isEmpty() && !judged.refreshOnly()) {
      lines.add("There is nothing to apply.");
    }
  }
}
