package dev.esclusa.tree;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Where each node of one document stands, twelve bytes a node: nodes in the order of the text, each
 * with line, column and the index after its last descendant.
 */
final class Marks {
  private int[] cells = new int[96];
  private int count;
  // An alias has no descendants of its own; they stand where the anchor is.
  private final Map<Integer, Integer> anchors = new HashMap<>();
  // Merge keys change which child comes when; such mappings list their children.
  private final Map<Integer, int[]> children = new HashMap<>();

  /** The node that will be opened next. */
  int count() {
    return count;
  }

  int open(int line, int column) {
    if ((count + 1) * 3 > cells.length) {
      cells = Arrays.copyOf(cells, cells.length * 2);
    }
    int node = count++;
    cells[node * 3] = line;
    cells[node * 3 + 1] = column;
    cells[node * 3 + 2] = count;
    return node;
  }

  void close(int node) {
    cells[node * 3 + 2] = count;
  }

  void alias(int node, int anchor) {
    anchors.put(node, anchors.getOrDefault(anchor, anchor));
  }

  void order(int node, int[] childNodes) {
    children.put(node, childNodes);
  }

  int child(int node, int ordinal) {
    int parent = anchors.getOrDefault(node, node);
    int[] listed = children.get(parent);
    if (listed != null) {
      return listed[ordinal];
    }
    int child = parent + 1;
    for (int i = 0; i < ordinal; i++) {
      child = cells[child * 3 + 2];
    }
    return child;
  }

  /** The nodes of the first {@code size} children. */
  int[] children(int node, int size) {
    int parent = anchors.getOrDefault(node, node);
    int[] listed = children.get(parent);
    if (listed != null) {
      return listed;
    }
    int[] nodes = new int[size];
    int child = parent + 1;
    for (int i = 0; i < size; i++) {
      nodes[i] = child;
      child = cells[child * 3 + 2];
    }
    return nodes;
  }

  Position position(String file, int node) {
    return new Position(file, cells[node * 3], cells[node * 3 + 1]);
  }

  Marks trimmed() {
    cells = Arrays.copyOf(cells, count * 3);
    return this;
  }
}
