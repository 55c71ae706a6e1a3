package dev.esclusa.rego;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/** Reads a time in a {@link GoLayout}, as Go's time.Parse: one walk over layout and value. */
final class GoTimeParse {
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  private final GoLayout layout;
  private final String value;
  private int at;
  private int year;
  private int month = -1;
  private int day = -1;
  private int yearDay = -1;
  private int hour;
  private int minute;
  private int second;
  private int nanos;
  private boolean am;
  private boolean pm;
  private int offset;

  private GoTimeParse(GoLayout layout, String value) {
    this.layout = layout;
    this.value = value;
  }

  /** Nanoseconds since 1970, of any size. */
  static BigInteger nanos(GoLayout layout, String value) {
    return new GoTimeParse(layout, value).parse();
  }

  private BigInteger parse() {
    List<GoLayout.Chunk> chunks = layout.chunks();
    for (int i = 0; i < chunks.size(); i++) {
      skip(chunks.get(i).before());
      int start = at;
      boolean fractionFollows =
          i + 1 < chunks.size()
              && chunks.get(i + 1).before().isEmpty()
              && chunks.get(i + 1).reference().matches("[.,].*");
      if (!element(chunks.get(i), fractionFollows)) {
        throw cannot(value.substring(start), chunks.get(i).reference());
      }
    }
    skip(layout.tail());
    if (at < value.length()) {
      throw outside("extra text: " + quoted(value.substring(at)));
    }
    return sum();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    GoText.quote(text, out);
    return out.toString();
  }

  private BuiltinFailure cannot(String part, String reference) {
    return new BuiltinFailure(
        "parsing time "
            + quoted(value)
            + " as "
            + quoted(layout.text())
            + ": cannot parse "
            + quoted(part)
            + " as "
            + quoted(reference));
  }

  private BuiltinFailure outside(String reason) {
    return new BuiltinFailure("parsing time " + quoted(value) + ": " + reason);
  }

  /** Spaces in the layout take any number of spaces. */
  private void skip(String prefix) {
    int from = at;
    for (int i = 0; i < prefix.length(); ) {
      if (prefix.charAt(i) == ' ') {
        if (at < value.length() && value.charAt(at) != ' ') {
          throw cannot(value.substring(from), prefix);
        }
        while (i < prefix.length() && prefix.charAt(i) == ' ') {
          i++;
        }
        while (at < value.length() && value.charAt(at) == ' ') {
          at++;
        }
      } else {
        if (at >= value.length() || value.charAt(at) != prefix.charAt(i)) {
          throw cannot(value.substring(at), prefix.substring(i));
        }
        i++;
        at++;
      }
    }
  }

  /** False when the value does not fit; out of range is told at once. */
  private boolean element(GoLayout.Chunk chunk, boolean fractionFollows) {
    return switch (chunk.kind()) {
      case YEAR -> {
        year = fixed(2);
        year += year < 0 ? 0 : year >= 69 ? 1900 : 2000;
        yield year >= 0;
      }
      case LONG_YEAR -> (year = fixed(4)) >= 0;
      case LONG_MONTH -> (month = name(MONTHS, false) + 1) > 0;
      case MONTH -> (month = name(MONTHS, true) + 1) > 0;
      case NUM_MONTH -> inRange(month = digits(2, false), 1, 12, "month");
      case ZERO_MONTH -> inRange(month = digits(2, true), 1, 12, "month");
      case LONG_WEEKDAY -> name(DAYS, false) >= 0;
      case WEEKDAY -> name(DAYS, true) >= 0;
      case DAY -> (day = digits(2, false)) >= 0;
      case UNDER_DAY -> {
        space();
        yield (day = digits(2, false)) >= 0;
      }
      case ZERO_DAY -> (day = digits(2, true)) >= 0;
      case UNDER_YEAR_DAY -> {
        space();
        space();
        yield (yearDay = digits(3, false)) >= 0;
      }
      case ZERO_YEAR_DAY -> (yearDay = digits(3, true)) >= 0;
      case HOUR -> inRange(hour = digits(2, false), 0, 23, "hour");
      case HOUR12 -> inRange(hour = digits(2, false), 0, 12, "hour");
      case ZERO_HOUR12 -> inRange(hour = digits(2, true), 0, 12, "hour");
      case MINUTE -> inRange(minute = digits(2, false), 0, 59, "minute");
      case ZERO_MINUTE -> inRange(minute = digits(2, true), 0, 59, "minute");
      case SECOND -> seconds(false, fractionFollows);
      case ZERO_SECOND -> seconds(true, fractionFollows);
      case UPPER_PM -> half("AM", "PM");
      case LOWER_PM -> half("am", "pm");
      case FRACTION_ZERO -> fraction(chunk.reference().length());
      case FRACTION_NINE -> !isFraction() || fraction(fractionLength());
      case ZONE_NAME -> zoneName();
      case ISO, ISO_COLON, ISO_COLON_SECONDS, ISO_SECONDS, ISO_SHORT ->
          taken("Z") || offset(chunk.reference());
      case NUM, NUM_COLON, NUM_COLON_SECONDS, NUM_SECONDS, NUM_SHORT -> offset(chunk.reference());
    };
  }

  private boolean inRange(int number, int low, int high, String what) {
    if (number >= 0 && (number < low || number > high)) {
      throw outside(what + " out of range");
    }
    return number >= 0;
  }

  private boolean isDigit(int place) {
    return place < value.length() && value.charAt(place) >= '0' && value.charAt(place) <= '9';
  }

  private int fixed(int count) {
    for (int i = 0; i < count; i++) {
      if (!isDigit(at + i)) {
        return -1;
      }
    }
    at += count;
    return Integer.parseInt(value.substring(at - count, at));
  }

  private int digits(int most, boolean all) {
    int count = 0;
    while (count < most && isDigit(at + count)) {
      count++;
    }
    return count == 0 || all && count < most ? -1 : fixed(count);
  }

  private void space() {
    taken(" ");
  }

  private boolean taken(String mark) {
    if (value.startsWith(mark, at)) {
      at += mark.length();
      return true;
    }
    return false;
  }

  private int name(List<String> names, boolean cut) {
    for (int i = 0; i < names.size(); i++) {
      String name = cut ? names.get(i).substring(0, 3) : names.get(i);
      if (value.regionMatches(true, at, name, 0, name.length())) {
        at += name.length();
        return i;
      }
    }
    return -1;
  }

  private boolean seconds(boolean both, boolean fractionFollows) {
    second = digits(2, both);
    if (!inRange(second, 0, 59, "second")) {
      return false;
    }
    return fractionFollows || !isFraction() || fraction(fractionLength());
  }

  private boolean isFraction() {
    return at < value.length()
        && (value.charAt(at) == '.' || value.charAt(at) == ',')
        && isDigit(at + 1);
  }

  private int fractionLength() {
    int end = at + 1;
    while (isDigit(end)) {
      end++;
    }
    return end - at;
  }

  private boolean fraction(int length) {
    if (at + length > value.length() || value.charAt(at) != '.' && value.charAt(at) != ',') {
      return false;
    }
    String shown = value.substring(at + 1, at + length);
    if (!shown.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    String nine = (shown + "000000000").substring(0, 9);
    nanos = Integer.parseInt(nine);
    at += length;
    return true;
  }

  private boolean half(String before, String after) {
    am = value.startsWith(before, at);
    pm = value.startsWith(after, at);
    at += am || pm ? 2 : 0;
    return am || pm;
  }

  /** Two-digit groups after a sign, laid out as the reference, e.g. {@code -07:00}. */
  private boolean offset(String reference) {
    if (at + reference.length() > value.length()) {
      return false;
    }
    char sign = value.charAt(at);
    int[] parts = new int[3];
    int part = 0;
    int place = at + 1;
    for (int i = 1; i < reference.length(); ) {
      if (reference.charAt(i) == ':') {
        if (value.charAt(place) != ':') {
          return false;
        }
        i++;
        place++;
      } else {
        if (!isDigit(place) || !isDigit(place + 1)) {
          return false;
        }
        parts[part++] = Integer.parseInt(value.substring(place, place + 2));
        i += 2;
        place += 2;
      }
    }
    checkOffset(parts);
    at = place;
    offset = (parts[0] * 60 + parts[1]) * 60 + parts[2];
    offset = sign == '-' ? -offset : offset;
    return sign == '+' || sign == '-';
  }

  private void checkOffset(int[] parts) {
    if (parts[0] > 24 || parts[1] > 60 || parts[2] > 60) {
      throw outside(
          "time zone offset "
              + (parts[0] > 24 ? "hour" : parts[1] > 60 ? "minute" : "second")
              + " out of range");
    }
  }

  /** A zone's name, of which Go makes a zone without an offset. */
  private boolean zoneName() {
    if (taken("UTC") || taken("ChST") || taken("MeST")) {
      return true;
    }
    if (taken("GMT")) {
      signedHours();
      return true;
    }
    if (at < value.length() && (value.charAt(at) == '+' || value.charAt(at) == '-')) {
      return signedHours();
    }
    int upper = 0;
    while (upper < 6
        && at + upper < value.length()
        && value.charAt(at + upper) >= 'A'
        && value.charAt(at + upper) <= 'Z') {
      upper++;
    }
    boolean zone =
        upper == 3
            || upper == 4 && (value.charAt(at + 3) == 'T' || value.startsWith("WITA", at))
            || upper == 5 && value.charAt(at + 4) == 'T';
    at += zone ? upper : 0;
    return zone;
  }

  private boolean signedHours() {
    if (at >= value.length() || value.charAt(at) != '+' && value.charAt(at) != '-') {
      return false;
    }
    int end = at + 1;
    while (isDigit(end) && end < at + 5) {
      end++;
    }
    int hours = end == at + 1 ? 99 : Integer.parseInt(value.substring(at + 1, end));
    if (hours > 23) {
      return false;
    }
    at = end;
    return true;
  }

  private BigInteger sum() {
    hour = pm && hour < 12 ? hour + 12 : am && hour == 12 ? 0 : hour;
    LocalDate date = date();
    long seconds = date.toEpochDay() * 86_400 + hour * 3600L + minute * 60L + second - offset;
    return BigInteger.valueOf(seconds)
        .multiply(BigInteger.valueOf(1_000_000_000))
        .add(BigInteger.valueOf(nanos));
  }

  private LocalDate date() {
    if (yearDay >= 0) {
      return fromYearDay();
    }
    month = Math.max(month, 1);
    day = day < 0 ? 1 : day;
    if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
      throw outside("day out of range");
    }
    return LocalDate.of(year, month, day);
  }

  private LocalDate fromYearDay() {
    LocalDate date;
    try {
      date = LocalDate.ofYearDay(year, yearDay);
    } catch (DateTimeException bad) {
      throw outside("day-of-year out of range");
    }
    if (month >= 0 && month != date.getMonthValue()) {
      throw outside("day-of-year does not match month");
    }
    if (day >= 0 && day != date.getDayOfMonth()) {
      throw outside("day-of-year does not match day");
    }
    return date;
  }
}
