package dev.esclusa.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest: {@code sha256:9f86d0…}, always 64 lower-case hexadecimal digits. */
public record Digest(String hex) implements Comparable<Digest> {
  private static final String PREFIX = "sha256:";
  private static final MessageDigest SHA256 = newSha256();

  public Digest {
    if (!isHex64(hex)) {
      throw malformed(hex);
    }
  }

  public static Digest of(byte[] content) {
    return ofHash(sha256().digest(content));
  }

  /** Reads {@code sha256:<hex>}. */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw malformed(text);
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** Wraps the 32 bytes of a hash computed elsewhere. */
  public static Digest ofHash(byte[] hash) {
    return new Digest(HexFormat.of().formatHex(hash));
  }

  /** The 32 bytes, a fresh array each time. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** The first 12 digits, for people only. */
  public String shortText() {
    return hex.substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }

  /** A fresh one; copying is several times cheaper than asking the providers for it. */
  static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA256.clone();
    } catch (CloneNotSupportedException e) {
      return newSha256();
    }
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static boolean isHex64(String hex) {
    if (hex.length() != 64) {
      return false;
    }
    for (int i = 0; i < 64; i++) {
      char c = hex.charAt(i);
      if (c < '0' || c > 'f' || (c > '9' && c < 'a')) {
        return false;
      }
    }
    return true;
  }

  private static TreeException malformed(String text) {
    return new TreeException(
        "TRE-0016",
        null,
        "'" + text + "' is not a SHA-256 digest.",
        "Write sha256: and 64 lower-case hexadecimal digits.");
  }
}
