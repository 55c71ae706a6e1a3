package dev.esclusa.tlog;

import java.util.List;
import java.util.Optional;

/** The sibling hashes from one leaf up to the root. */
public record InclusionProof(long index, List<Hash> path) {
  public InclusionProof {
    path = List.copyOf(path);
  }

  public boolean proves(Hash leaf, TreeHead head) {
    return rootOf(leaf, head.size()).filter(head.root()::equals).isPresent();
  }

  /** RFC 9162, section 2.1.3.2; empty when index, size and length of the path do not fit. */
  private Optional<Hash> rootOf(Hash leaf, long size) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    long node = index;
    long last = size - 1;
    var root = leaf;
    for (var sibling : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((node & 1) == 1 || node == last) {
        root = Hash.node(sibling, root);
        // A right edge without a sibling on this level: go up to where it has one.
        int up = Long.numberOfTrailingZeros(node);
        node >>>= up;
        last >>>= up;
      } else {
        root = Hash.node(root, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 ? Optional.of(root) : Optional.empty();
  }
}
