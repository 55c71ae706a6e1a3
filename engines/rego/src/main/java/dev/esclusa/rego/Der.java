package dev.esclusa.rego;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One element of DER (X.690): its tag byte, all of its bytes, and its content. */
record Der(int tag, byte[] raw, byte[] content) {
  static final int BOOLEAN = 1;
  static final int INTEGER = 2;
  static final int BIT_STRING = 3;
  static final int OCTET_STRING = 4;
  static final int OBJECT_ID = 6;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  private static final int BMP_STRING = 30;

  /** The element that the bytes are; what follows it is not looked at. */
  static Der of(byte[] bytes) {
    return read(bytes, 0, bytes.length);
  }

  /** All elements that the bytes hold, one after the other. */
  static List<Der> all(byte[] bytes) {
    List<Der> out = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += out.getLast().raw.length) {
      out.add(read(bytes, at, bytes.length));
    }
    return out;
  }

  private static Der read(byte[] bytes, int start, int end) {
    if (end - start < 2 || (bytes[start] & 0x1F) == 0x1F) {
      throw new BuiltinFailure("asn1: syntax error: truncated tag or length");
    }
    int first = bytes[start + 1] & 0xFF;
    int lengthBytes = first < 0x80 ? 0 : first & 0x7F;
    if (lengthBytes > 4 || first == 0x80 || start + 2 + lengthBytes > end) {
      throw new BuiltinFailure("asn1: structure error: invalid length");
    }
    long length = first < 0x80 ? first : 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = length << 8 | bytes[start + 2 + i] & 0xFF;
    }
    int content = start + 2 + lengthBytes;
    if (length > end - content) {
      throw new BuiltinFailure("asn1: syntax error: data truncated");
    }
    int stop = content + (int) length;
    return new Der(
        bytes[start] & 0xFF,
        Arrays.copyOfRange(bytes, start, stop),
        Arrays.copyOfRange(bytes, content, stop));
  }

  List<Der> children() {
    return all(content);
  }

  boolean is(int wanted) {
    return tag == wanted;
  }

  /** Whether this is [number] of the context, constructed or not. */
  boolean isContext(int number) {
    return (tag & 0xC0) == 0x80 && (tag & 0x1F) == number;
  }

  BigInteger integer() {
    if (tag != INTEGER || content.length == 0) {
      throw new BuiltinFailure("asn1: structure error: tags don't match (2 vs " + tag + ")");
    }
    return new BigInteger(content);
  }

  List<Long> objectId() {
    List<Long> out = new ArrayList<>();
    long number = 0;
    for (byte b : content) {
      number = number << 7 | b & 0x7F;
      if (b >= 0) {
        if (out.isEmpty()) {
          long top = Math.min(number / 40, 2);
          out.add(top);
          number -= 40 * top;
        }
        out.add(number);
        number = 0;
      }
    }
    return out;
  }

  /** A character string of any of the kinds in use. */
  String text() {
    return tag == BMP_STRING
        ? new String(content, StandardCharsets.UTF_16BE)
        : new String(content, StandardCharsets.UTF_8);
  }

  /** The bytes of a bit string, without the count of unused bits. */
  byte[] bits() {
    return content.length == 0 ? content : Arrays.copyOfRange(content, 1, content.length);
  }
}
