package dev.esclusa.tree;

import org.jspecify.annotations.Nullable;

/**
 * A value, text or path that this module refuses.
 *
 * <p>Codes: {@code TRE-0001} not Unicode, {@code TRE-0002} syntax, {@code TRE-0003} limit reached,
 * {@code TRE-0004} duplicate key, {@code TRE-0005} number out of range, {@code TRE-0006} key not
 * usable, {@code TRE-0007} alias or merge, {@code TRE-0008} tag, {@code TRE-0009} reserved key,
 * {@code TRE-0010} value of another kind, {@code TRE-0011} pointer, {@code TRE-0012} unknown
 * component, {@code TRE-0013} missing component, {@code TRE-0014} value that does not fit a
 * component, {@code TRE-0015} path, {@code TRE-0016} digest, {@code TRE-0017} unreadable folder,
 * {@code TRE-0018} type without a record form, {@code TRE-0019} not in canonical form.
 */
public final class TreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String fault;
  private final String fix;
  private final transient @Nullable Position position;

  TreeException(String code, @Nullable Position position, String fault, String fix) {
    this(code, position, fault, fix, null);
  }

  TreeException(
      String code,
      @Nullable Position position,
      String fault,
      String fix,
      @Nullable Throwable origin) {
    super(message(code, position, fault, fix), origin);
    this.code = code;
    this.fault = fault;
    this.fix = fix;
    this.position = position;
  }

  public String code() {
    return code;
  }

  /** Where in a file, absent for values that did not come from one. */
  public @Nullable Position position() {
    return position;
  }

  /** What was seen and what was wanted, one sentence without the position. */
  public String cause() {
    return fault;
  }

  /** What to do next, one sentence. */
  public String fix() {
    return fix;
  }

  /** The same refusal at a place that the thrower could not know. */
  public TreeException at(Position place) {
    TreeException moved = new TreeException(code, place, fault, fix, getCause());
    moved.setStackTrace(getStackTrace());
    return moved;
  }

  private static String message(
      String code, @Nullable Position position, String fault, String fix) {
    return code + ": " + (position == null ? "" : position + ": ") + fault + " " + fix;
  }
}
