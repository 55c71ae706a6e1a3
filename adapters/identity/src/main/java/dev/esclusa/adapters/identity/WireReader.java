package dev.esclusa.adapters.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the data types of SSH (RFC 4251 section 5) and takes nothing that is not canonical. */
final class WireReader {
  private final byte[] bytes;
  private int at;

  WireReader(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] raw(int length) {
    if (length < 0 || length > bytes.length - at) {
      throw new MalformedKey("it ends too early, at byte " + at);
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  int byteValue() {
    return raw(1)[0] & 0xff;
  }

  int uint32() {
    byte[] it = raw(4);
    return (it[0] & 0xff) << 24 | (it[1] & 0xff) << 16 | (it[2] & 0xff) << 8 | (it[3] & 0xff);
  }

  /** A length beyond 2^31 reads as negative and is refused like one beyond the end. */
  byte[] string() {
    return raw(uint32());
  }

  String text() {
    byte[] it = string();
    String text = new String(it, StandardCharsets.UTF_8);
    if (!Arrays.equals(it, text.getBytes(StandardCharsets.UTF_8))) {
      throw new MalformedKey("a text in it is not UTF-8");
    }
    return text;
  }

  /** A positive number without leading zeros. */
  BigInteger positive() {
    byte[] it = string();
    BigInteger number = it.length == 0 ? BigInteger.ZERO : new BigInteger(it);
    if (number.signum() <= 0 || !Arrays.equals(number.toByteArray(), it)) {
      throw new MalformedKey("a number in it is not positive or not canonical");
    }
    return number;
  }

  byte[] rest() {
    return raw(bytes.length - at);
  }

  void end() {
    if (at != bytes.length) {
      throw new MalformedKey((bytes.length - at) + " bytes follow after its end");
    }
  }
}
