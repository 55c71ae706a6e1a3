package dev.esclusa.tree;

import java.util.ArrayList;
import java.util.List;

/** A path into a value (RFC 6901): {@code /spec/containers/0/image}. */
public record Pointer(List<String> tokens) implements Comparable<Pointer> {
  public static final Pointer ROOT = new Pointer(List.of());

  public Pointer {
    tokens = List.copyOf(tokens);
  }

  /** Reads the string form of RFC 6901 section 3. */
  public static Pointer parse(String text) {
    if (text.isEmpty()) {
      return ROOT;
    }
    if (text.charAt(0) != '/') {
      throw malformed(text);
    }
    List<String> tokens = new ArrayList<>();
    int start = 1;
    for (int slash; (slash = text.indexOf('/', start)) >= 0; start = slash + 1) {
      tokens.add(unescape(text, text.substring(start, slash)));
    }
    tokens.add(unescape(text, text.substring(start)));
    return new Pointer(tokens);
  }

  public static Pointer of(String... tokens) {
    return new Pointer(List.of(tokens));
  }

  public Pointer child(String token) {
    List<String> longer = new ArrayList<>(tokens.size() + 1);
    longer.addAll(tokens);
    longer.add(token);
    return new Pointer(longer);
  }

  public Pointer child(int index) {
    return child(Integer.toString(index));
  }

  /** The pointer without its last token; the root has none. */
  public Pointer parent() {
    if (tokens.isEmpty()) {
      throw new TreeException(
          "TRE-0011", null, "The root has no parent.", "Ask for the parent of a longer pointer.");
    }
    return new Pointer(tokens.subList(0, tokens.size() - 1));
  }

  /** The last token, unescaped; the root has none. */
  public String last() {
    if (tokens.isEmpty()) {
      throw new TreeException(
          "TRE-0011", null, "The root has no last token.", "Ask a longer pointer.");
    }
    return tokens.getLast();
  }

  public boolean isRoot() {
    return tokens.isEmpty();
  }

  public boolean startsWith(Pointer prefix) {
    int length = prefix.tokens.size();
    return length <= tokens.size() && tokens.subList(0, length).equals(prefix.tokens);
  }

  /** Token by token, in UTF-16 order; a pointer comes before what it contains. */
  @Override
  public int compareTo(Pointer other) {
    int common = Math.min(tokens.size(), other.tokens.size());
    for (int i = 0; i < common; i++) {
      int order = tokens.get(i).compareTo(other.tokens.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(tokens.size(), other.tokens.size());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String token : tokens) {
      text.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return text.toString();
  }

  /** The index that a token means in a sequence (RFC 6901 section 4), or -1 when it is none. */
  static int index(String token) {
    int length = token.length();
    if (length == 0 || length > 9 || (length > 1 && token.charAt(0) == '0')) {
      return -1;
    }
    int index = 0;
    for (int i = 0; i < length; i++) {
      int digit = token.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      index = index * 10 + digit;
    }
    return index;
  }

  private static String unescape(String whole, String token) {
    int tilde = token.indexOf('~');
    if (tilde < 0) {
      return token;
    }
    StringBuilder plain = new StringBuilder(token.length());
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '~') {
        char escaped = ++i < token.length() ? token.charAt(i) : ' ';
        if (escaped != '0' && escaped != '1') {
          throw malformed(whole);
        }
        c = escaped == '0' ? '~' : '/';
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static TreeException malformed(String text) {
    return new TreeException(
        "TRE-0011",
        null,
        "'" + text + "' is not a JSON pointer.",
        "Begin it with '/', and write ~0 for '~' and ~1 for '/' inside a name (RFC 6901).");
  }
}
