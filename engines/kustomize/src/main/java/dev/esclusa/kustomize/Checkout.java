package dev.esclusa.kustomize;

import dev.esclusa.tree.SourceTree;

/**
 * A tree that a build reads, and what stands before the paths of its files wherever they are shown
 * or remembered; nothing for the tree of the build itself.
 */
record Checkout(SourceTree tree, String prefix) {
  String shown(String path) {
    return path.isEmpty() && prefix.isEmpty() ? "the root" : prefix + path;
  }
}
