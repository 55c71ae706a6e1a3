package dev.esclusa.kube;

import dev.esclusa.tree.Pointer;
import org.jspecify.annotations.Nullable;

/** A Kubernetes value that cannot be read, merged or patched as asked; the caller's move. */
public final class KubeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as a code that a problem page explains. */
  public enum Code {
    /**
     * A value is no Kubernetes object, or a part of it has another shape than Kubernetes expects.
     */
    UNREADABLE("KUB-0001"),
    /** A field that the kind does not declare, or a value of another type. */
    SHAPE("KUB-0002"),
    /** A patch that cannot be applied. */
    PATCH("KUB-0003"),
    /** A JSON Patch test that did not hold. */
    TEST_FAILED("KUB-0004");

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
  private final transient @Nullable Pointer pointer;
  private final String fault;
  private final String fix;

  KubeException(Code code, @Nullable Pointer pointer, String cause, String fix) {
    super(code + ": " + (pointer == null ? "" : place(pointer) + ": ") + cause + ". " + fix + ".");
    this.code = code;
    this.pointer = pointer;
    this.fault = cause;
    this.fix = fix;
  }

  static KubeException unreadable(String cause, String fix) {
    return new KubeException(Code.UNREADABLE, null, cause, fix);
  }

  static KubeException patch(Pointer pointer, String cause, String fix) {
    return new KubeException(Code.PATCH, pointer, cause, fix);
  }

  private static String place(Pointer pointer) {
    return pointer.tokens().isEmpty() ? "the object" : pointer.toString();
  }

  public Code code() {
    return code;
  }

  /** Where in the object or the patch; null when the whole is meant. */
  public @Nullable Pointer pointer() {
    return pointer;
  }

  /** What happened, without code and place. */
  public String reason() {
    return fault;
  }

  public String fix() {
    return fix;
  }
}
