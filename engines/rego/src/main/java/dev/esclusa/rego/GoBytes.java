package dev.esclusa.rego;

/**
 * Go strings are bytes, ours are UTF-16. A byte that is not valid UTF-8 travels as the lone
 * surrogate U+DC80..U+DCFF (as Python's surrogateescape does), so that decoding and encoding lose
 * nothing.
 */
final class GoBytes {
  private static final char FIRST_ESCAPE = '\uDC80';

  private GoBytes() {}

  static byte[] of(String text) {
    byte[] out = new byte[text.length()];
    for (int i = 0; i < out.length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return beyondAscii(text);
      }
      out[i] = (byte) c;
    }
    return out;
  }

  private static byte[] beyondAscii(String text) {
    byte[] out = new byte[text.length() * 3];
    int size = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c < 0x80) {
        out[size++] = (byte) c;
      } else if (c >= FIRST_ESCAPE && c <= 0xDCFF) {
        out[size++] = (byte) (c - 0xDC00);
      } else if (c < 0x800) {
        out[size++] = (byte) (0xC0 | c >> 6);
        out[size++] = (byte) (0x80 | c & 0x3F);
      } else if (c < 0x10000) {
        int scalar = Character.isSurrogate((char) c) ? 0xFFFD : c;
        out[size++] = (byte) (0xE0 | scalar >> 12);
        out[size++] = (byte) (0x80 | scalar >> 6 & 0x3F);
        out[size++] = (byte) (0x80 | scalar & 0x3F);
      } else {
        out[size++] = (byte) (0xF0 | c >> 18);
        out[size++] = (byte) (0x80 | c >> 12 & 0x3F);
        out[size++] = (byte) (0x80 | c >> 6 & 0x3F);
        out[size++] = (byte) (0x80 | c & 0x3F);
      }
    }
    return java.util.Arrays.copyOf(out, size);
  }

  static String text(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    for (int i = 0; i < bytes.length; ) {
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        out.append((char) (0xDC00 | bytes[i] & 0xFF));
        i++;
      } else {
        out.appendCodePoint(decode(bytes, i, length));
        i += length;
      }
    }
    return out.toString();
  }

  /** Length of the valid UTF-8 sequence that starts here; 0 when there is none. */
  private static int sequenceLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    int length =
        first < 0x80
            ? 1
            : first >= 0xC2 && first < 0xE0
                ? 2
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > bytes.length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int c = decode(bytes, at, length);
    boolean valid =
        switch (length) {
          case 3 -> c >= 0x800 && (c < 0xD800 || c > 0xDFFF);
          case 4 -> c >= 0x10000 && c <= 0x10FFFF;
          default -> true;
        };
    return valid ? length : 0;
  }

  private static int decode(byte[] bytes, int at, int length) {
    int first = bytes[at] & 0xFF;
    int c =
        switch (length) {
          case 1 -> first;
          case 2 -> first & 0x1F;
          case 3 -> first & 0x0F;
          default -> first & 0x07;
        };
    for (int i = 1; i < length; i++) {
      c = c << 6 | bytes[at + i] & 0x3F;
    }
    return c;
  }

  /** Whether the text holds only ASCII. */
  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Go's len(): the number of bytes. */
  static int length(String text) {
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped =
          c >= FIRST_ESCAPE
              && c <= '\uDCFF'
              && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
      size += c < 0x80 || escaped ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return size;
  }
}
