package dev.esclusa.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of semver.org 2.0.0, as OPA 1.20 reads it: a leading v, leading zeros and empty
 * suffixes are allowed.
 */
record SemanticVersion(List<Long> numbers, List<String> preRelease)
    implements Comparable<SemanticVersion> {

  static @Nullable SemanticVersion parse(String text) {
    String rest = text.startsWith("v") ? text.substring(1) : text;
    int plus = rest.indexOf('+');
    String build = plus < 0 ? "" : rest.substring(plus + 1);
    rest = plus < 0 ? rest : rest.substring(0, plus);
    int minus = rest.indexOf('-');
    String preRelease = minus < 0 ? "" : rest.substring(minus + 1);
    if (!isIdentifiers(build) || !isIdentifiers(preRelease)) {
      return null;
    }
    List<Long> numbers = new ArrayList<>();
    for (String part : (minus < 0 ? rest : rest.substring(0, minus)).split("\\.", -1)) {
      if (!isNumber(part)) {
        return null;
      }
      numbers.add(Long.valueOf(part));
    }
    return numbers.size() == 3
        ? new SemanticVersion(
            List.copyOf(numbers),
            preRelease.isEmpty() ? List.of() : List.of(preRelease.split("\\.", -1)))
        : null;
  }

  /** Nothing at all counts too. */
  private static boolean isIdentifiers(String text) {
    if (text.isEmpty()) {
      return true;
    }
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

  private static boolean isDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** As strconv.ParseInt: leading zeros and a plus sign are taken. */
  private static boolean isNumber(String text) {
    boolean signed = text.startsWith("+") || text.startsWith("-");
    return isDigits(signed ? text.substring(1) : text)
        && text.length() < 1000
        && new BigInteger(text).bitLength() <= 63;
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
    int order = numeric ? Long.compare(number(left), number(right)) : left.compareTo(right);
    return Integer.signum(order);
  }

  /** As strconv.Atoi, which stops at the largest. */
  private static long number(String digits) {
    BigInteger number = new BigInteger(digits);
    return number.bitLength() <= 63 ? number.longValue() : Long.MAX_VALUE;
  }
}
