package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A block of a PEM file (RFC 7468), and what follows the block. */
record Pem(String type, byte[] bytes, String rest) {
  private static final String BEGIN = "-----BEGIN ";

  /**
   * The blocks in their order; text around them and blocks that are broken are skipped, as in Go.
   */
  static List<Pem> blocks(String text) {
    List<Pem> out = new ArrayList<>();
    int at = 0;
    while (true) {
      int begin = text.indexOf(BEGIN, at);
      int line = begin < 0 ? -1 : text.indexOf("-----", begin + BEGIN.length());
      if (line < 0) {
        return out;
      }
      String type = text.substring(begin + BEGIN.length(), line);
      String ending = "-----END " + type + "-----";
      int end = text.indexOf(ending, line);
      at = line;
      boolean starts = begin == 0 || text.charAt(begin - 1) == '\n';
      if (end >= 0 && starts) {
        int after = end + ending.length();
        add(
            out,
            type,
            text.substring(line + 5, end),
            text.substring(after).replaceFirst("^[ \\t\\r]*\\n?", ""));
        at = after;
      }
    }
  }

  private static void add(List<Pem> out, String type, String body, String rest) {
    StringBuilder base64 = new StringBuilder();
    for (String line : body.split("\n", -1)) {
      if (line.indexOf(':') < 0) {
        base64.append(line.strip());
      }
    }
    try {
      out.add(new Pem(type, Base64.getDecoder().decode(base64.toString()), rest));
    } catch (IllegalArgumentException notBase64) {
      // Go skips such a block and looks for the next one
      return;
    }
  }
}
