package dev.esclusa.desired;

/**
 * A pattern for files: {@code *} and {@code ?} stay inside a folder, <code>**</code> goes across
 * folders. One without {@code /} is held against the file's name alone. Time is bounded by the
 * product of both lengths.
 */
record PathPattern(String text) {
  boolean matches(String path) {
    String held = text.indexOf('/') < 0 ? path.substring(path.lastIndexOf('/') + 1) : path;
    boolean[] reach = new boolean[held.length() + 1];
    reach[0] = true;
    for (int p = 0; p < text.length(); p++) {
      if (text.startsWith("**/", p)) {
        reach = overFolders(reach, held);
        p += 2;
      } else if (text.startsWith("**", p)) {
        reach = over(reach, held, true);
        p += 1;
      } else if (text.charAt(p) == '*') {
        reach = over(reach, held, false);
      } else {
        reach = past(reach, held, text.charAt(p));
      }
    }
    return reach[held.length()];
  }

  /** {@code reach[i]} says whether the first i characters are matched so far. */
  private static boolean[] over(boolean[] from, String held, boolean across) {
    boolean[] to = from.clone();
    for (int i = 0; i < held.length(); i++) {
      to[i + 1] |= to[i] && (across || held.charAt(i) != '/');
    }
    return to;
  }

  /** No folder or any number of them. */
  private static boolean[] overFolders(boolean[] from, String held) {
    boolean[] anywhere = over(from, held, true);
    boolean[] to = from.clone();
    for (int i = 0; i < held.length(); i++) {
      to[i + 1] |= anywhere[i] && held.charAt(i) == '/';
    }
    return to;
  }

  private static boolean[] past(boolean[] from, String held, char c) {
    boolean[] to = new boolean[from.length];
    for (int i = 0; i < held.length(); i++) {
      char seen = held.charAt(i);
      to[i + 1] = from[i] && (c == '?' ? seen != '/' : c == seen);
    }
    return to;
  }
}
