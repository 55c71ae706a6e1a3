package dev.esclusa.tree;

import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * The timestamps that go-yaml v3 recognises in plain scalars ({@code allowedTimestampFormats} of
 * its resolve.go), rewritten as Go's time package marshals them (RFC 3339 with nanoseconds).
 */
final class GoTimestamp {
  private final String text;
  private int at;

  private GoTimestamp(String text) {
    this.text = text;
  }

  /** The full timestamp, or null when the text is none. */
  static @Nullable String parse(String text) {
    if (text.length() < 8 || text.charAt(4) != '-') {
      return null;
    }
    for (int i = 0; i < 4; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    return new GoTimestamp(text).parse();
  }

  private @Nullable String parse() {
    at = 5;
    int year = Integer.parseInt(text, 0, 4, 10);
    int month = number(1, 12);
    boolean dash = taken('-');
    int day = month < 0 ? -1 : number(1, YearMonth.of(year, month).lengthOfMonth());
    if (!dash || day < 0) {
      return null;
    }
    String date = text.substring(0, 4) + "-" + two(month) + "-" + two(day) + "T";
    if (at == text.length()) {
      return date + "00:00:00Z";
    }
    boolean zoned = taken('T') || taken('t');
    if (!zoned && !taken(' ')) {
      return null;
    }
    String time = time();
    String zone = zoned ? zone() : "Z";
    return time == null || zone == null || at < text.length() ? null : date + time + zone;
  }

  private @Nullable String time() {
    int hour = number(0, 23);
    boolean first = taken(':');
    int minute = number(0, 59);
    boolean second = taken(':');
    int seconds = number(0, 59);
    if (!first || !second || hour < 0 || minute < 0 || seconds < 0) {
      return null;
    }
    return two(hour) + ":" + two(minute) + ":" + two(seconds) + fraction();
  }

  private String fraction() {
    boolean present =
        at + 1 < text.length()
            && (text.charAt(at) == '.' || text.charAt(at) == ',')
            && isDigit(text.charAt(at + 1));
    if (!present) {
      return "";
    }
    int start = ++at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    int end = Math.min(at, start + 9);
    while (end > start && text.charAt(end - 1) == '0') {
      end--;
    }
    return end == start ? "" : "." + text.substring(start, end);
  }

  private @Nullable String zone() {
    if (taken('Z')) {
      return "Z";
    }
    int start = at;
    if (!taken('+') && !taken('-')) {
      return null;
    }
    int hours = twoDigits(24);
    boolean colon = taken(':');
    int minutes = twoDigits(59);
    if (hours < 0 || !colon || minutes < 0) {
      return null;
    }
    return hours == 0 && minutes == 0 ? "Z" : text.substring(start, at);
  }

  private int twoDigits(int max) {
    boolean present =
        at + 1 < text.length() && isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1));
    return present ? number(0, max) : -1;
  }

  /** One or two digits, or -1. */
  private int number(int min, int max) {
    int start = at;
    int number = 0;
    while (at < text.length() && at < start + 2 && isDigit(text.charAt(at))) {
      number = number * 10 + text.charAt(at++) - '0';
    }
    return at == start || number < min || number > max ? -1 : number;
  }

  private boolean taken(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    if (found) {
      at++;
    }
    return found;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
