package dev.esclusa.rego;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Time zones by the names of the IANA database, as Go's time.LoadLocation takes them. */
final class GoTimeZone {
  private static final DateTimeFormatter ABBREVIATION =
      DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

  /** Names of the IANA database that Java does not know. */
  private static final Map<String, String> LINKS =
      Map.of("EST", "America/Panama", "MST", "America/Phoenix", "HST", "Pacific/Honolulu");

  private GoTimeZone() {}

  /** "Local" is UTC: a policy must not depend on the machine it runs on. */
  static ZoneId of(String name) {
    if (name.isEmpty() || name.equals("UTC") || name.equals("Local")) {
      return ZoneOffset.UTC;
    }
    try {
      boolean iana =
          Character.isLetter(name.charAt(0))
              && !name.contains("..")
              && !name.startsWith("UTC+")
              && !name.startsWith("UTC-")
              && !name.startsWith("GMT+")
              && !name.startsWith("GMT-")
              && name.length() > 1;
      if (iana) {
        return ZoneId.of(name, LINKS);
      }
    } catch (DateTimeException unknown) {
      throw new BuiltinFailure("unknown time zone " + name);
    }
    throw new BuiltinFailure("unknown time zone " + name);
  }

  /** What Go writes for MST: the abbreviation, or the offset where the database has none. */
  static String abbreviation(ZonedDateTime time) {
    if (time.getZone().equals(ZoneOffset.UTC)) {
      return "UTC";
    }
    String name = ABBREVIATION.format(time);
    boolean letters = name.chars().allMatch(Character::isLetter);
    if (letters) {
      return name;
    }
    String offset = time.getOffset().getId().replace(":", "");
    return offset.endsWith("00") && offset.length() == 5 ? offset.substring(0, 3) : offset;
  }
}
