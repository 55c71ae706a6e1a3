package dev.esclusa.terraform;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An error or warning of an engine. Its snippet is already without literals that look like secrets;
 * {@link #scrubbed} is for the rest.
 *
 * @param address the resource it speaks of, if any
 * @param position {@code main.tf:3:7}, if any
 * @param snippet the line of configuration, if any
 */
public record Diagnostic(
    Level level,
    String summary,
    String detail,
    @Nullable String address,
    @Nullable Position position,
    @Nullable String snippet) {
  private static final int MAX_TEXT = 16_384;

  /** Whether the engine stopped because of it. */
  public enum Level {
    ERROR,
    WARNING
  }

  /** Reads the {@code diagnostic} object of an event or of {@code validate -json}. */
  static Diagnostic of(Value diagnostic) {
    String code = diagnostic.text("snippet", "code");
    return new Diagnostic(
        "warning".equals(diagnostic.text("severity")) ? Level.WARNING : Level.ERROR,
        cut(orEmpty(diagnostic.text("summary"))),
        cut(orEmpty(diagnostic.text("detail"))),
        address(diagnostic),
        position(diagnostic),
        code == null ? null : SecretRules.maskCode(cut(code)));
  }

  private static @Nullable String address(Value diagnostic) {
    String address = diagnostic.text("address");
    return address == null || address.isEmpty() ? null : cut(address);
  }

  private static @Nullable Position position(Value diagnostic) {
    String file = diagnostic.text("range", "filename");
    Value line = diagnostic.at("range", "start", "line");
    Value column = diagnostic.at("range", "start", "column");
    if (file == null || !(line instanceof Value.Num n) || !n.isLong()) {
      return null;
    }
    long at = column instanceof Value.Num c && c.isLong() ? c.longValue() : 1;
    return new Position(cut(file), bounded(n.longValue()), bounded(at));
  }

  private static int bounded(long number) {
    return Math.clamp(number, 1, Integer.MAX_VALUE);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String cut(String text) {
    return EventStream.cut(text, MAX_TEXT);
  }

  public boolean error() {
    return level == Level.ERROR;
  }

  public DiagnosticKind kind() {
    return DiagnosticKind.of(this);
  }

  /** The same with every text passed through a scrubber. */
  public Diagnostic scrubbed(UnaryOperator<String> scrubber) {
    return new Diagnostic(
        level,
        scrubber.apply(summary),
        scrubber.apply(detail),
        address == null ? null : scrubber.apply(address),
        position,
        snippet == null ? null : scrubber.apply(snippet));
  }
}
