package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long ago something was, in two or three figures (apimachinery, duration.HumanDuration). */
final class Ages {
  private final InstantSource clock;

  Ages(InstantSource clock) {
    this.clock = clock;
  }

  String of(Mapping object) {
    return since(object.text("metadata", "creationTimestamp"));
  }

  String since(@Nullable String timestamp) {
    if (timestamp == null) return "<unknown>";
    try {
      return human(Duration.between(Instant.parse(timestamp), clock.instant()));
    } catch (DateTimeParseException malformed) {
      return "<invalid>";
    }
  }

  static String human(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < -1) return "<invalid>";
    if (seconds < 120) return Math.max(seconds, 0) + "s";
    long minutes = age.toMinutes();
    if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
    if (minutes < 180) return minutes + "m";
    long hours = age.toHours();
    if (hours < 8) return two(hours, "h", minutes % 60, "m");
    if (hours < 48) return hours + "h";
    long days = hours / 24;
    if (days < 8) return two(days, "d", hours % 24, "h");
    if (days < 365 * 2) return days + "d";
    return days < 365 * 8 ? two(days / 365, "y", days % 365, "d") : days / 365 + "y";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
