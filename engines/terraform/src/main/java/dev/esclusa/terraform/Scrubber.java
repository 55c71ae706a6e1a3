package dev.esclusa.terraform;

import static dev.esclusa.terraform.TerraformException.Code.LIMIT;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Takes known secrets out of any text, in one pass however many they are (Aho and Corasick, 1975).
 * Each is found as it is, escaped as in JSON, URL-encoded and in Base64, also inside of longer
 * Base64; a long one piece by piece, one of several lines also line by line.
 */
public final class Scrubber implements UnaryOperator<String> {
  /** Finds nothing. */
  public static final Scrubber NONE = new Scrubber(Set.of());

  private static final int PIECE = 512;
  private static final int LONG = 4096; // longer ones are files, which nobody puts into a URL
  private static final int MIN_LINE = 12;
  private static final int MIN_BASE64_CORE = 8;
  private static final int MAX_STATES = 6_000_000;

  private int[] edgeStates = new int[1 << 10]; // edges as a hash table: state + 1, 0 when free
  private char[] edgeLetters = new char[1 << 10];
  private int[] edgeTargets = new int[1 << 10];
  private int edges;
  private int[] fail = new int[0];
  private int[] longest = new int[1 << 10]; // length of the longest secret that ends in a state
  private int[] parent = new int[1 << 10];
  private char[] letter = new char[1 << 10];
  private int states = 1;

  private Scrubber(Set<String> patterns) {
    for (String pattern : patterns) {
      add(pattern);
    }
    link();
  }

  /** Ignores secrets of fewer than 6 characters: they would blank out words of any text. */
  public static Scrubber of(Collection<String> secrets) {
    Set<String> patterns = new LinkedHashSet<>();
    for (String secret : secrets) {
      forms(secret, patterns);
      if (secret.indexOf('\n') >= 0) {
        secret
            .lines()
            .map(String::strip)
            .filter(line -> line.length() >= MIN_LINE)
            .forEach(line -> forms(line, patterns));
      }
    }
    return patterns.isEmpty() ? NONE : new Scrubber(patterns);
  }

  private static void forms(String secret, Set<String> patterns) {
    if (secret.length() < SecretRules.MIN_LENGTH) {
      return;
    }
    for (int from = 0; from < secret.length(); from += PIECE) {
      int rest = secret.length() - from;
      // the last piece reaches back, so that none is too short to be looked for
      int start = rest < PIECE && from > 0 ? secret.length() - PIECE : from;
      String piece = secret.substring(start, Math.min(secret.length(), start + PIECE));
      formsOf(piece, secret.length() <= LONG, patterns);
    }
  }

  private static void formsOf(String piece, boolean every, Set<String> patterns) {
    patterns.add(piece);
    String json = jsonEscaped(piece, false);
    patterns.add(json);
    base64(piece.getBytes(StandardCharsets.UTF_8), patterns);
    if (every) {
      rareForms(piece, json, patterns);
    }
  }

  private static void rareForms(String piece, String json, Set<String> patterns) {
    patterns.add(jsonEscaped(piece, true));
    patterns.add(jsonEscaped(json, false)); // JSON inside of JSON
    String url = URLEncoder.encode(piece, StandardCharsets.UTF_8);
    patterns.add(url);
    String percent = url.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    patterns.add(percent);
    patterns.add(lowerHex(percent));
  }

  /** As RFC 8259 asks; {@code html} as the Go encoder does it by default. */
  private static String jsonEscaped(String text, boolean html) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20
              || c == 0x2028
              || c == 0x2029
              || (html && (c == '<' || c == '>' || c == '&'))) {
            out.append("\\u00").append(Character.forDigit(c >> 4 & 15, 16));
            out.append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private static String lowerHex(String percent) {
    StringBuilder out = new StringBuilder(percent);
    for (int i = 0; i + 2 < out.length(); i++) {
      if (out.charAt(i) == '%') {
        out.setCharAt(i + 1, Character.toLowerCase(out.charAt(i + 1)));
        out.setCharAt(i + 2, Character.toLowerCase(out.charAt(i + 2)));
      }
    }
    return out.toString();
  }

  /** At each of the three offsets, the letters that do not depend on what stands around. */
  private static void base64(byte[] secret, Set<String> patterns) {
    String whole = Base64.getEncoder().withoutPadding().encodeToString(secret);
    addBase64(whole, patterns);
    for (int offset = 0; offset < 3; offset++) {
      byte[] shifted = new byte[secret.length + offset];
      System.arraycopy(secret, 0, shifted, offset, secret.length);
      String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int from = offset == 0 ? 0 : offset + 1;
      int to = shifted.length * 8 / 6;
      if (to - from >= MIN_BASE64_CORE) {
        addBase64(text.substring(from, to), patterns);
      }
    }
  }

  private static void addBase64(String text, Set<String> patterns) {
    patterns.add(text);
    patterns.add(text.replace('+', '-').replace('/', '_'));
  }

  private void add(String pattern) {
    int state = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      int next = edge(state, c);
      if (next == 0) {
        next = newState(state, c);
        put(state, c, next);
      }
      state = next;
    }
    longest[state] = pattern.length();
  }

  private int newState(int from, char c) {
    if (states == MAX_STATES) {
      throw new TerraformException(
          LIMIT,
          "secrets",
          "The secrets to look for are longer than " + MAX_STATES + " characters together.",
          "Split the stack; without the search no text of it may be shown.");
    }
    if (states == longest.length) {
      longest = Arrays.copyOf(longest, states * 2);
      parent = Arrays.copyOf(parent, states * 2);
      letter = Arrays.copyOf(letter, states * 2);
    }
    parent[states] = from;
    letter[states] = c;
    return states++;
  }

  private void put(int state, char c, int target) {
    if (edges * 2 >= edgeStates.length) {
      grow();
    }
    int slot = slot(state, c);
    edgeStates[slot] = state + 1;
    edgeLetters[slot] = c;
    edgeTargets[slot] = target;
    edges++;
  }

  private void grow() {
    int[] oldStates = edgeStates;
    char[] oldLetters = edgeLetters;
    int[] oldTargets = edgeTargets;
    edgeStates = new int[oldStates.length * 2];
    edgeLetters = new char[edgeStates.length];
    edgeTargets = new int[edgeStates.length];
    for (int i = 0; i < oldStates.length; i++) {
      if (oldStates[i] != 0) {
        int slot = slot(oldStates[i] - 1, oldLetters[i]);
        edgeStates[slot] = oldStates[i];
        edgeLetters[slot] = oldLetters[i];
        edgeTargets[slot] = oldTargets[i];
      }
    }
  }

  /** Where the edge stands, or the free place where it would. */
  private int slot(int state, char c) {
    int bits = edgeStates.length - 1;
    int hash = state * 0x9E3779B1 ^ c * 0x85EBCA6B;
    int slot = (hash ^ hash >>> 15) & bits;
    while (edgeStates[slot] != 0 && (edgeStates[slot] != state + 1 || edgeLetters[slot] != c)) {
      slot = slot + 1 & bits;
    }
    return slot;
  }

  /** The target, or 0: no edge leads back to the root. */
  private int edge(int state, char c) {
    int slot = slot(state, c);
    return edgeStates[slot] == 0 ? 0 : edgeTargets[slot];
  }

  /** Breadth first, so that a state's fail state is linked before it. */
  private void link() {
    fail = new int[states];
    for (int state : byDepth()) {
      if (parent[state] != 0) {
        fail[state] = step(fail[parent[state]], letter[state]);
      }
      longest[state] = Math.max(longest[state], longest[fail[state]]);
    }
    parent = new int[0];
    letter = new char[0];
  }

  private int[] byDepth() {
    int[] depth = new int[states];
    int deepest = 0;
    for (int state = 1; state < states; state++) { // a parent has the smaller number
      depth[state] = depth[parent[state]] + 1;
      deepest = Math.max(deepest, depth[state]);
    }
    int[] from = new int[deepest + 2];
    for (int state = 1; state < states; state++) {
      from[depth[state] + 1]++;
    }
    for (int i = 1; i < from.length; i++) {
      from[i] += from[i - 1];
    }
    int[] order = new int[states - 1];
    for (int state = 1; state < states; state++) {
      order[from[depth[state]]++] = state;
    }
    return order;
  }

  private int step(int from, char c) {
    int state = from;
    while (true) {
      int next = edge(state, c);
      if (next != 0 || state == 0) {
        return next;
      }
      state = fail[state];
    }
  }

  /** The text with {@code (sensitive)} wherever a secret stood; overlapping ones become one. */
  public String scrub(String text) {
    if (states == 1) {
      return text;
    }
    StringBuilder out = null;
    int done = 0; // up to here the text is in out
    int from = -1; // the open match, not yet in out
    int to = -1;
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      state = step(state, text.charAt(i));
      if (longest[state] == 0) {
        continue;
      }
      int start = i + 1 - longest[state];
      if (from >= 0 && start > to) {
        out = (out == null ? new StringBuilder() : out).append(text, done, from);
        out.append(SecretRules.MASK);
        done = to;
        from = -1;
      }
      from = from < 0 ? Math.max(start, done) : Math.min(from, Math.max(start, done));
      to = i + 1;
    }
    if (from >= 0) {
      out = (out == null ? new StringBuilder() : out).append(text, done, from);
      out.append(SecretRules.MASK);
      done = to;
    }
    return out == null ? text : out.append(text, done, text.length()).toString();
  }

  /** Whether a secret stands anywhere in the text. */
  boolean finds(String text) {
    if (states == 1) {
      return false;
    }
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      state = step(state, text.charAt(i));
      if (longest[state] != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String apply(String text) {
    return scrub(text);
  }
}
