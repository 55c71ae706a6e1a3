package dev.esclusa.rego;

import java.util.Base64;

/** Base64 with the strictness and the error texts of Go's encoding/base64. */
final class GoBase64 {
  private GoBase64() {}

  static byte[] standard(String text) {
    return decode(text, Base64.getDecoder(), "+/");
  }

  /** With or without padding, as base64url.decode takes it. */
  static byte[] url(String text) {
    int rest = text.length() % 4;
    if (!text.endsWith("=") && rest == 1) {
      throw new BuiltinFailure("illegal base64url string: " + text);
    }
    String padding = text.endsWith("=") || rest == 0 ? "" : rest == 2 ? "==" : "=";
    return decode(text + padding, Base64.getUrlDecoder(), "-_");
  }

  /** Go skips line ends, wants padding, and names the byte where it gives up. */
  private static byte[] decode(String text, Base64.Decoder decoder, String last) {
    String dense =
        text.indexOf('\n') < 0 && text.indexOf('\r') < 0
            ? text
            : text.replace("\n", "").replace("\r", "");
    int bad = firstBad(dense, last);
    if (bad >= 0) {
      throw new BuiltinFailure("illegal base64 data at input byte " + bad);
    }
    return decoder.decode(dense);
  }

  private static int firstBad(String text, String last) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean digit =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || last.indexOf(c) >= 0;
      if (digit) {
        continue;
      }
      boolean padding =
          c == '=' && (i % 4 == 3 || i % 4 == 2 && i + 1 < length && text.charAt(i + 1) == '=');
      int end = i % 4 == 3 ? i + 1 : i + 2;
      if (padding && end == length) {
        return -1;
      }
      return padding ? end : c == '=' && i % 4 == 2 ? Math.min(i + 1, length) : i;
    }
    return length % 4 == 0 ? -1 : length - length % 4;
  }
}
