package dev.esclusa.model;

import java.util.Collection;

/**
 * The one pattern language of the configuration: {@code *} is any run of characters, slashes
 * included, {@code ?} any one character, everything else itself. {@code prod/*} matches every
 * target of prod, {@code Secret/*} every secret. Upper and lower case differ.
 */
public final class Glob {
  private Glob() {}

  public static boolean matchesAny(Collection<String> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, text));
  }

  /** Linear in practice and quadratic at worst: of several stars only the last is tried again. */
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && fits(pattern.charAt(p), text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean fits(char pattern, char text) {
    return pattern == '?' || pattern == text;
  }
}
