package dev.esclusa.rego;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version of semver.org 2.0.0, as OPA reads it: a leading v is allowed. */
record SemanticVersion(List<Long> numbers, List<String> preRelease)
    implements Comparable<SemanticVersion> {

  static @Nullable SemanticVersion parse(String text) {
    String rest = text.startsWith("v") ? text.substring(1) : text;
    int plus = rest.indexOf('+');
    if (plus >= 0 && !isIdentifiers(rest.substring(plus + 1))) {
      return null;
    }
    rest = plus < 0 ? rest : rest.substring(0, plus);
    int minus = rest.indexOf('-');
    String preRelease = minus < 0 ? "" : rest.substring(minus + 1);
    if (minus >= 0 && !(isIdentifiers(preRelease) && hasNoLeadingZeros(preRelease))) {
      return null;
    }
    String[] parts = (minus < 0 ? rest : rest.substring(0, minus)).split("\\.", -1);
    if (parts.length != 3 || !isNumber(parts[0]) || !isNumber(parts[1]) || !isNumber(parts[2])) {
      return null;
    }
    return new SemanticVersion(
        List.of(Long.valueOf(parts[0]), Long.valueOf(parts[1]), Long.valueOf(parts[2])),
        minus < 0 ? List.of() : List.of(preRelease.split("\\.", -1)));
  }

  private static boolean isIdentifiers(String text) {
    for (String part : text.split("\\.", -1)) {
      boolean valid =
          part.chars()
              .allMatch(
                  c ->
                      c >= '0' && c <= '9'
                          || c >= 'a' && c <= 'z'
                          || c >= 'A' && c <= 'Z'
                          || c == '-');
      if (part.isEmpty() || !valid) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasNoLeadingZeros(String text) {
    for (String part : text.split("\\.", -1)) {
      if (part.length() > 1 && part.charAt(0) == '0' && isDigits(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isNumber(String text) {
    boolean plain =
        isDigits(text) && (text.length() == 1 || text.charAt(0) != '0') && text.length() <= 19;
    return plain && new java.math.BigInteger(text).bitLength() <= 63;
  }

  @Override
  public int compareTo(SemanticVersion other) {
    for (int i = 0; i < 3; i++) {
      int order = Long.compare(numbers.get(i), other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int order = compare(preRelease.get(i), other.preRelease.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  private static int compare(String left, String right) {
    boolean numeric = isDigits(left);
    if (numeric != isDigits(right)) {
      return numeric ? -1 : 1;
    }
    int order =
        numeric
            ? new java.math.BigInteger(left).compareTo(new java.math.BigInteger(right))
            : left.compareTo(right);
    return Integer.signum(order);
  }
}
