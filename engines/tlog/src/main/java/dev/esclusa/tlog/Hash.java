package dev.esclusa.tlog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A SHA-256 hash in the log's Merkle tree. Leaves and inner nodes are hashed with different first
 * bytes, so that one cannot be passed off as the other (RFC 6962, section 2.1).
 */
public final class Hash {
  public static final int SIZE_BYTES = 32;

  /** The root of a tree without leaves. */
  public static final Hash EMPTY_ROOT = new Hash(sha256().digest());

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Hash of(byte[] bytes) {
    return at(bytes, 0, bytes.length);
  }

  static Hash at(byte[] bytes, int offset, int length) {
    if (length != SIZE_BYTES) {
      throw new IllegalArgumentException("a hash has 32 bytes, was " + length);
    }
    return new Hash(Arrays.copyOfRange(bytes, offset, offset + SIZE_BYTES));
  }

  /** Standard base64, padded, and in its one canonical spelling. */
  public static Hash parse(String base64) {
    return of(StrictBase64.decode(base64));
  }

  public static Hash leaf(byte[] entry) {
    var sha = sha256();
    sha.update(LEAF);
    return new Hash(sha.digest(entry));
  }

  public static Hash node(Hash left, Hash right) {
    var sha = sha256();
    sha.update(NODE);
    sha.update(left.bytes);
    return new Hash(sha.digest(right.bytes));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, SIZE_BYTES);
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For people: base64, as checkpoints print it. */
  @Override
  public String toString() {
    return base64();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new AssertionError("every Java platform has SHA-256", missing);
    }
  }
}
