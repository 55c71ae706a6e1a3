package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A label selector such as {@code app=crm,tier in (web,api),!legacy} (Kubernetes docs, "Labels and
 * selectors").
 */
final class LabelSelector implements Predicate<Mapping> {
  static final LabelSelector ALL = new LabelSelector(List.of());

  private static final String NAME = "[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?";
  private static final Pattern SET =
      Pattern.compile("(" + NAME + ")\\s+(in|notin)\\s*\\(([^)]*)\\)");
  private static final Pattern COMPARISON =
      Pattern.compile("(" + NAME + ")\\s*(==|=|!=|>|<)\\s*([-A-Za-z0-9_.]*)");
  private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*(" + NAME + ")");

  private final List<Predicate<Mapping>> requirements;

  private LabelSelector(List<Predicate<Mapping>> requirements) {
    this.requirements = requirements;
  }

  static LabelSelector parse(String text) {
    if (text.isBlank()) return ALL;
    List<Predicate<Mapping>> requirements = new ArrayList<>();
    for (String part : parts(text)) requirements.add(requirement(part.strip(), text));
    return new LabelSelector(requirements);
  }

  /** A {@code matchLabels}/{@code matchExpressions} selector of a workload. */
  static LabelSelector of(Mapping selector) {
    List<Predicate<Mapping>> requirements = new ArrayList<>();
    Meta.mappingAt(selector, "matchLabels")
        .entries()
        .forEach((key, value) -> requirements.add(labels -> value.equals(labels.get(key))));
    for (Mapping expression : Meta.mappingsAt(selector, "matchExpressions")) {
      String key = Meta.textOr(expression, "", "key");
      Set<String> values = Set.copyOf(Meta.textsAt(expression, "values"));
      requirements.add(
          switch (Meta.textOr(expression, "", "operator")) {
            case "In" -> in(key, values);
            case "NotIn" -> in(key, values).negate();
            case "Exists" -> labels -> labels.has(key);
            default -> labels -> !labels.has(key);
          });
    }
    return new LabelSelector(requirements);
  }

  /** Whether these labels, not an object, are selected. */
  @Override
  public boolean test(Mapping labels) {
    return requirements.stream().allMatch(requirement -> requirement.test(labels));
  }

  boolean selects(Mapping object) {
    return requirements.isEmpty() || test(Meta.mappingAt(object, "metadata", "labels"));
  }

  /** Splits at commas that are outside of parentheses. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '(') depth++;
      if (next == ')') depth--;
      if (next == ',' && depth == 0) {
        parts.add(text.substring(start, at));
        start = at + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Predicate<Mapping> requirement(String part, String whole) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      Set<String> values =
          Set.copyOf(List.of(set.group(3).strip().split("\\s*,\\s*")).stream().distinct().toList());
      return set.group(2).equals("in")
          ? in(set.group(1), values)
          : in(set.group(1), values).negate();
    }
    Matcher comparison = COMPARISON.matcher(part);
    if (comparison.matches())
      return comparison(comparison.group(1), comparison.group(2), comparison.group(3));
    Matcher existence = EXISTENCE.matcher(part);
    if (existence.matches()) {
      boolean wanted = existence.group(1).isEmpty();
      return labels -> labels.has(existence.group(2)) == wanted;
    }
    throw Refusal.badRequest(
        "unable to parse requirement: invalid label selector \"" + whole + "\"");
  }

  private static Predicate<Mapping> in(String key, Set<String> values) {
    return labels -> labels.get(key) instanceof Value.Text text && values.contains(text.value());
  }

  private static Predicate<Mapping> comparison(String key, String operator, String value) {
    return switch (operator) {
      case "!=" -> in(key, Set.of(value)).negate();
      case ">" -> labels -> compare(labels.text(key), value) > 0;
      case "<" -> labels -> compare(labels.text(key), value) < 0;
      default -> in(key, Set.of(value));
    };
  }

  /** Zero, hence neither greater nor less, when one of the two is no number. */
  private static int compare(@Nullable String label, String value) {
    if (label == null) return 0;
    try {
      return Long.compare(Long.parseLong(label), Long.parseLong(value));
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }
}
