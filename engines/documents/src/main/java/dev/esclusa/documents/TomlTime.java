package dev.esclusa.documents;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of TOML as text of RFC 3339. Go, and so Conftest, has no time without a place: a local time
 * reads as one in UTC, a date alone as its midnight, a time alone as one of the year 0.
 */
final class TomlTime {
  private static final String DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2})";
  private static final String TIME = "([0-9]{2}:[0-9]{2}:[0-9]{2})(\\.[0-9]+)?";
  private static final Pattern ALONE = Pattern.compile(DATE);
  private static final Pattern TIME_ALONE = Pattern.compile(TIME);
  private static final Pattern BOTH =
      Pattern.compile(DATE + "[Tt ]" + TIME + "([Zz]|[+-][0-9]{2}:[0-9]{2})?");

  private TomlTime() {}

  static boolean isDate(String word) {
    return ALONE.matcher(word).matches();
  }

  /** Null when the word is no time. */
  static @Nullable String text(String word) {
    try {
      Matcher both = BOTH.matcher(word);
      if (both.matches()) {
        String offset = both.group(4);
        return LocalDate.parse(both.group(1))
            + "T"
            + time(both.group(2), both.group(3))
            + (offset == null || offset.matches("[Zz]|[+-]00:00") ? "Z" : offset);
      }
      if (isDate(word)) {
        return LocalDate.parse(word) + "T00:00:00Z";
      }
      Matcher alone = TIME_ALONE.matcher(word);
      return alone.matches() ? "0000-01-01T" + time(alone.group(1), alone.group(2)) + "Z" : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String time(String whole, @Nullable String fraction) {
    LocalTime.parse(whole);
    String digits = fraction == null ? "" : fraction.replaceAll("0+$", "");
    return whole + (digits.equals(".") ? "" : digits);
  }
}
