package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import org.jspecify.annotations.Nullable;

/**
 * One reason why a policy is not accepted.
 *
 * @param code OPA's: {@code rego_parse_error}, {@code rego_compile_error}, {@code
 *     rego_unsafe_var_error}, {@code rego_type_error}, {@code rego_recursion_error}; and {@code
 *     rego_bundle_error} for files outside of a bundle's roots
 * @param text what is wrong, in one line
 * @param fix the next step; empty when there is nothing to add
 * @param line the source line; null when the source is unknown
 */
public record RegoProblem(
    String code, String text, String fix, @Nullable Position position, @Nullable String line) {
  /** As a person reads it: place, code, text, the line with a caret, the next step. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    if (position != null) {
      out.append(position).append(": ");
    }
    out.append(code).append(": ").append(text);
    if (position != null && line != null) {
      out.append("\n    ").append(line.replace('\t', ' '));
      out.append("\n    ").append(" ".repeat(Math.max(0, position.column() - 1))).append('^');
    }
    if (!fix.isEmpty()) {
      out.append("\n    ").append(fix);
    }
    return out.toString();
  }
}
