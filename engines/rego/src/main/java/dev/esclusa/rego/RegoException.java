package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import org.jspecify.annotations.Nullable;

/**
 * Rego that cannot be read, compiled or evaluated as asked. {@link #code} is OPA's error code where
 * OPA has one, else one of ours ({@code rego_limit_...}); {@link #fix} is the next step.
 */
public final class RegoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final String JSON = "rego_json_error";
  public static final String BUILTIN = "eval_builtin_error";
  public static final String TYPE = "eval_type_error";
  public static final String CONFLICT = "eval_conflict_error";
  public static final String INTERNAL = "eval_internal_error";
  public static final String CANCELLED = "eval_cancel_error";
  public static final String WITH_MERGE = "eval_with_merge_error";
  public static final String LIMIT_STEPS = "rego_limit_instructions";
  public static final String LIMIT_TIME = "rego_limit_time";
  public static final String LIMIT_MEMORY = "rego_limit_allocation";
  public static final String LIMIT_DEPTH = "rego_limit_depth";
  public static final String LIMIT_OUTPUT = "rego_limit_output";

  private final String code;
  private final transient @Nullable Position position;
  private final String reason;
  private final String fix;

  public RegoException(String code, @Nullable Position position, String reason, String fix) {
    super((position == null ? "" : position + ": ") + code + ": " + reason);
    this.code = code;
    this.position = position;
    this.reason = reason;
    this.fix = fix;
  }

  public RegoException(String code, String reason, String fix) {
    this(code, null, reason, fix);
  }

  public String code() {
    return code;
  }

  /** Where in the sources; null when no place is to blame. */
  public @Nullable Position position() {
    return position;
  }

  /** What happened, without code and place. */
  public String reason() {
    return reason;
  }

  /** The next step. */
  public String fix() {
    return fix;
  }
}
