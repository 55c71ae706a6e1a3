package dev.esclusa.cli;

/** What a shell learns of a command's end. Documented in {@code docs/cli.md}; never renumbered. */
public enum ExitCode {
  OK(0),
  /** Somebody or some rule said no, or a check did not hold. */
  REFUSED(1),
  USAGE(2),
  /** {@code check --fail-on-warn}, as Conftest has it: rules failed, rather than only warned. */
  FAILED_BESIDE_WARNINGS(2),
  NOT_FOUND(3),
  NOT_AUTHORISED(4),
  /** No server there, or it cannot serve now. */
  UNREACHABLE(5),
  /** Evidence, or what a server offered to sign, is not what it says. */
  VERIFICATION_FAILED(6),
  /** A limit or a deadline was reached. */
  LIMIT(7),
  /** Ours: the program or the server is at fault. */
  DEFECT(8),
  /** An input or a policy is not what its format or language wants. */
  MALFORMED(9);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** What an HTTP status (RFC 9110, section 15) means for a caller. */
  static ExitCode ofStatus(int status) {
    return switch (status) {
      case 400 -> REFUSED;
      case 401, 403 -> NOT_AUTHORISED;
      case 404 -> NOT_FOUND;
      case 413, 429 -> LIMIT;
      case 502, 503, 504 -> UNREACHABLE;
      default -> status >= 500 ? DEFECT : REFUSED;
    };
  }
}
