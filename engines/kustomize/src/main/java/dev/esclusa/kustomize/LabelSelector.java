package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes label selector: {@code app=web,tier in (a, b),!legacy} (apimachinery labels.Parse).
 */
final class LabelSelector {
  private final String text;
  private final List<Requirement> requirements;

  private enum Operator {
    EXISTS,
    MISSING,
    IN,
    NOT_IN,
    ABOVE,
    BELOW
  }

  private record Requirement(String key, Operator operator, List<String> values) {
    boolean holds(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case EXISTS -> value != null;
        case MISSING -> value == null;
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case ABOVE -> compare(value) > 0;
        case BELOW -> compare(value) < 0;
      };
    }

    private int compare(@Nullable String value) {
      try {
        return value == null
            ? 0
            : Long.compare(Long.parseLong(value), Long.parseLong(values.get(0)));
      } catch (NumberFormatException e) {
        return 0; // what is no number is neither above nor below
      }
    }
  }

  private LabelSelector(String text, List<Requirement> requirements) {
    this.text = text;
    this.requirements = requirements;
  }

  static LabelSelector parse(String text, Position place) {
    return new LabelSelector(text.strip(), new Reader(text, place).requirements());
  }

  boolean isEmpty() {
    return requirements.isEmpty();
  }

  boolean selects(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.holds(labels)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }

  private static final class Reader {
    private final String text;
    private final Position place;
    private int at;

    Reader(String text, Position place) {
      this.text = text;
      this.place = place;
    }

    List<Requirement> requirements() {
      List<Requirement> found = new ArrayList<>();
      skipSpace();
      while (at < text.length()) {
        found.add(requirement());
        skipSpace();
        if (at < text.length() && text.charAt(at++) != ',') {
          throw malformed();
        }
        skipSpace();
      }
      return List.copyOf(found);
    }

    private Requirement requirement() {
      if (taken("!")) {
        return new Requirement(word(), Operator.MISSING, List.of());
      }
      String key = word();
      if (key.isEmpty()) {
        throw malformed();
      }
      skipSpace();
      if (taken("!=")) {
        return new Requirement(key, Operator.NOT_IN, List.of(word()));
      }
      if (taken("==") || taken("=")) {
        return new Requirement(key, Operator.IN, List.of(word()));
      }
      if (taken(">")) {
        return new Requirement(key, Operator.ABOVE, List.of(word()));
      }
      if (taken("<")) {
        return new Requirement(key, Operator.BELOW, List.of(word()));
      }
      int before = at;
      return switch (word()) {
        case "in" -> new Requirement(key, Operator.IN, set());
        case "notin" -> new Requirement(key, Operator.NOT_IN, set());
        case "" -> {
          at = before;
          yield new Requirement(key, Operator.EXISTS, List.of());
        }
        default -> throw malformed();
      };
    }

    private List<String> set() {
      skipSpace();
      if (!taken("(")) {
        throw malformed();
      }
      List<String> values = new ArrayList<>();
      do {
        values.add(word());
        skipSpace();
      } while (taken(","));
      if (!taken(")")) {
        throw malformed();
      }
      return values;
    }

    private String word() {
      skipSpace();
      int start = at;
      while (at < text.length() && "=!<>(), \t\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private boolean taken(String token) {
      if (text.startsWith(token, at)) {
        at += token.length();
        return true;
      }
      return false;
    }

    private void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private KustomizeException malformed() {
      return new KustomizeException(
          Code.PATTERN,
          place,
          "'" + text + "' is no selector (character " + (at + 1) + ").",
          "Write key=value, key in (a, b) or !key, separated by commas.");
    }
  }
}
