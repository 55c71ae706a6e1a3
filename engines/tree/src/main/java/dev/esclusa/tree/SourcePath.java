package dev.esclusa.tree;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The rules for paths inside a source tree, and the ids of what they name. */
final class SourcePath {
  private SourcePath() {}

  /** Returns the path, or refuses one that is not plain names between single slashes. */
  static String check(String path) {
    if (path.isEmpty()) {
      return path;
    }
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      checkName(path, path.substring(start, end));
      start = end + 1;
    }
    return path;
  }

  static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** The id that Git gives to a blob of these bytes (gitformat-pack, object ids are SHA-1). */
  static String blobId(byte[] bytes) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ("blob " + bytes.length + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(sha1.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static void checkName(String path, String name) {
    boolean plain =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.indexOf('\0') < 0
            && name.indexOf('\\') < 0;
    if (!plain) {
      throw new TreeException(
          "TRE-0015",
          null,
          "The path '" + path.replace('\0', '?') + "' does not stay inside the tree.",
          "Use names separated by single slashes, without '.', '..' or a leading slash.");
    }
  }
}
