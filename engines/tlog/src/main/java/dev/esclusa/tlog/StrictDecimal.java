package dev.esclusa.tlog;

import java.util.regex.Pattern;

/** Decimal numbers as the C2SP formats want them: ASCII digits, no sign, no leading zero. */
final class StrictDecimal {
  private static final Pattern FORM = Pattern.compile("0|[1-9][0-9]{0,18}");

  private StrictDecimal() {}

  static long parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a decimal number without leading zero: " + text);
    }
    return Long.parseLong(text);
  }
}
