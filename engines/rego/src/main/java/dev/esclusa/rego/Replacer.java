package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces many texts in one walk, as Go's strings.NewReplacer: at each place the first given one
 * that fits.
 */
final class Replacer {
  private Replacer() {}

  static RegoValue replace(String text, List<String> olds, List<String> news, BuiltinCall call) {
    Map<Character, List<Integer>> byFirst = new HashMap<>();
    int empty = -1;
    for (int i = 0; i < olds.size(); i++) {
      if (olds.get(i).isEmpty()) {
        empty = empty < 0 ? i : empty;
      } else {
        byFirst.computeIfAbsent(olds.get(i).charAt(0), c -> new ArrayList<>()).add(i);
      }
    }
    TextLimit limit = Results.growing(call);
    StringBuilder out = new StringBuilder(text.length());
    boolean afterEmpty = false;
    for (int at = 0; at <= text.length(); ) {
      limit.reached(out.length());
      int found = at < text.length() ? first(byFirst.get(text.charAt(at)), olds, text, at) : -1;
      if (empty >= 0 && (found < 0 || empty < found) && !afterEmpty) {
        out.append(news.get(empty));
        afterEmpty = true;
        continue;
      }
      afterEmpty = false;
      if (found >= 0) {
        out.append(news.get(found));
        at += olds.get(found).length();
      } else {
        at = copy(text, at, out);
      }
    }
    call.step(text.length() / 16);
    return RegoString.of(out.toString());
  }

  private static int first(
      @Nullable List<Integer> candidates, List<String> olds, String text, int at) {
    if (candidates != null) {
      for (int candidate : candidates) {
        if (text.startsWith(olds.get(candidate), at)) {
          return candidate;
        }
      }
    }
    return -1;
  }

  private static int copy(String text, int at, StringBuilder out) {
    if (at == text.length()) {
      return at + 1;
    }
    int c = text.codePointAt(at);
    out.appendCodePoint(c);
    return at + Character.charCount(c);
  }
}
