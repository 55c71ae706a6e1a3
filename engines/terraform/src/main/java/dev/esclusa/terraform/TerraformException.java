package dev.esclusa.terraform;

import dev.esclusa.tree.TreeException;
import org.jspecify.annotations.Nullable;

/**
 * Something that an engine wrote, or that claims so, and that this module refuses. The message
 * never quotes a value of the input: any of them may be a secret.
 */
public final class TerraformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as a code that a problem page explains. */
  public enum Code {
    /** The bytes are not the JSON that they should be. */
    SYNTAX("TFE-0001"),
    /** A limit on bytes, depth or entries was reached. */
    LIMIT("TFE-0002"),
    /** The document is no plan, or a part of it has another shape than the engine writes. */
    NOT_A_PLAN("TFE-0003"),
    /** The format version of a plan or state is unknown. */
    FORMAT("TFE-0004"),
    /** The document is no state, or is cut short. */
    NOT_A_STATE("TFE-0005"),
    /** A configuration file cannot be read. */
    CONFIGURATION("TFE-0006");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Code code;
  private final String place;
  private final String fault;
  private final String fix;

  TerraformException(Code code, String where, String cause, String fix) {
    this(code, where, cause, fix, null);
  }

  TerraformException(
      Code code, String where, String cause, String fix, @Nullable Throwable origin) {
    super(code + ": " + where + ": " + cause + " " + fix, origin);
    this.code = code;
    this.place = where;
    this.fault = cause;
    this.fix = fix;
  }

  /** A refusal by engines/tree; its text may quote the input, so only its code is kept. */
  static TerraformException of(Code code, String where, TreeException refused, String fix) {
    String cause = "The content is refused (" + refused.code() + ").";
    return new TerraformException(code, where, cause, fix);
  }

  public Code code() {
    return code;
  }

  /** The document and the place in it: {@code plan, byte 4711} or {@code plan at /checks}. */
  public String where() {
    return place;
  }

  /** What was seen and what was wanted, one sentence. */
  public String reason() {
    return fault;
  }

  /** What to do next, one sentence. */
  public String fix() {
    return fix;
  }
}
