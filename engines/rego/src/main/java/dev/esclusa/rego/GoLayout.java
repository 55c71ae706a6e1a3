package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layout of Go's time package: the reference time Mon Jan 2 15:04:05 MST 2006 written as wanted.
 */
final class GoLayout {
  static final String RFC3339 = "2006-01-02T15:04:05Z07:00";
  static final String RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";

  /** Names that time.parse_ns and time.format take instead of a layout. */
  private static final Map<String, String> NAMED =
      Map.of(
          "ANSIC", "Mon Jan _2 15:04:05 2006",
          "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
          "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
          "RFC822", "02 Jan 06 15:04 MST",
          "RFC822Z", "02 Jan 06 15:04 -0700",
          "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
          "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
          "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
          "RFC3339", RFC3339,
          "RFC3339Nano", RFC3339_NANO);

  enum Kind {
    LONG_MONTH,
    MONTH,
    NUM_MONTH,
    ZERO_MONTH,
    LONG_WEEKDAY,
    WEEKDAY,
    DAY,
    UNDER_DAY,
    ZERO_DAY,
    UNDER_YEAR_DAY,
    ZERO_YEAR_DAY,
    HOUR,
    HOUR12,
    ZERO_HOUR12,
    MINUTE,
    ZERO_MINUTE,
    SECOND,
    ZERO_SECOND,
    LONG_YEAR,
    YEAR,
    UPPER_PM,
    LOWER_PM,
    ZONE_NAME,
    FRACTION_ZERO,
    FRACTION_NINE,
    ISO_SECONDS,
    ISO_COLON_SECONDS,
    ISO,
    ISO_COLON,
    ISO_SHORT,
    NUM_SECONDS,
    NUM_COLON_SECONDS,
    NUM,
    NUM_COLON,
    NUM_SHORT
  }

  /** Text, then one element: {@code reference} as written in the layout. */
  record Chunk(String before, Kind kind, String reference) {}

  /** Longer ones before those that they begin with. */
  private static final Map<String, Kind> ELEMENTS = new LinkedHashMap<>();

  static {
    ELEMENTS.put("January", Kind.LONG_MONTH);
    ELEMENTS.put("Jan", Kind.MONTH);
    ELEMENTS.put("Monday", Kind.LONG_WEEKDAY);
    ELEMENTS.put("Mon", Kind.WEEKDAY);
    ELEMENTS.put("MST", Kind.ZONE_NAME);
    ELEMENTS.put("002", Kind.ZERO_YEAR_DAY);
    ELEMENTS.put("01", Kind.ZERO_MONTH);
    ELEMENTS.put("02", Kind.ZERO_DAY);
    ELEMENTS.put("03", Kind.ZERO_HOUR12);
    ELEMENTS.put("04", Kind.ZERO_MINUTE);
    ELEMENTS.put("05", Kind.ZERO_SECOND);
    ELEMENTS.put("06", Kind.YEAR);
    ELEMENTS.put("15", Kind.HOUR);
    ELEMENTS.put("1", Kind.NUM_MONTH);
    ELEMENTS.put("2006", Kind.LONG_YEAR);
    ELEMENTS.put("2", Kind.DAY);
    ELEMENTS.put("__2", Kind.UNDER_YEAR_DAY);
    ELEMENTS.put("_2", Kind.UNDER_DAY);
    ELEMENTS.put("3", Kind.HOUR12);
    ELEMENTS.put("4", Kind.MINUTE);
    ELEMENTS.put("5", Kind.SECOND);
    ELEMENTS.put("PM", Kind.UPPER_PM);
    ELEMENTS.put("pm", Kind.LOWER_PM);
    ELEMENTS.put("Z070000", Kind.ISO_SECONDS);
    ELEMENTS.put("Z07:00:00", Kind.ISO_COLON_SECONDS);
    ELEMENTS.put("Z0700", Kind.ISO);
    ELEMENTS.put("Z07:00", Kind.ISO_COLON);
    ELEMENTS.put("Z07", Kind.ISO_SHORT);
    ELEMENTS.put("-070000", Kind.NUM_SECONDS);
    ELEMENTS.put("-07:00:00", Kind.NUM_COLON_SECONDS);
    ELEMENTS.put("-0700", Kind.NUM);
    ELEMENTS.put("-07:00", Kind.NUM_COLON);
    ELEMENTS.put("-07", Kind.NUM_SHORT);
  }

  private final String text;
  private final List<Chunk> chunks = new ArrayList<>();
  private final String tail;

  private GoLayout(String text) {
    this.text = text;
    int from = 0;
    for (int at = 0; at < text.length(); ) {
      Chunk chunk = chunk(from, at);
      if (chunk == null) {
        at++;
      } else {
        chunks.add(chunk);
        at += chunk.reference().length();
        from = at;
      }
    }
    this.tail = text.substring(from);
  }

  /** The layout, or the one that has this name. */
  static GoLayout of(String layoutOrName) {
    return new GoLayout(NAMED.getOrDefault(layoutOrName, layoutOrName));
  }

  String text() {
    return text;
  }

  List<Chunk> chunks() {
    return chunks;
  }

  String tail() {
    return tail;
  }

  private @org.jspecify.annotations.Nullable Chunk chunk(int from, int at) {
    if (text.charAt(at) == '.' || text.charAt(at) == ',') {
      return fraction(from, at);
    }
    if (text.startsWith("_2006", at)) {
      return null;
    }
    for (Map.Entry<String, Kind> element : ELEMENTS.entrySet()) {
      String reference = element.getKey();
      if (text.startsWith(reference, at)
          && !isInsideWord(element.getValue(), at + reference.length())) {
        return new Chunk(text.substring(from, at), element.getValue(), reference);
      }
    }
    return null;
  }

  /** Jan and Mon are no elements inside of a longer word. */
  private boolean isInsideWord(Kind kind, int end) {
    return (kind == Kind.MONTH || kind == Kind.WEEKDAY)
        && end < text.length()
        && text.charAt(end) >= 'a'
        && text.charAt(end) <= 'z';
  }

  private @org.jspecify.annotations.Nullable Chunk fraction(int from, int at) {
    char digit = at + 1 < text.length() ? text.charAt(at + 1) : 'x';
    if (digit != '0' && digit != '9') {
      return null;
    }
    int end = at + 1;
    while (end < text.length() && text.charAt(end) == digit) {
      end++;
    }
    if (end < text.length() && Character.isDigit(text.charAt(end))) {
      return null;
    }
    Kind kind = digit == '0' ? Kind.FRACTION_ZERO : Kind.FRACTION_NINE;
    return new Chunk(text.substring(from, at), kind, text.substring(at, end));
  }
}
