package dev.esclusa.adapters.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the data types of SSH (RFC 4251 section 5). */
final class WireWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WireWriter raw(byte... content) {
    bytes.writeBytes(content);
    return this;
  }

  WireWriter uint32(int value) {
    return raw((byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value);
  }

  WireWriter string(byte[] content) {
    return uint32(content.length).raw(content);
  }

  WireWriter string(String content) {
    return string(content.getBytes(StandardCharsets.UTF_8));
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
