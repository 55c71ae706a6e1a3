package dev.esclusa.cli;

import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Masked;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/** Values of fields on one line; what is masked or sensitive never shows. */
final class PlanValues {
  private static final int MAX_CHARS = 80;

  private PlanValues() {}

  static String field(FieldChange field) {
    return field.sensitive()
        ? field.pointer() + " (secret)"
        : field.pointer() + " " + shown(field.before()) + " -> " + shown(field.after());
  }

  static String shown(@Nullable Value value) {
    if (value == null) {
      return "(none)";
    }
    if (Masked.isMasked(value)) {
      return "(secret)";
    }
    String text = value.toString();
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
  }
}
