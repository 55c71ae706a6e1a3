package dev.esclusa.plan;

import dev.esclusa.model.Action;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Masked;
import dev.esclusa.model.NotKnownYet;
import dev.esclusa.model.Plan;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a person reads it. Made from the plan alone, so that whoever holds its bytes sees what
 * they say, whatever a server shows.
 */
public final class PlanText {
  private final StringBuilder text = new StringBuilder();

  private PlanText() {}

  /** Plain text, stable, with a line end; nothing in it can move a terminal's cursor. */
  public static String render(Plan plan) {
    PlanText text = new PlanText();
    text.head(plan);
    plan.changes().stream().filter(it -> it.action() != Action.NOTHING).forEach(text::change);
    text.leftAlone(plan);
    text.risk(plan);
    text.rendered(plan);
    text.line("plan " + plan.hash());
    return text.text.toString();
  }

  private void head(Plan plan) {
    line(
        plan.target().name()
            + " (uid "
            + plan.target().uid()
            + "): "
            + phrase(plan.intent())
            + (plan.revision() == null
                ? ""
                : ", brought by " + plan.revision().broughtBy().name()));
    line(plan.changesNothing() ? "Nothing to do." : counts(plan) + ".");
    if (plan.artifact() != null) {
      plan.artifact().summary().forEach(it -> line("  " + it));
    }
    line("");
  }

  private static String phrase(Intent intent) {
    return switch (intent) {
      case Intent.Follow it -> (it.proposal() ? "proposal " : "commit ") + shortened(it.commit());
      case Intent.Restore it ->
          "undo drift " + it.drift() + ", back to commit " + shortened(it.commit());
      case Intent.Accept it -> "accept drift " + it.drift();
      case Intent.RollBack it ->
          "roll back to commit " + shortened(it.commit()) + ", pinned until " + it.pinnedUntil();
      case Intent.Recover it -> "recover change " + it.change();
      case Intent.Transfer it -> "hand over " + it.objects().size() + " objects to " + it.to();
      case Intent.Unlock it -> "break lock " + it.lock();
      case Intent.Decommission it -> "decommission, as of commit " + shortened(it.commit());
      case Intent.Erase it -> "erase the payloads of change " + it.change();
    };
  }

  private static String shortened(String commit) {
    return commit.length() <= 12 ? commit : commit.substring(0, 12);
  }

  private static String counts(Plan plan) {
    return List.of(Action.values()).stream()
        .map(action -> count(plan, action))
        .filter(it -> !it.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String count(Plan plan, Action action) {
    long count = plan.changes().stream().filter(it -> it.action() == action).count();
    if (count == 0) {
      return "";
    }
    return count + " " + (action == Action.NOTHING ? "unchanged" : "to " + word(action));
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private void leftAlone(Plan plan) {
    if (plan.leftAlone().isEmpty()) {
      return;
    }
    line("Otherwise than it was accepted, and this would not undo it:");
    for (ResourceChange one : plan.leftAlone()) {
      line("? " + one.address().text());
      one.fields().forEach(field -> field(Action.UPDATE, field));
    }
    line("");
  }

  private void change(ResourceChange change) {
    line(
        sign(change.action())
            + " "
            + word(change.action())
            + " "
            + change.address().text()
            + (change.wave() == 0 ? "" : " (wave " + change.wave() + ")"));
    if (change.guarded()) {
      line("    an approval has to name this deletion");
    }
    if (change.unpredictedBecause() != null) {
      line("    not predicted: " + change.unpredictedBecause());
    }
    change.fields().forEach(field -> field(change.action(), field));
    line("");
  }

  private static String sign(Action action) {
    return switch (action) {
      case NOTHING -> " ";
      case CREATE -> "+";
      case UPDATE -> "~";
      case REPLACE -> "!";
      case DELETE -> "-";
      case ADOPT -> "<";
      case FORGET -> ">";
    };
  }

  private void field(Action action, FieldChange field) {
    String values =
        action == Action.CREATE
            ? shown(field.after())
            : shown(field.before()) + " -> " + shown(field.after());
    line(
        "    "
            + (field.pointer().toString().isEmpty() ? "value" : field.pointer())
            + ": "
            + values
            + (field.takenFrom() == null ? "" : "   (taken from " + field.takenFrom() + ")"));
  }

  /** JSON on one line; a secret shows only whether it is the same as another. */
  static String shown(@Nullable Value value) {
    if (value == null) {
      return "(none)";
    }
    if (Masked.isMasked(value)) {
      String hmac = value.text("$masked", "hmac");
      String origin = value.text("$masked", "origin");
      return "(secret "
          + (hmac == null ? "" : hmac.substring(0, Math.min(8, hmac.length())))
          + ", "
          + origin
          + ")";
    }
    return NotKnownYet.is(value) ? "(known after apply)" : value.toString();
  }

  private void rendered(Plan plan) {
    if (plan.readSetHash() != null) {
      line("rendered by " + plan.renderer() + " from files with the hash " + plan.readSetHash());
    }
  }

  private void risk(Plan plan) {
    line(
        "risk "
            + plan.risk().level().name().toLowerCase(Locale.ROOT)
            + (plan.risk().destructive() ? ", destructive" : ""));
    plan.risk().reasons().forEach(it -> line("    " + it));
    line("");
  }

  private void line(String line) {
    line.codePoints().forEach(this::append);
    text.append('\n');
  }

  /** Control and format characters could hide or reorder what follows (Unicode TR 36, 3.2). */
  private void append(int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          text.append(String.format(Locale.ROOT, "\\u{%x}", point));
      default -> text.appendCodePoint(point);
    }
  }
}
