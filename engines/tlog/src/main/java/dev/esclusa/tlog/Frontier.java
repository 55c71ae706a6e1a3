package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a Merkle tree: the roots of the full subtrees that make it up, biggest first.
 * It is all that appending needs, at most one hash for each bit of the size.
 */
public final class Frontier {
  private final List<Hash> peaks;
  private long size;

  public Frontier() {
    this(0, List.of());
  }

  /**
   * @param peaks one hash for each set bit of {@code size}, biggest subtree first
   */
  public Frontier(long size, List<Hash> peaks) {
    if (size < 0 || Long.bitCount(size) != peaks.size()) {
      throw new IllegalArgumentException(
          "size %d does not go with %d hashes".formatted(size, peaks.size()));
    }
    this.size = size;
    this.peaks = new ArrayList<>(peaks);
  }

  /** Each trailing one-bit of the size is a full left neighbour to merge with. */
  public void append(Hash leaf) {
    var merged = leaf;
    for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
      merged = Hash.node(peaks.removeLast(), merged);
    }
    peaks.add(merged);
    size++;
  }

  public Hash root() {
    if (peaks.isEmpty()) {
      return Hash.EMPTY_ROOT;
    }
    var root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = Hash.node(peaks.get(i), root);
    }
    return root;
  }

  public long size() {
    return size;
  }

  public TreeHead head() {
    return new TreeHead(size, root());
  }

  public List<Hash> peaks() {
    return List.copyOf(peaks);
  }

  public Frontier copy() {
    return new Frontier(size, peaks);
  }
}
