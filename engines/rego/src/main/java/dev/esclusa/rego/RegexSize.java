package dev.esclusa.rego;

/**
 * Refuses expressions whose program would be huge before they are compiled, as Go's regexp/syntax does: repetition
 * counts multiply when nested, and groups nest on the stack.
 */
final class RegexSize {
  private static final int MAX_REPEAT = 1000;
  private static final int MAX_DEPTH = 1000;
  private static final long MAX_PROGRAM = 3_355_443 / 8;

  private final String expression;
  private int at;
  private int depth;

  private RegexSize(String expression) {
    this.expression = expression;
  }

  static void check(String expression) {
    RegexSize size = new RegexSize(expression);
    if (size.alternation() > MAX_PROGRAM) {
      throw new BuiltinFailure("error parsing regexp: expression too large");
    }
  }

  /** Number of instructions of what follows up to a closing parenthesis or the end. */
  private long alternation() {
    long total = 1;
    long atom = 0;
    while (at < expression.length() && expression.charAt(at) != ')') {
      char c = expression.charAt(at);
      if (c == '{') {
        int repeat = repeat();
        if (repeat > 1) {
          total += atom * (repeat - 1);
          atom *= repeat;
        }
      } else {
        atom = atom(c);
        total += atom;
      }
      if (total > MAX_PROGRAM) {
        return total;
      }
    }
    return total;
  }

  private long atom(char c) {
    at++;
    return switch (c) {
      case '\\' -> {
        escape();
        yield 1;
      }
      case '[' -> {
        skipClass();
        yield 1;
      }
      case '(' -> group();
      case '*', '+', '?', '|' -> 1;
      default -> 1;
    };
  }

  private long group() {
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("error parsing regexp: expression nests too deeply");
    }
    long size = 2 + alternation();
    depth--;
    at++;
    return size;
  }

  private void escape() {
    if (expression.startsWith("Q", at)) {
      int end = expression.indexOf("\\E", at);
      at = end < 0 ? expression.length() : end + 2;
    } else {
      at++;
    }
  }

  private void skipClass() {
    int start = expression.startsWith("^", at) ? ++at : at;
    for (; at < expression.length(); at++) {
      char c = expression.charAt(at);
      if (c == ']' && at > start) {
        at++;
        return;
      }
      if (c == '\\') {
        at++;
      } else if (expression.startsWith("[:", at)) {
        int end = expression.indexOf(":]", at + 2);
        at = end < 0 ? at : end + 1;
      }
    }
  }

  /** The highest count of a repetition such as {2,7}; 0 where the brace is no repetition. */
  private int repeat() {
    int end = expression.indexOf('}', at);
    String inside = end < 0 ? "" : expression.substring(at + 1, end);
    if (inside.isEmpty() || inside.length() > 12 || !inside.chars().allMatch(c -> c == ',' || c >= '0' && c <= '9')) {
      at++;
      return 0;
    }
    at = end + 1;
    int most = 0;
    for (String part : inside.split(",", -1)) {
      most = part.isEmpty() ? most : Math.max(most, (int) Math.min(Long.parseLong(part), MAX_REPEAT + 1));
    }
    return most;
  }
}
