package dev.esclusa.rego;

/** Decimal numbers as text, e.g. {@code -1.5e3}. */
final class NumberText {
  private static final int LONGEST_EXPONENT = 9;

  private NumberText() {}

  /**
   * An optional sign, digits with at most one point, and an optional exponent that is not absurd.
   */
  static boolean isDecimal(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int whole = digits(text, at);
    int fraction = whole;
    if (whole < text.length() && text.charAt(whole) == '.') {
      fraction = digits(text, whole + 1);
    }
    boolean point = fraction > whole;
    if (fraction - at - (point ? 1 : 0) == 0) {
      return false;
    }
    if (fraction == text.length()) {
      return true;
    }
    if (Character.toLowerCase(text.charAt(fraction)) != 'e') {
      return false;
    }
    int start = fraction + 1;
    start +=
        start < text.length() && (text.charAt(start) == '-' || text.charAt(start) == '+') ? 1 : 0;
    int end = digits(text, start);
    return end > start && end == text.length() && end - start <= LONGEST_EXPONENT;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** The same without what BigDecimal would not read. */
  static String plain(String text) {
    return text.startsWith("+") ? text.substring(1) : text;
  }
}
