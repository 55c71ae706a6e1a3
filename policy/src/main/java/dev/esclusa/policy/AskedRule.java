package dev.esclusa.policy;

import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.RuleId;
import dev.esclusa.rego.PreparedQuery;
import dev.esclusa.rego.RegoArray;
import dev.esclusa.rego.RegoBoolean;
import dev.esclusa.rego.RegoNull;
import dev.esclusa.rego.RegoNumber;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoSet;
import dev.esclusa.rego.RegoString;
import dev.esclusa.rego.RegoValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a pack that is asked. Its name says as what: {@code deny}, {@code violation} and names
 * that begin with {@code deny_} or {@code violation_} block, {@code warn} and {@code inform}
 * likewise; {@code require} asks for approvals; {@code admission} is asked at the moment of apply
 * and blocks it. The first three names are Conftest's.
 *
 * @param id {@code pack.package.rule}
 * @param shadow whether its findings are recorded and do not decide ({@code custom.shadow})
 * @param authorities of the targets that it is asked about ({@code custom.authorities}); of all
 *     when empty
 */
record AskedRule(
    RuleId id,
    Kind kind,
    Severity severity,
    String title,
    String fix,
    boolean waivable,
    boolean shadow,
    List<String> authorities,
    PreparedQuery query) {
  AskedRule {
    authorities = List.copyOf(authorities);
  }

  /** The variable of the query that holds what the rule says. */
  static final String ANSWER = "answer";

  private static final Pattern NAMES =
      Pattern.compile("(deny|violation|warn|inform|require|admission)(_[A-Za-z0-9_]+)?");

  /** When and for what a rule is asked. */
  enum Kind {
    FIND,
    REQUIRE,
    ADMIT
  }

  /** Whether rules of this name are asked. */
  static boolean asked(String name) {
    return NAMES.matcher(name).matches();
  }

  /** What {@code custom.severity} may say. */
  static @Nullable Severity severity(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "block", "deny" -> Severity.BLOCK;
      case "warn", "warning" -> Severity.WARN;
      case "inform", "info" -> Severity.INFORM;
      default -> null;
    };
  }

  static AskedRule of(RuleId id, String name, RegoObject metadata, PreparedQuery query) {
    Matcher parts = NAMES.matcher(name);
    String family = parts.matches() ? parts.group(1) : name;
    RegoValue custom = metadata.get("custom");
    String written = custom == null ? null : text(custom, "severity");
    Severity severity = written == null ? null : severity(written);
    String title = text(metadata, "title");
    String fix = custom == null ? null : text(custom, "fix");
    String description = text(metadata, "description");
    return new AskedRule(
        id,
        switch (family) {
          case "require" -> Kind.REQUIRE;
          case "admission" -> Kind.ADMIT;
          default -> Kind.FIND;
        },
        severity == null ? byName(family) : severity,
        title == null ? id.text() : title,
        fix != null ? fix : description == null ? "" : description.strip(),
        !isFalse(custom, "waivable"),
        custom != null && RegoValue.of(true).equals(custom.get("shadow")),
        authorities(custom).stream()
            .map(it -> it instanceof RegoString text ? text.value() : it.json())
            .toList(),
        query);
  }

  /** What {@code custom.authorities} lists; a single word counts as a list of one. */
  static List<RegoValue> authorities(@Nullable RegoValue custom) {
    RegoValue listed = custom instanceof RegoObject object ? object.get("authorities") : null;
    return listed == null
        ? List.of()
        : listed instanceof RegoArray all ? all(all) : List.of(listed);
  }

  /** Whether it is asked at the moment of apply. */
  boolean admits() {
    return kind == Kind.ADMIT;
  }

  /** Whether it is asked about targets of this authority. */
  boolean concerns(String authority) {
    return authorities.isEmpty() || authorities.contains(authority);
  }

  private static Severity byName(String family) {
    return switch (family) {
      case "warn" -> Severity.WARN;
      case "inform" -> Severity.INFORM;
      default -> Severity.BLOCK;
    };
  }

  private static boolean isFalse(@Nullable RegoValue custom, String name) {
    return custom != null && RegoValue.of(false).equals(custom.get(name));
  }

  /** What a rule's document holds: its elements, or itself where it is a single truth or text. */
  static List<RegoValue> entries(RegoValue document) {
    return switch (document) {
      case RegoSet set -> all(set);
      case RegoArray array -> all(array);
      case RegoBoolean truth -> truth.isFalse() ? List.of() : List.of(truth);
      case RegoObject object when object.has(RegoString.of("msg")) -> List.of(object);
      case RegoObject object -> all(object.keySet());
      default -> List.of(document);
    };
  }

  private static List<RegoValue> all(Iterable<RegoValue> values) {
    List<RegoValue> all = new ArrayList<>();
    values.forEach(all::add);
    return all;
  }

  /** A text that stands for itself, or the field of that name. */
  static @Nullable String text(RegoValue answer, String field) {
    if (answer instanceof RegoString text && field.equals("msg")) {
      return text.value();
    }
    return answer instanceof RegoObject object && object.get(field) instanceof RegoString text
        ? text.value()
        : null;
  }

  /** The same; where it is no text it is spelled as JSON, and where it is blank it is not there. */
  static @Nullable String words(RegoValue answer, String field) {
    String text = text(answer, field);
    RegoValue other = answer instanceof RegoObject object ? object.get(field) : answer;
    if (text == null && other != null && !saysNothing(other)) {
      text = other.json();
    }
    return text == null || text.isBlank() ? null : text;
  }

  private static boolean saysNothing(RegoValue value) {
    return value instanceof RegoBoolean || value instanceof RegoNull;
  }

  /** Zero when it is none. */
  static int whole(RegoValue number) {
    try {
      return number instanceof RegoNumber it ? Integer.parseInt(it.json()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
