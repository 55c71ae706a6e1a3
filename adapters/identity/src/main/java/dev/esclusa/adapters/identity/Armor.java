package dev.esclusa.adapters.identity;

import java.util.Base64;
import java.util.List;

/**
 * Base64 between two marker lines. Takes exactly one spelling of each content, so that no byte of
 * an armored text can change unseen; only CRLF line ends and their absence at the end are free.
 *
 * @param kind e.g. {@code SSH SIGNATURE}
 */
record Armor(String kind) {
  static final Armor SIGNATURE = new Armor("SSH SIGNATURE");
  static final Armor PRIVATE_KEY = new Armor("OPENSSH PRIVATE KEY");

  /** PROTOCOL.sshsig; lines of any width are read. */
  private static final int WIDTH = 76;

  String write(byte[] content) {
    String lines = Base64.getMimeEncoder(WIDTH, new byte[] {'\n'}).encodeToString(content);
    return begin() + "\n" + lines + "\n" + end() + "\n";
  }

  byte[] read(String text) {
    List<String> lines = List.of(text.replace("\r\n", "\n").split("\n", -1));
    if (!lines.getLast().isEmpty()) {
      return content(lines);
    }
    return content(lines.subList(0, lines.size() - 1));
  }

  private byte[] content(List<String> lines) {
    if (lines.size() < 3 || !lines.getFirst().equals(begin()) || !lines.getLast().equals(end())) {
      throw new MalformedKey("it is not one block from \"" + begin() + "\" to \"" + end() + "\"");
    }
    return base64(String.join("", lines.subList(1, lines.size() - 1)));
  }

  /** The JDK's decoder forgives stray bits at the end; here only the canonical text will do. */
  static byte[] base64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
        throw new MalformedKey("its base64 is not canonical");
      }
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new MalformedKey("it is not base64", e);
    }
  }

  private String begin() {
    return "-----BEGIN " + kind + "-----";
  }

  private String end() {
    return "-----END " + kind + "-----";
  }
}
