package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What counts, ports and their names may be (apimachinery, util/validation and api/validation). */
final class NumberRules {
  private static final int LAST_PORT = 65535;
  private static final int LONGEST_PORT_NAME = 15;
  private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");
  private static final Set<String> PROTOCOLS = Set.of("SCTP", "TCP", "UDP");

  private NumberRules() {}

  /** Of fields right below {@code at}; what is not there is not negative. */
  static void notNegative(
      Mapping object, String at, List<String> fields, List<Refusal.Cause> faults) {
    for (String field : fields) {
      long number = Meta.longOr(object, 0, field);
      if (number < 0) {
        faults.add(
            Refusal.Cause.invalid(
                at + "." + field, Long.toString(number), "must be greater than or equal to 0"));
      }
    }
  }

  static void port(long number, String at, List<Refusal.Cause> faults) {
    if (number < 1 || number > LAST_PORT) {
      faults.add(
          Refusal.Cause.invalid(
              at, Long.toString(number), "must be between 1 and 65535, inclusive"));
    }
  }

  /** A number, or the name of a container's port; nothing is read as the number 0. */
  static void portOrName(@Nullable Value value, String at, List<Refusal.Cause> faults) {
    if (value instanceof Value.Text name) {
      portName(name.value(), at, faults);
    } else {
      port(
          value instanceof Value.Num number && number.isLong() ? number.longValue() : 0,
          at,
          faults);
    }
  }

  /** As an IANA service name (RFC 6335, section 5.1). */
  static void portName(String name, String at, List<Refusal.Cause> faults) {
    for (String detail : portNameFaults(name)) {
      faults.add(Refusal.Cause.invalid(at, NameRules.quoted(name), detail));
    }
  }

  static List<String> portNameFaults(String name) {
    List<String> found = new ArrayList<>();
    if (name.length() > LONGEST_PORT_NAME) found.add("must be no more than 15 characters");
    if (!PORT_NAME.matcher(name).matches())
      found.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    if (!LETTER.matcher(name).find()) found.add("must contain at least one letter (a-z)");
    if (name.contains("--")) found.add("must not contain consecutive hyphens");
    if (name.startsWith("-") || name.endsWith("-"))
      found.add("must not begin or end with a hyphen");
    return found;
  }

  static void protocol(Mapping port, String at, List<Refusal.Cause> faults) {
    String protocol = Meta.textOr(port, "TCP", "protocol");
    if (!PROTOCOLS.contains(protocol)) {
      faults.add(
          new Refusal.Cause(
              "FieldValueNotSupported",
              at,
              "Unsupported value: "
                  + NameRules.quoted(protocol)
                  + ": supported values: \"SCTP\", \"TCP\", \"UDP\""));
    }
  }
}
