package dev.esclusa.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** Walks the fields of one message (protobuf encoding guide: tags, varints, lengths). */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wire;

  ProtobufReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Moves to the next field; its value must be read or skipped. */
  boolean next() {
    if (at >= end) return false;
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    return true;
  }

  int field() {
    return field;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[Objects.checkIndex(at++, end)];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return value;
    }
    throw new IllegalArgumentException("a varint has more than ten bytes");
  }

  long fixed64() {
    int start = advance(8);
    return ByteBuffer.wrap(bytes, start, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  byte[] bytes() {
    int length = Math.toIntExact(varint());
    int start = advance(length);
    return Arrays.copyOfRange(bytes, start, at);
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  ProtobufReader message() {
    int length = Math.toIntExact(varint());
    int start = advance(length);
    return new ProtobufReader(bytes, start, at);
  }

  void skip() {
    switch (wire) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case LENGTH -> advance(Math.toIntExact(varint()));
      case FIXED32 -> advance(4);
      default -> throw new IllegalArgumentException("wire type " + wire + " is not used any more");
    }
  }

  private int advance(int length) {
    int start = at;
    Objects.checkFromIndexSize(start, length, end);
    at += length;
    return start;
  }
}
