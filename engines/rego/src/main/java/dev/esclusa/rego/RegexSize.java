package dev.esclusa.rego;

/**
 * Refuses expressions whose program would be huge before they are compiled, as Go's regexp/syntax
 * does: repetition counts multiply when nested (at most 1000), and groups nest on the stack (at
 * most 1000).
 */
final class RegexSize {
  private static final int MAX_REPEAT = 1000;
  private static final int MAX_DEPTH = 1000;
  private static final long MAX_PROGRAM = 400_000;

  /** Instructions, and the highest product of nested repetition counts. */
  private record Size(long instructions, long repeats) {
    static final Size ONE = new Size(1, 1);

    Size then(Size next) {
      return new Size(instructions + next.instructions, Math.max(repeats, next.repeats));
    }

    Size times(int count) {
      return new Size(instructions * count, repeats * count);
    }
  }

  private final String expression;
  private int at;
  private int depth;

  private RegexSize(String expression) {
    this.expression = expression;
  }

  static void check(String expression) {
    new RegexSize(expression).alternation();
  }

  /** What follows up to a closing parenthesis or the end. */
  private Size alternation() {
    Size done = Size.ONE;
    Size atom = Size.ONE;
    while (at < expression.length() && expression.charAt(at) != ')') {
      if (expression.charAt(at) == '{') {
        int start = at;
        int repeat = repeat();
        atom = atom.times(Math.max(repeat, 1));
        if (atom.repeats > MAX_REPEAT) {
          throw new BuiltinFailure(
              "error parsing regexp: invalid repeat count: `"
                  + expression.substring(start, at)
                  + "`");
        }
      } else {
        done = done.then(atom);
        atom = atom(expression.charAt(at));
      }
      if (done.instructions + atom.instructions > MAX_PROGRAM) {
        throw new BuiltinFailure("error parsing regexp: expression too large");
      }
    }
    return done.then(atom);
  }

  private Size atom(char c) {
    at++;
    switch (c) {
      case '\\' -> escape();
      case '[' -> skipClass();
      case '(' -> {
        return group();
      }
      default -> {}
    }
    return Size.ONE;
  }

  private Size group() {
    if (++depth > MAX_DEPTH) {
      throw new BuiltinFailure("error parsing regexp: expression nests too deeply");
    }
    Size size = Size.ONE.then(alternation());
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
    at += expression.startsWith("^", at) ? 1 : 0;
    for (int start = at; at < expression.length(); at++) {
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
    String inside = end < 0 || end - at > 14 ? "" : expression.substring(at + 1, end);
    if (inside.isEmpty() || !inside.chars().allMatch(c -> c == ',' || c >= '0' && c <= '9')) {
      at++;
      return 0;
    }
    at = end + 1;
    long most = 0;
    for (String part : inside.split(",", -1)) {
      most = part.isEmpty() ? most : Math.max(most, Long.parseLong(part));
    }
    return (int) Math.min(most, MAX_REPEAT + 1);
  }
}
