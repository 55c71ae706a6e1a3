package dev.esclusa.rego;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A compiled regular expression with the search rules of Go's regexp package; time is linear in the
 * text.
 */
final class GoRegex {
  private static final int KEPT = 200;
  private static final int LONGEST_KEPT = 4096;
  private static final Map<String, GoRegex> CACHE =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, GoRegex> eldest) {
          return size() > KEPT;
        }
      };

  private final Pattern pattern;

  private GoRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /** Compiled, or from the cache; a bad expression is a {@link BuiltinFailure}. */
  static GoRegex compile(String expression) {
    synchronized (CACHE) {
      GoRegex known = CACHE.get(expression);
      if (known != null) {
        return known;
      }
    }
    RegexSize.check(expression);
    GoRegex made = new GoRegex(parse(expression));
    if (expression.length() <= LONGEST_KEPT) {
      synchronized (CACHE) {
        CACHE.put(expression, made);
      }
    }
    return made;
  }

  private static Pattern parse(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException bad) {
      throw new BuiltinFailure(
          "error parsing regexp: " + bad.getDescription() + ": `" + bad.getPattern() + "`");
    }
  }

  static boolean isValid(String expression) {
    try {
      compile(expression);
      return true;
    } catch (BuiltinFailure bad) {
      return false;
    }
  }

  boolean matches(String text) {
    return pattern.matcher(text).find();
  }

  /**
   * Start and end of every group of every match, as Go's FindAllSubmatchIndex; a limit below 0
   * means all.
   */
  List<int[]> findAll(String text, int limit) {
    List<int[]> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int previousEnd = -1;
    for (int at = 0; at <= text.length() && (limit < 0 || found.size() < limit); ) {
      if (!matcher.find(at)) {
        break;
      }
      // an empty match right after a match does not count
      if (matcher.end() != at || matcher.start() != previousEnd) {
        found.add(groups(matcher));
      }
      previousEnd = matcher.end();
      at = matcher.end() > at ? matcher.end() : next(text, at);
    }
    return found;
  }

  private static int next(String text, int at) {
    return at < text.length() ? at + Character.charCount(text.codePointAt(at)) : at + 1;
  }

  private static int[] groups(Matcher matcher) {
    int[] places = new int[2 * (matcher.groupCount() + 1)];
    for (int i = 0; i <= matcher.groupCount(); i++) {
      places[2 * i] = matcher.start(i);
      places[2 * i + 1] = matcher.end(i);
    }
    return places;
  }

  static String group(String text, int[] places, int group) {
    return places[2 * group] < 0 ? "" : text.substring(places[2 * group], places[2 * group + 1]);
  }

  /** Go's Split with no limit. */
  List<String> split(String text) {
    if (!pattern.pattern().isEmpty() && text.isEmpty()) {
      return List.of("");
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    int end = 0;
    for (int[] match : findAll(text, -1)) {
      end = match[0];
      if (match[1] != 0) {
        parts.add(text.substring(from, end));
      }
      from = match[1];
    }
    if (end != text.length()) {
      parts.add(text.substring(from));
    }
    return parts;
  }

  /**
   * The text with all matches replaced; {@code $1}, {@code $name} and {@code ${name}} stand for
   * groups.
   */
  String replaceAll(String text, String template, TextLimit limit) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int[] match : findAll(text, -1)) {
      out.append(text, from, match[0]);
      expand(template, text, match, out);
      limit.reached(out.length());
      from = match[1];
    }
    return out.append(text, from, text.length()).toString();
  }

  private void expand(String template, String text, int[] match, StringBuilder out) {
    int at = 0;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar < 0) {
        break;
      }
      out.append(template, at, dollar);
      at = dollar + 1;
      if (template.startsWith("$", at)) {
        out.append('$');
        at++;
        continue;
      }
      boolean braced = template.startsWith("{", at);
      int start = braced ? at + 1 : at;
      int end = nameEnd(template, start);
      if (end == start || braced && !template.startsWith("}", end)) {
        out.append('$');
        continue;
      }
      append(template.substring(start, end), text, match, out);
      at = braced ? end + 1 : end;
    }
    out.append(template, at, template.length());
  }

  private static int nameEnd(String template, int start) {
    int end = start;
    while (end < template.length()) {
      int c = template.codePointAt(end);
      if (c != '_' && !Character.isLetter(c) && !Character.isDigit(c)) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private void append(String name, String text, int[] match, StringBuilder out) {
    Integer group = isNumber(name) ? Integer.valueOf(name) : pattern.namedGroups().get(name);
    if (group != null && 2 * group < match.length) {
      out.append(group(text, match, group));
    }
  }

  private static boolean isNumber(String name) {
    return name.length() < 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Go's regexp.QuoteMeta. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
