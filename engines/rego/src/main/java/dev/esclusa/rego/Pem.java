package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of a PEM file (RFC 7468), and what follows the block. What counts as a block is what Go's
 * encoding/pem takes for one.
 */
record Pem(String type, byte[] bytes, String rest) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "\n-----END ";
  private static final String DASHES = "-----";

  /**
   * The blocks in their order; text around them and blocks that are broken are skipped, as in Go.
   */
  static List<Pem> blocks(String text) {
    List<Pem> out = new ArrayList<>();
    for (Pem next = first(text); next != null; next = first(next.rest)) {
      out.add(next);
    }
    return out;
  }

  /** The first block that is whole; null when there is none. */
  private static @Nullable Pem first(String text) {
    int from = 0;
    for (int end = text.indexOf(END); end >= 0; end = text.indexOf(END, from)) {
      int begin = text.lastIndexOf(BEGIN, end);
      boolean starts = begin == from || begin > from && text.charAt(begin - 1) == '\n';
      Pem block = starts ? between(text, begin + BEGIN.length(), end) : null;
      if (block != null) {
        return block;
      }
      from = end + END.length();
    }
    return null;
  }

  private static @Nullable Pem between(String text, int begin, int end) {
    Line first = Line.at(text, begin);
    if (!first.text.endsWith(DASHES)) {
      return null;
    }
    String type = first.text.substring(0, first.text.length() - DASHES.length());
    int body = first.next;
    for (Line header = Line.at(text, body); header.text.indexOf(':') >= 0; ) {
      body = header.next;
      header = Line.at(text, body);
    }
    String ending = type + DASHES;
    int trailer = end + END.length();
    boolean headers = body > first.next;
    if (headers && body > end
        || !text.startsWith(ending, trailer)
        || !Line.at(text, trailer + ending.length()).text.isEmpty()) {
      return null;
    }
    byte[] bytes = decoded(body < end ? text.substring(body, end) : "");
    return bytes == null ? null : new Pem(type, bytes, text.substring(Line.at(text, trailer).next));
  }

  private static byte @Nullable [] decoded(String base64) {
    try {
      return GoBase64.standard(base64.replace(" ", "").replace("\t", ""));
    } catch (BuiltinFailure broken) {
      return null;
    }
  }

  /** A line without its end and the blanks before it, and where the next one starts. */
  private record Line(String text, int next) {
    static Line at(String text, int from) {
      int end = text.indexOf('\n', from);
      int stop = end < 0 ? text.length() : end;
      int next = end < 0 ? text.length() : end + 1;
      while (stop > from && " \t\r".indexOf(text.charAt(stop - 1)) >= 0) {
        stop--;
      }
      return new Line(text.substring(Math.min(from, stop), stop), next);
    }
  }
}
