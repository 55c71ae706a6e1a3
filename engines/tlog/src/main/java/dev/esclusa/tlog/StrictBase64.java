package dev.esclusa.tlog;

import java.util.Base64;

/**
 * Base64 of RFC 4648 section 4 with one spelling a value: Java's decoder also takes missing padding
 * and stray last bits, which would let a signed text have two forms.
 */
final class StrictBase64 {
  private StrictBase64() {}

  static byte[] decode(String text) {
    var bytes = Base64.getDecoder().decode(text);
    if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException("not canonical base64: " + text);
    }
    return bytes;
  }
}
