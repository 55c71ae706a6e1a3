package dev.esclusa.rego;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A glob of the gobwas/glob library: {@code *} and {@code ?} stop at delimiters, {@code **} does
 * not, {@code [a-z]}, {@code [!abc]} and {@code {a,b}}. Translated into a regular expression, so
 * that matching takes linear time.
 */
final class GlobPattern {
  private static final int KEPT = 200;
  private static final Map<Key, GlobPattern> CACHE =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, GlobPattern> eldest) {
          return size() > KEPT;
        }
      };

  private record Key(String pattern, String delimiters) {}

  private final GoRegex regex;

  private GlobPattern(GoRegex regex) {
    this.regex = regex;
  }

  static GlobPattern compile(String pattern, String delimiters) {
    Key key = new Key(pattern, delimiters);
    synchronized (CACHE) {
      GlobPattern known = CACHE.get(key);
      if (known != null) {
        return known;
      }
    }
    GlobPattern made =
        new GlobPattern(GoRegex.compile(new GlobTranslation(pattern, delimiters).regex()));
    if (pattern.length() < 4096) {
      synchronized (CACHE) {
        CACHE.put(key, made);
      }
    }
    return made;
  }

  boolean matches(String text) {
    return regex.matches(text);
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ("*?\\[]{}".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
