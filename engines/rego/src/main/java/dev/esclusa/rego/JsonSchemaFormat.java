package dev.esclusa.rego;

import java.util.List;

/** The formats that gojsonschema knows; any other fits. */
final class JsonSchemaFormat {
  private static final GoRegex HOSTNAME =
      GoRegex.compile(
          "^([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9]))*$");
  private static final GoRegex URI_TEMPLATE = GoRegex.compile("^([^{]*({[^}]*})?)*$");
  private static final GoRegex UUID =
      GoRegex.compile("^(?i)[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$");
  private static final GoRegex POINTER = GoRegex.compile("^(?:/(?:[^~/]|~0|~1)*)*$");
  private static final GoRegex RELATIVE_POINTER =
      GoRegex.compile("^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)$");
  private static final GoRegex EMAIL =
      GoRegex.compile(
          "^(?:[^<>]*<)?[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+)*@"
              + "(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+)*|\\[[^\\]]*\\])>?$");

  private JsonSchemaFormat() {}

  static boolean fits(String format, String text) {
    return switch (format) {
      case "date" -> isTime(text, "2006-01-02");
      case "time" -> isTime(text, "15:04:05Z07:00", "15:04:05");
      case "date-time" ->
          isTime(
              text,
              "15:04:05",
              "15:04:05Z07:00",
              "2006-01-02",
              GoLayout.RFC3339,
              GoLayout.RFC3339_NANO);
      case "hostname" -> GoBytes.length(text) < 256 && HOSTNAME.matches(text);
      case "email", "idn-email" -> EMAIL.matches(text);
      case "ipv4" -> text.indexOf('.') >= 0 && IpAddress.parse(text) != null;
      case "ipv6" -> text.indexOf(':') >= 0 && IpAddress.parse(text) != null;
      case "uri", "iri" -> isUri(text, true);
      case "uri-reference", "iri-reference" -> isUri(text, false);
      case "uri-template" -> isUri(text, false) && URI_TEMPLATE.matches(GoUrl.parse(text).path());
      case "uuid" -> UUID.matches(text);
      case "regex" -> GoRegex.isValid(text);
      case "json-pointer" -> POINTER.matches(text);
      case "relative-json-pointer" -> RELATIVE_POINTER.matches(text);
      default -> true;
    };
  }

  private static boolean isTime(String text, String... layouts) {
    for (String layout : List.of(layouts)) {
      try {
        GoTimeParse.nanos(GoLayout.of(layout), text);
        return true;
      } catch (BuiltinFailure otherLayout) {
        continue;
      }
    }
    return false;
  }

  private static boolean isUri(String text, boolean absolute) {
    try {
      GoUrl url = GoUrl.parse(text);
      return text.indexOf('\\') < 0 && !(absolute && url.scheme().isEmpty());
    } catch (BuiltinFailure bad) {
      return false;
    }
  }
}
