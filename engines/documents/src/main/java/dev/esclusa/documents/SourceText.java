package dev.esclusa.documents;

import dev.esclusa.tree.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The text of one file, and what it takes to say where in it something is wrong. */
record SourceText(String file, String text) {
  static final int MAX_DEPTH = 200;

  /** UTF-8; a byte order mark is dropped. */
  static SourceText of(String file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(in)
              .toString();
      return new SourceText(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      throw new DocumentException(
          "DOC-0002",
          new SourceText(file, before).at(before.length()),
          "The file is not UTF-8.",
          "Save it as UTF-8.");
    }
  }

  Position at(int offset) {
    int end = Math.min(offset, text.length());
    int line = 1;
    int start = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) {
      line++;
      start = i + 1;
    }
    return new Position(file, line, text.codePointCount(start, end) + 1);
  }

  DocumentException wrong(int offset, String fault, String fix) {
    return new DocumentException("DOC-0001", at(offset), fault, fix);
  }

  DocumentException wrongLine(int line, String fault, String fix) {
    return new DocumentException("DOC-0001", new Position(file, line, 1), fault, fix);
  }

  void checkDepth(int offset, int depth) {
    if (depth > MAX_DEPTH) {
      throw new DocumentException(
          "DOC-0003",
          at(offset),
          "There are more than " + MAX_DEPTH + " levels inside each other.",
          "Make the file flatter.");
    }
  }

  /** What stands at the offset, as a person would name it. */
  String seen(int offset) {
    if (offset >= text.length()) {
      return "the end of the file";
    }
    int point = text.codePointAt(offset);
    return point == '\n' || point == '\r'
        ? "the end of the line"
        : "'" + Character.toString(point) + "'";
  }
}
