package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rules by the constant start of their paths. */
final class RuleTree {
  /** A part of a path; children in the order of values. */
  static final class Node {
    final RegoValue key;
    final List<Slot> rules = new ArrayList<>();
    final Map<RegoValue, Node> children = new TreeMap<>();

    Node(RegoValue key) {
      this.key = key;
    }

    void depthFirst(Consumer<Node> visit) {
      visit.accept(this);
      children.values().forEach(child -> child.depthFirst(visit));
    }
  }

  final Node data = new Node(RegoString.of("data"));

  void add(Term.Ref path, @Nullable Slot slot) {
    Node node = data;
    for (Term part : path.parts().subList(1, path.size())) {
      if (!(part instanceof Term.Scalar scalar)) {
        break;
      }
      node = node.children.computeIfAbsent(scalar.value(), Node::new);
    }
    if (slot != null) {
      node.rules.add(slot);
    }
  }

  /** The node at exactly this path; null when there is none or the path is not constant. */
  @Nullable Node find(Term.Ref path) {
    if (!path.startsAt("data")) {
      return null;
    }
    Node node = data;
    for (Term part : path.parts().subList(1, path.size())) {
      node = part instanceof Term.Scalar scalar ? node.children.get(scalar.value()) : null;
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  /** Rules at exactly this path. */
  List<Slot> exactly(Term.Ref path) {
    Node node = find(path);
    return node == null ? List.of() : node.rules;
  }

  /** Every rule that the reference may look at. */
  Set<Slot> reached(Term.Ref ref) {
    Set<Slot> found = new LinkedHashSet<>();
    if (ref.startsAt("data")) {
      reach(data, ref, 1, found);
    }
    return found;
  }

  private static void reach(Node node, Term.Ref ref, int index, Set<Slot> found) {
    if (index >= ref.size()) {
      node.depthFirst(below -> found.addAll(below.rules));
      return;
    }
    if (ref.part(index) instanceof Term.Scalar scalar) {
      Node child = node.children.get(scalar.value());
      if (child != null) {
        found.addAll(child.rules);
        reach(child, ref, index + 1, found);
      }
      return;
    }
    RegoValue composite = Constants.value(ref.part(index));
    if (composite != null) {
      return;
    }
    for (Node child : node.children.values()) {
      found.addAll(child.rules);
      reach(child, ref, index + 1, found);
    }
  }
}
