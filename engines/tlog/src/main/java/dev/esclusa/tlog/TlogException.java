package dev.esclusa.tlog;

/** Something of a log that cannot be read, trusted or written: what, where, why, and what to do. */
public final class TlogException extends IllegalStateException {

  /** What kind of thing is wrong. */
  public enum Code {
    NOTE("TLG-0001"),
    KEY("TLG-0002"),
    CHECKPOINT("TLG-0003"),
    PROOF("TLG-0004"),
    POLICY("TLG-0005"),
    TILE("TLG-0006"),
    ENTRY("TLG-0007"),
    STORE("TLG-0008"),
    WITNESS("TLG-0009");

    private final String id;

    Code(String id) {
      this.id = id;
    }

    /** As people see it: {@code TLG-0006}. */
    public String id() {
      return id;
    }
  }

  private final Code code;
  private final String place;
  private final String fault;
  private final String fix;

  TlogException(Code code, String place, String fault, String fix) {
    super("%s: %s: %s. %s".formatted(code.id(), place, fault, fix));
    this.code = code;
    this.place = place;
    this.fault = fault;
    this.fix = fix;
  }

  TlogException(Code code, String place, String fault, String fix, Throwable cause) {
    this(code, place, fault, fix);
    initCause(cause);
  }

  public Code code() {
    return code;
  }

  /** The file, tile path or line: {@code tile/0/x001/234}, {@code line 3}. */
  public String place() {
    return place;
  }

  /** What was seen, and what was wanted. */
  public String fault() {
    return fault;
  }

  public String fix() {
    return fix;
  }
}
