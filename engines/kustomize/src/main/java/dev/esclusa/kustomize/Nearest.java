package dev.esclusa.kustomize;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known name that a mistyped one most likely means. */
final class Nearest {
  private Nearest() {}

  /** Null when nothing is near. */
  static @Nullable String of(String typed, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(2, typed.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Levenshtein, two rows; names beyond 80 characters are never near. */
  private static int distance(String one, String two) {
    if (one.length() > 80 || two.length() > 80) {
      return Integer.MAX_VALUE;
    }
    int[] above = new int[two.length() + 1];
    for (int j = 0; j <= two.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[two.length() + 1];
      row[0] = i;
      for (int j = 1; j <= two.length(); j++) {
        int change = above[j - 1] + (one.charAt(i - 1) == two.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[two.length()];
  }
}
