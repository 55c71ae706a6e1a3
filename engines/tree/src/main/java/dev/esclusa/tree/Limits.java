package dev.esclusa.tree;

/**
 * How much one read may cost, whatever the input says. A scalar of n characters counts as 1 + n/64
 * nodes; each use of an alias counts the nodes of what it names again.
 */
public record Limits(long maxBytes, int maxDepth, int maxAliases, long maxNodes) {
  public static final Limits DEFAULT = new Limits(64L << 20, 200, 10_000, 8_000_000);

  public Limits {
    if (maxBytes < 0 || maxDepth < 1 || maxAliases < 0 || maxNodes < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  static TreeException reached(Position where, String what, long limit) {
    return new TreeException(
        "TRE-0003",
        where,
        "The input has more than " + limit + " " + what + ".",
        "Split the file, or raise the limit where it is set.");
  }

  void checkBytes(String file, long count) {
    if (count > maxBytes) {
      throw reached(new Position(file, 1, 1), "bytes", maxBytes);
    }
  }

  static long weight(int characters) {
    return 1 + (characters >> 6);
  }
}
