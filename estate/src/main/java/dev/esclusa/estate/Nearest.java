package dev.esclusa.estate;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody probably meant. */
final class Nearest {
  private static final int LONGEST = 64;

  private Nearest() {}

  /** The known word with the fewest edits from the seen one; null when none is near. */
  static @Nullable String of(String seen, Collection<String> known) {
    if (seen.length() > LONGEST) {
      return null;
    }
    int bound = Math.max(2, seen.length() / 3) + 1;
    String best = null;
    for (String word : known) {
      int edits = edits(seen.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (edits < bound) {
        bound = edits;
        best = word;
      }
    }
    return best;
  }

  /** Levenshtein distance with swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    least = Math.min(least, cost[i - 1][j - 1] + same);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
