package dev.esclusa.estate;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.TreeException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms that a text of the configuration may have: what people write, and what it has to match.
 */
enum TextForm {
  NAME(
      "a name of letters, digits, '-', '_' and '.', e.g. crm-core",
      "[A-Za-z0-9][A-Za-z0-9._-]{0,127}"),
  /** RFC 1123 label, as Kubernetes asks of namespaces. */
  NAMESPACE(
      "a namespace of small letters, digits and '-', at most 63, e.g. crm-dev",
      "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
  LINE("one line of text", "[^\\u0000-\\u001f\\u007f]{1,1024}"),
  TEXT("a text, e.g. a block after |", "[^\\u0000-\\u0008\\u007f]{1,65536}"),
  PRINCIPAL(
      "a principal without spaces, e.g. ana@crm.example", "[^\\u0000-\\u0020\\u007f,*?!\"]{1,255}"),
  FOLDER(
      "a folder inside the repository, without leading slash or '..', e.g. apps/crm-core/dev",
      "([^/\\\\\\u0000-\\u001f]+(/[^/\\\\\\u0000-\\u001f]+)*)?"),
  PATTERN("a pattern with * and ?, e.g. crm-*", "[^\\u0000-\\u001f\\u007f]{1,256}"),
  PACKAGE(
      "a package of Rego, e.g. kubernetes.images",
      "[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*"),
  POINTER("a JSON pointer (RFC 6901), e.g. /spec/replicas", "(/[^\\u0000-\\u001f]*)+"),
  DURATION(
      "a duration, e.g. 5m, 24h, 1h30m or PT5M",
      "([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?|P[0-9DTHMS]{2,32}"),
  INSTANT(
      "an instant with offset (RFC 3339), e.g. 2026-12-24T00:00:00Z",
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}(Z|[+-][0-9]{2}:[0-9]{2})");

  static final Duration LONGEST = Duration.ofDays(3660);

  private static final Pattern SHORT =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

  private final String wanted;
  private final Pattern pattern;

  TextForm(String wanted, String pattern) {
    this.wanted = wanted;
    this.pattern = Pattern.compile(pattern);
  }

  String wanted() {
    return wanted;
  }

  /** For a JSON Schema, which knows the same dialect as far as it is used here (ECMA-262). */
  String pattern() {
    return "^(" + pattern.pattern() + ")$";
  }

  boolean accepts(String text) {
    return pattern.matcher(text).matches() && means(text);
  }

  private boolean means(String text) {
    try {
      return switch (this) {
        case DURATION -> {
          Duration duration = duration(text);
          yield duration.isPositive() && duration.compareTo(LONGEST) <= 0;
        }
        case INSTANT -> instant(text) != null;
        case POINTER -> !Pointer.parse(text).isRoot();
        case FOLDER -> !(("/" + text + "/").contains("/../") || ("/" + text + "/").contains("/./"));
        case NAME, NAMESPACE, LINE, TEXT, PRINCIPAL, PATTERN, PACKAGE -> true;
      };
    } catch (DateTimeException | ArithmeticException | TreeException e) {
      return false;
    }
  }

  /** {@code 1h30m}, or ISO 8601. */
  static Duration duration(String text) {
    if (text.startsWith("P")) {
      return Duration.parse(text);
    }
    Matcher parts = SHORT.matcher(text);
    return parts.matches()
        ? Duration.ofDays(part(parts, 1))
            .plusHours(part(parts, 2))
            .plusMinutes(part(parts, 3))
            .plusSeconds(part(parts, 4))
        : Duration.ZERO;
  }

  static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static long part(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
