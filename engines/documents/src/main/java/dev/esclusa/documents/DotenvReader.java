package dev.esclusa.documents;

import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code .env} files as gotenv 1.6 reads them. {@code $NAME} means what the file itself set before;
 * unlike there the environment of the process is not asked, so that a file reads the same
 * everywhere.
 */
final class DotenvReader {
  private static final Pattern KEY =
      Pattern.compile("(?:export\\s+)?([\\w.]+)(?:\\s*=[ \\t]*|:\\s+)");
  private static final Pattern VARIABLE =
      Pattern.compile("(\\\\)?\\$(?:\\{([A-Z0-9_]+)\\}|([A-Z0-9_]+))");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([^$])");
  private static final Pattern REST = Pattern.compile("\\s*(?:#.*)?");

  private final SourceText source;
  private final String[] lines;
  private final Map<String, String> found = new LinkedHashMap<>();
  private int at;

  DotenvReader(SourceText source) {
    this.source = source;
    this.lines = source.text().split("\r\n|\r|\n", -1);
  }

  Value read() {
    while (at < lines.length) {
      String line = lines[at++].strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        assignment(line);
      }
    }
    return Value.of(found);
  }

  private void assignment(String line) {
    int start = at;
    Matcher key = KEY.matcher(line);
    if (!key.lookingAt()) {
      throw source.wrongLine(start, "A line is no assignment.", "Write NAME=value.");
    }
    String rest = line.substring(key.end());
    String name = key.group(1);
    if (rest.startsWith("\"")) {
      String text = quoted(rest, '"', start).replace("\\n", "\n").replace("\\r", "\r");
      found.put(name, expanded(ESCAPED.matcher(text).replaceAll("$1")));
    } else if (rest.startsWith("'")) {
      found.put(name, quoted(rest, '\'', start));
    } else {
      int comment = rest.indexOf('#');
      found.put(name, expanded(comment < 0 ? rest : rest.substring(0, comment).strip()));
    }
  }

  /** What stands between the quotes, over several lines if need be. */
  private String quoted(String rest, char quote, int start) {
    StringBuilder text = new StringBuilder(rest);
    while (true) {
      int close = close(text, quote);
      if (close > 0) {
        return text.substring(1, close);
      }
      if (at >= lines.length) {
        throw source.wrongLine(start, "A value in quotes has no end.", "Close the quotes.");
      }
      text.append('\n').append(lines[at++]);
    }
  }

  /** The quote behind which only a comment follows; 0 when there is none yet. */
  private static int close(CharSequence text, char quote) {
    for (int i = 1; i < text.length(); i++) {
      boolean escaped = text.charAt(i - 1) == '\\';
      if (text.charAt(i) == quote
          && !escaped
          && REST.matcher(text).region(i + 1, text.length()).matches()) {
        return i;
      }
    }
    return 0;
  }

  private String expanded(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            it -> {
              if (it.group(1) != null) {
                return Matcher.quoteReplacement(it.group().substring(1));
              }
              String name = it.group(2) == null ? it.group(3) : it.group(2);
              return Matcher.quoteReplacement(found.getOrDefault(name, ""));
            });
  }
}
