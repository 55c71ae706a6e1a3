package dev.esclusa.tlog;

import java.util.List;

/** The hashes that show that a bigger tree only added leaves to a smaller one. */
public record ConsistencyProof(List<Hash> path) {
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /**
   * RFC 9162, section 2.1.4.2. From an empty tree nothing can be proven, so that is refused, with
   * whatever path; who accepts growth from nothing, as a witness does, must say so himself.
   */
  public boolean connects(TreeHead from, TreeHead to) {
    return from.size() > 0 && connects(new Subtree(0, from.size()), from.root(), to);
  }

  /**
   * The same for a subtree that need not begin at the first leaf
   * (draft-ietf-plants-merkle-tree-certs, section 4.4.3). A subtree without leaves is part of every
   * tree that reaches its place, and needs no hashes for it; its root is the empty one.
   */
  public boolean connects(Subtree subtree, Hash subtreeRoot, TreeHead to) {
    if (subtree.isEmpty()) {
      return subtree.end() <= to.size() && path.isEmpty() && subtreeRoot.equals(Hash.EMPTY_ROOT);
    }
    if (!subtree.isValid() || subtree.end() > to.size()) {
      return false;
    }
    return new Walk(subtree, to.size()).ends(subtreeRoot, to.root(), path);
  }

  /** The climb of both trees' right edges, in step; the names of the RFC are in the comments. */
  private static final class Walk {
    private long first; // fn: the subtree's left edge
    private long second; // sn: the subtree's right edge
    private long last; // tn: the tree's right edge

    Walk(Subtree subtree, long size) {
      first = subtree.start();
      second = subtree.end() - 1;
      last = size - 1;
    }

    boolean ends(Hash subtreeRoot, Hash root, List<Hash> path) {
      boolean sharesRightEdge = second == last;
      while (first != second && (sharesRightEdge || (second & 1) == 1)) {
        up();
      }
      boolean startsAtSubtree = first == second;
      if (!startsAtSubtree && path.isEmpty()) {
        return false;
      }
      var oldRoot = startsAtSubtree ? subtreeRoot : path.getFirst();
      var newRoot = oldRoot;
      for (var hash : startsAtSubtree ? path : path.subList(1, path.size())) {
        if (last == 0) {
          return false;
        }
        if ((second & 1) == 1 || second == last) {
          if (first < second) {
            oldRoot = Hash.node(hash, oldRoot);
          }
          newRoot = Hash.node(hash, newRoot);
          while ((second & 1) == 0 && second != 0) {
            up();
          }
        } else {
          newRoot = Hash.node(newRoot, hash);
        }
        up();
      }
      return last == 0 && oldRoot.equals(subtreeRoot) && newRoot.equals(root);
    }

    private void up() {
      first >>>= 1;
      second >>>= 1;
      last >>>= 1;
    }
  }
}
