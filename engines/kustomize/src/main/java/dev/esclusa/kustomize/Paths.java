package dev.esclusa.kustomize;

import java.util.ArrayList;
import java.util.List;

/** Field paths as text (kyaml/utils pathsplitter). */
final class Paths {
  private Paths() {}

  /**
   * Splits at the separator where no backslash stands before it; a leading separator is ignored.
   */
  static List<String> split(String path, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int start = path.length() > 1 && path.charAt(0) == separator ? 1 : 0;
    for (int i = start; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c != separator) {
        part.append(c);
      } else if (!part.isEmpty() && part.charAt(part.length() - 1) == '\\') {
        part.setCharAt(part.length() - 1, separator);
      } else {
        parts.add(part.toString());
        part.setLength(0);
      }
    }
    parts.add(part.toString());
    return List.copyOf(parts);
  }

  /**
   * Splits at dots but not inside brackets: {@code [name=a.b]} stays as it is, {@code [a.b]} is the
   * key {@code a.b}.
   */
  static List<String> splitBracketed(String path) {
    List<String> parts = split(path, '.');
    List<String> result = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (!part.startsWith("[") || part.endsWith("]")) {
        result.add(part);
        continue;
      }
      StringBuilder whole = new StringBuilder(part);
      while (i < parts.size() - 1) {
        String more = parts.get(++i);
        whole.append('.').append(more);
        if (more.endsWith("]")) {
          break;
        }
      }
      String text = whole.toString();
      result.add(text.contains("=") ? text : trimBrackets(text));
    }
    return result;
  }

  private static String trimBrackets(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBracket(text.charAt(start))) {
      start++;
    }
    while (end > start && isBracket(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBracket(char c) {
    return c == '[' || c == ']';
  }

  static boolean isIndex(String part) {
    if (part.isEmpty() || part.length() > 9) {
      return false;
    }
    return part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static boolean isElement(String part) {
    return part.startsWith("[") && part.endsWith("]") && part.length() > 1;
  }
}
