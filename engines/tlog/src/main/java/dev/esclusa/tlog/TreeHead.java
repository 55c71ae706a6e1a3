package dev.esclusa.tlog;

/** What identifies all content of a log at one moment: how many entries, and their root. */
public record TreeHead(long size, Hash root) {
  public static final TreeHead EMPTY = new TreeHead(0, Hash.EMPTY_ROOT);

  public TreeHead {
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative, was " + size);
    }
  }
}
