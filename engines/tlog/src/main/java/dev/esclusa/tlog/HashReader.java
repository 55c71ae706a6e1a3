package dev.esclusa.tlog;

import java.util.ArrayList;
import java.util.List;

/** Gives the hashes of full subtrees; everything else about a tree follows from them. */
@FunctionalInterface
public interface HashReader {

  /**
   * The hash over the 2^level leaves from {@code index * 2^level} on; asked only where all of them
   * exist.
   */
  Hash at(int level, long index);

  default Hash root(long size) {
    return size == 0 ? Hash.EMPTY_ROOT : range(0, size);
  }

  default Frontier frontier(long size) {
    var peaks = new ArrayList<Hash>();
    long start = 0;
    for (int level = 62; level >= 0; level--) {
      if ((size >>> level & 1) == 1) {
        peaks.add(at(level, start >>> level));
        start += 1L << level;
      }
    }
    return new Frontier(size, peaks);
  }

  /** RFC 6962, section 2.1.1. */
  default InclusionProof inclusion(long index, long size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          "no leaf %d in a tree of %d leaves".formatted(index, size));
    }
    var path = new ArrayList<Hash>();
    long start = 0;
    long end = size;
    while (end - start > 1) {
      long middle = middle(start, end);
      if (index < middle) {
        path.add(range(middle, end));
        end = middle;
      } else {
        path.add(range(start, middle));
        start = middle;
      }
    }
    return new InclusionProof(index, path.reversed());
  }

  /** RFC 6962, section 2.1.2. From size zero on there is nothing to prove: the path is empty. */
  default ConsistencyProof consistency(long fromSize, long toSize) {
    if (fromSize < 0 || fromSize > toSize) {
      throw new IllegalArgumentException(
          "no proof from size %d to size %d".formatted(fromSize, toSize));
    }
    if (fromSize == 0) {
      return new ConsistencyProof(List.of());
    }
    var path = new ArrayList<Hash>();
    long start = 0;
    long end = toSize;
    while (fromSize != end) {
      long middle = middle(start, end);
      if (fromSize <= middle) {
        path.add(range(middle, end));
        end = middle;
      } else {
        path.add(range(start, middle));
        start = middle;
      }
    }
    // The old tree's own root is known to the verifier when the old tree is one full left part.
    if (start != 0) {
      path.add(range(start, end));
    }
    return new ConsistencyProof(path.reversed());
  }

  /** The hash over the leaves from start to before end, which must be a subtree of the tree. */
  private Hash range(long start, long end) {
    long width = end - start;
    if (Long.bitCount(width) == 1) {
      int level = Long.numberOfTrailingZeros(width);
      return at(level, start >>> level);
    }
    long middle = middle(start, end);
    return Hash.node(range(start, middle), range(middle, end));
  }

  /** Where RFC 6962 splits: the largest power of two smaller than the width goes left. */
  private static long middle(long start, long end) {
    return start + Long.highestOneBit(end - start - 1);
  }
}
