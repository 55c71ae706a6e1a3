package dev.esclusa.rego;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/** Writes times in a {@link GoLayout}. */
final class GoTimeFormat {
  private GoTimeFormat() {}

  static String format(ZonedDateTime time, GoLayout layout) {
    StringBuilder out = new StringBuilder();
    for (GoLayout.Chunk chunk : layout.chunks()) {
      out.append(chunk.before());
      element(time, chunk, out);
    }
    return out.append(layout.tail()).toString();
  }

  private static void element(ZonedDateTime time, GoLayout.Chunk chunk, StringBuilder out) {
    int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    switch (chunk.kind()) {
      case LONG_MONTH -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case MONTH ->
          out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
      case NUM_MONTH -> out.append(time.getMonthValue());
      case ZERO_MONTH -> padded(out, time.getMonthValue(), 2, '0');
      case LONG_WEEKDAY ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case WEEKDAY ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), 0, 3);
      case DAY -> out.append(time.getDayOfMonth());
      case UNDER_DAY -> padded(out, time.getDayOfMonth(), 2, ' ');
      case ZERO_DAY -> padded(out, time.getDayOfMonth(), 2, '0');
      case UNDER_YEAR_DAY -> padded(out, time.getDayOfYear(), 3, ' ');
      case ZERO_YEAR_DAY -> padded(out, time.getDayOfYear(), 3, '0');
      case HOUR -> padded(out, time.getHour(), 2, '0');
      case HOUR12 -> out.append(hour12);
      case ZERO_HOUR12 -> padded(out, hour12, 2, '0');
      case MINUTE -> out.append(time.getMinute());
      case ZERO_MINUTE -> padded(out, time.getMinute(), 2, '0');
      case SECOND -> out.append(time.getSecond());
      case ZERO_SECOND -> padded(out, time.getSecond(), 2, '0');
      case LONG_YEAR -> padded(out, time.getYear(), 4, '0');
      case YEAR -> padded(out, Math.floorMod(time.getYear(), 100), 2, '0');
      case UPPER_PM -> out.append(time.getHour() >= 12 ? "PM" : "AM");
      case LOWER_PM -> out.append(time.getHour() >= 12 ? "pm" : "am");
      case ZONE_NAME -> out.append(GoTimeZone.abbreviation(time));
      case FRACTION_ZERO, FRACTION_NINE -> fraction(time, chunk, out);
      case ISO,
          ISO_COLON,
          ISO_COLON_SECONDS,
          ISO_SECONDS,
          ISO_SHORT,
          NUM,
          NUM_COLON,
          NUM_COLON_SECONDS,
          NUM_SECONDS,
          NUM_SHORT ->
          offset(time.getOffset().getTotalSeconds(), chunk.kind(), out);
    }
  }

  private static void padded(StringBuilder out, int number, int width, char with) {
    String digits = Integer.toString(Math.abs(number));
    out.append(number < 0 ? "-" : "")
        .repeat(with, Math.max(0, width - digits.length()))
        .append(digits);
  }

  private static void fraction(ZonedDateTime time, GoLayout.Chunk chunk, StringBuilder out) {
    String nanos = "%09d".formatted(time.getNano());
    int digits = chunk.reference().length() - 1;
    String shown = digits <= 9 ? nanos.substring(0, digits) : nanos + "0".repeat(digits - 9);
    if (chunk.kind() == GoLayout.Kind.FRACTION_NINE) {
      shown = shown.replaceFirst("0+$", "");
    }
    if (!shown.isEmpty()) {
      out.append(chunk.reference().charAt(0)).append(shown);
    }
  }

  private static void offset(int seconds, GoLayout.Kind kind, StringBuilder out) {
    boolean iso =
        switch (kind) {
          case ISO, ISO_COLON, ISO_COLON_SECONDS, ISO_SECONDS, ISO_SHORT -> true;
          default -> false;
        };
    if (iso && seconds == 0) {
      out.append('Z');
      return;
    }
    String colon =
        switch (kind) {
          case ISO_COLON, ISO_COLON_SECONDS, NUM_COLON, NUM_COLON_SECONDS -> ":";
          default -> "";
        };
    int size = Math.abs(seconds);
    out.append(seconds < 0 ? '-' : '+');
    padded(out, size / 3600, 2, '0');
    if (kind != GoLayout.Kind.ISO_SHORT && kind != GoLayout.Kind.NUM_SHORT) {
      out.append(colon);
      padded(out, size / 60 % 60, 2, '0');
    }
    if (kind == GoLayout.Kind.ISO_SECONDS
        || kind == GoLayout.Kind.ISO_COLON_SECONDS
        || kind == GoLayout.Kind.NUM_SECONDS
        || kind == GoLayout.Kind.NUM_COLON_SECONDS) {
      out.append(colon);
      padded(out, size % 60, 2, '0');
    }
  }
}
