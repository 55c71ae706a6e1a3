package dev.esclusa.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is Unicode text: UTF-8 without faults on the outside, no lone surrogate inside. */
final class Unicode {
  private Unicode() {}

  /** Decodes strictly and drops a leading byte order mark. */
  static String decode(String file, byte[] bytes) {
    int start =
        bytes.length >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF
            ? 3
            : 0;
    ByteBuffer input = ByteBuffer.wrap(bytes, start, bytes.length - start);
    // The JDK's String constructor decodes several times faster than a strict decoder; only text
    // that shows a replacement character needs the strict look.
    String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(input);
      } catch (CharacterCodingException e) {
        throw new TreeException(
            "TRE-0001",
            position(file, bytes, input.position()),
            "The text is not UTF-8.",
            "Save the file as UTF-8.",
            e);
      }
    }
    return text;
  }

  /** Returns the text, or refuses a surrogate without its other half. */
  static String check(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return checkFrom(text, i);
      }
    }
    return text;
  }

  private static String checkFrom(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw loneSurrogate(null, c);
        }
        i++;
      }
    }
    return text;
  }

  static TreeException loneSurrogate(@Nullable Position position, char surrogate) {
    return new TreeException(
        "TRE-0001",
        position,
        "The text holds half of a surrogate pair, \\u" + Integer.toHexString(surrogate) + ".",
        "Write the whole character.");
  }

  private static Position position(String file, byte[] bytes, int offset) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
        column = 1;
      } else if ((bytes[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return new Position(file, line, column);
  }
}
