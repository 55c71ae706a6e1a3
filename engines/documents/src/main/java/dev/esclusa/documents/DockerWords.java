package dev.esclusa.documents;

import java.util.ArrayList;
import java.util.List;

/** Words between spaces; quotes and the escape character keep spaces inside. */
final class DockerWords {
  private final String in;
  private final char escape;

  DockerWords(String in, char escape) {
    this.in = in;
    this.escape = escape;
  }

  /** With their quotes and escapes as written. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inside = false;
    char quote = 0;
    for (int i = 0; i < in.length(); i++) {
      char c = in.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (inside) {
          words.add(word.toString());
        }
        word.setLength(0);
        inside = false;
        continue;
      }
      inside = true;
      if (c == escape && quote != '\'') {
        if (i + 1 < in.length()) {
          word.append(c).append(in.charAt(++i));
        }
        continue;
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      word.append(c);
    }
    if (inside) {
      words.add(word.toString());
    }
    return words;
  }

  /** The words at the beginning that start with two dashes, without quotes; what is left over. */
  String takeFlags(List<String> flags) {
    int at = 0;
    while (true) {
      while (at < in.length() && Character.isWhitespace(in.charAt(at))) {
        at++;
      }
      if (!in.startsWith("--", at)) {
        return in.substring(at);
      }
      StringBuilder word = new StringBuilder();
      at = flag(at, word);
      if (word.toString().equals("--")) {
        return in.substring(at);
      }
      flags.add(word.toString());
    }
  }

  private int flag(int start, StringBuilder word) {
    char quote = 0;
    int at = start;
    for (; at < in.length(); at++) {
      char c = in.charAt(at);
      if (quote == 0 && Character.isWhitespace(c)) {
        break;
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == escape) {
        if (++at < in.length()) {
          word.append(in.charAt(at));
        }
      } else {
        word.append(c);
      }
    }
    return at;
  }
}
