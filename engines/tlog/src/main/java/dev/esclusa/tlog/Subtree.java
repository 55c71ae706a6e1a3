package dev.esclusa.tlog;

/**
 * A range of leaves which every bigger tree keeps together (draft-ietf-plants-merkle-tree-certs,
 * section 4.1).
 *
 * @param start index of the first leaf
 * @param end index after the last leaf
 */
public record Subtree(long start, long end) {

  public boolean isEmpty() {
    return start >= 0 && start == end;
  }

  /** True when it has leaves and start is a multiple of the width, rounded up to a power of two. */
  public boolean isValid() {
    if (start < 0 || end <= start) {
      return false;
    }
    long width = end - start;
    long roundedUp = width == 1 ? 1 : Long.highestOneBit(width - 1) << 1;
    return roundedUp > 0 && start % roundedUp == 0;
  }

  /** True when the leaf is at the proof's index, an index of the whole tree. */
  public boolean contains(InclusionProof proof, Hash leaf, Hash subtreeRoot) {
    return isValid()
        && proof.index() >= start
        && new InclusionProof(proof.index() - start, proof.path())
            .proves(leaf, new TreeHead(end - start, subtreeRoot));
  }
}
