package dev.esclusa.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One thing that was compared before signing, and what came of it. */
sealed interface Check {
  String what();

  /** Both sides say the same. */
  record Agrees(String what, String seen) implements Check {}

  /**
   * @param seen what is offered to be signed
   * @param wanted what was recomputed
   * @param source where the recomputed one comes from, e.g. {@code the plan's bytes}
   */
  record Differs(String what, String seen, String wanted, String source) implements Check {
    @Override
    public String toString() {
      return what + " is " + seen + " as offered, and " + wanted + " by " + source;
    }
  }

  record Unchecked(String what, String because) implements Check {}

  static Check of(String what, @Nullable Object seen, @Nullable Object wanted, String source) {
    return Objects.equals(seen, wanted)
        ? new Agrees(what, text(seen))
        : new Differs(what, text(seen), text(wanted), source);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "absent" : value.toString();
  }
}
