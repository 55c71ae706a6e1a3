package dev.esclusa.documents;

import dev.esclusa.tree.Position;

/**
 * A file that is not what its format wants.
 *
 * <p>Codes: {@code DOC-0001} syntax, {@code DOC-0002} not UTF-8, {@code DOC-0003} limit reached.
 */
public final class DocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final transient Position position;
  private final String fault;
  private final String fix;

  DocumentException(String code, Position position, String fault, String fix) {
    super(code + ": " + position + ": " + fault + " " + fix);
    this.code = code;
    this.position = position;
    this.fault = fault;
    this.fix = fix;
  }

  public String code() {
    return code;
  }

  public Position position() {
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
}
