package dev.esclusa.kustomize;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.TreeException;
import org.jspecify.annotations.Nullable;

/** A build that fails or is refused: what was seen, where, and what to do next. */
public final class KustomizeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as a code that a problem page explains. */
  public enum Code {
    /** A file that is no YAML or JSON. */
    UNREADABLE("KUS-0001"),
    /** A kustomization or configuration with an unknown field, or a field of another type. */
    KUSTOMIZATION("KUS-0002"),
    /** A file, folder or kustomization that is not there. */
    MISSING("KUS-0003"),
    /** A path that leaves the folder or the tree that the build may read. */
    OUTSIDE("KUS-0004"),
    /** Kustomizations that contain each other. */
    CYCLE("KUS-0005"),
    /** A document that is no Kubernetes object. */
    OBJECT("KUS-0006"),
    /** Two objects of one identity. */
    CONFLICT("KUS-0007"),
    /** A patch that cannot be read or applied. */
    PATCH("KUS-0008"),
    /** A selection that names no object, or more than one where one is needed. */
    SELECTION("KUS-0009"),
    /** A field path that does not fit the object. */
    FIELD("KUS-0010"),
    /** A generator that cannot make its object. */
    GENERATOR("KUS-0011"),
    /** Refused: a base or file of another place. */
    REMOTE("KUS-0012"),
    /** Refused: a chart that needs helm. */
    HELM("KUS-0013"),
    /** Refused: a function or plugin that would run a program. */
    PROGRAM("KUS-0014"),
    /** Refused: more than the limits allow. */
    LIMIT("KUS-0015"),
    /** A regular expression or selector that cannot be read. */
    PATTERN("KUS-0016"),
    /** Refused: a symbolic link or submodule on the way. */
    LINK("KUS-0017");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** Whether the input may be right, but this engine does not do what it asks for. */
    public boolean refusal() {
      return switch (this) {
        case REMOTE, HELM, PROGRAM, LIMIT, LINK -> true;
        case UNREADABLE, KUSTOMIZATION, MISSING, OUTSIDE, CYCLE, OBJECT, CONFLICT, PATCH -> false;
        case SELECTION, FIELD, GENERATOR, PATTERN -> false;
      };
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Code code;
  private final transient @Nullable Position position;
  private final String fault;
  private final String fix;

  KustomizeException(Code code, @Nullable Position position, String fault, String fix) {
    this(code, position, fault, fix, null);
  }

  KustomizeException(
      Code code,
      @Nullable Position position,
      String fault,
      String fix,
      @Nullable Throwable origin) {
    super(code + ": " + (position == null ? "" : position + ": ") + fault + " " + fix, origin);
    this.code = code;
    this.position = position;
    this.fault = fault;
    this.fix = fix;
  }

  /** What the value reader refused, in this module's words. */
  static KustomizeException of(TreeException e) {
    Code code =
        switch (e.code()) {
          case "TRE-0003" -> Code.LIMIT;
          case "TRE-0015" -> Code.OUTSIDE;
          default -> Code.UNREADABLE;
        };
    return new KustomizeException(code, e.position(), e.cause(), e.fix(), e);
  }

  /** The same failure at a place that the thrower could not know. */
  KustomizeException at(Position place) {
    return position == null ? new KustomizeException(code, place, fault, fix, this) : this;
  }

  public Code code() {
    return code;
  }

  /** Where in a file; null where no file can be named. */
  public @Nullable Position position() {
    return position;
  }

  /** What was seen and what was wanted. */
  public String cause() {
    return fault;
  }

  /** What to do next. */
  public String fix() {
    return fix;
  }
}
