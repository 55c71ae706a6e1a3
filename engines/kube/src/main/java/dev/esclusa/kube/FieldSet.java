package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The set of fields that a manager owns: the {@code fieldsV1} of a managedFields entry. Owning a
 * field is not owning what lies below it. The rules are those of structured-merge-diff
 * (fieldpath/set.go). Immutable; equal by content.
 */
public final class FieldSet {
  public static final FieldSet EMPTY = new FieldSet(new TreeMap<>());

  /** Whether a field itself is in the set, and which fields below it are. */
  private record Node(boolean member, FieldSet below) {}

  private final SortedMap<PathElement, Node> nodes;

  private FieldSet(TreeMap<PathElement, Node> nodes) {
    this.nodes = Collections.unmodifiableSortedMap(nodes);
  }

  /** The fields of a value: what a manager owns who applies it. */
  public static FieldSet of(Value value, Schema schema) {
    return FieldSetOf.walk(value, schema);
  }

  /** Reads {@code fieldsV1}; steps of an unknown kind are dropped. */
  public static FieldSet parse(Value fieldsV1) {
    if (!(fieldsV1 instanceof Value.Mapping mapping)) {
      throw KubeException.unreadable(
          fieldsV1.kindText() + " is no FieldsV1", "give the mapping under fieldsV1");
    }
    TreeMap<PathElement, Node> read = new TreeMap<>();
    mapping
        .entries()
        .forEach(
            (key, below) -> {
              if (!key.equals(".")) {
                PathElement.parse(key).ifPresent(element -> read.put(element, parseNode(below)));
              }
            });
    return new FieldSet(read);
  }

  private static Node parseNode(Value below) {
    FieldSet children = parse(below);
    boolean itself = below instanceof Value.Mapping mapping && mapping.has(".");
    return new Node(itself || children.isEmpty(), children);
  }

  /** As {@code fieldsV1}. */
  public Value.Mapping toValue() {
    Map<String, Value> written = new LinkedHashMap<>();
    nodes.forEach((element, node) -> written.put(element.text(), write(node)));
    return Value.mapping(written);
  }

  private static Value write(Node node) {
    if (!node.member() || node.below().isEmpty()) {
      return node.below().toValue();
    }
    Map<String, Value> written = new LinkedHashMap<>();
    written.put(".", Value.mapping());
    written.putAll(node.below().toValue().entries());
    return Value.mapping(written);
  }

  public boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Every field of the set, a field before those below it. */
  public List<FieldPath> paths() {
    List<FieldPath> found = new ArrayList<>();
    collect(new ArrayList<>(), found);
    return found;
  }

  private void collect(List<PathElement> prefix, List<FieldPath> found) {
    nodes.forEach(
        (element, node) -> {
          prefix.add(element);
          if (node.member()) {
            found.add(new FieldPath(prefix));
          }
          node.below().collect(prefix, found);
          prefix.removeLast();
        });
  }

  public boolean has(FieldPath path) {
    FieldSet here = this;
    boolean member = false;
    for (PathElement element : path.elements()) {
      Node node = here.nodes.get(element);
      if (node == null) {
        return false;
      }
      member = node.member();
      here = node.below();
    }
    return member;
  }

  boolean hasMember(PathElement element) {
    Node node = nodes.get(element);
    return node != null && node.member();
  }

  FieldSet below(PathElement element) {
    Node node = nodes.get(element);
    return node == null ? EMPTY : node.below();
  }

  public FieldSet union(FieldSet other) {
    TreeMap<PathElement, Node> all = new TreeMap<>(nodes);
    other.nodes.forEach(
        (element, node) ->
            all.merge(
                element,
                node,
                (mine, theirs) ->
                    new Node(
                        mine.member() || theirs.member(), mine.below().union(theirs.below()))));
    return new FieldSet(all);
  }

  public FieldSet intersection(FieldSet other) {
    TreeMap<PathElement, Node> both = new TreeMap<>();
    nodes.forEach(
        (element, node) -> {
          Node theirs = other.nodes.get(element);
          if (theirs != null) {
            put(
                both,
                element,
                node.member() && theirs.member(),
                node.below().intersection(theirs.below()));
          }
        });
    return new FieldSet(both);
  }

  /**
   * The fields of this set that are not in the other; a field that is taken away leaves those below
   * it.
   */
  public FieldSet difference(FieldSet other) {
    return minus(other, false);
  }

  /** As {@link #difference}, but a field that is taken away takes those below it along. */
  public FieldSet recursiveDifference(FieldSet other) {
    return minus(other, true);
  }

  private FieldSet minus(FieldSet other, boolean recursive) {
    TreeMap<PathElement, Node> rest = new TreeMap<>();
    nodes.forEach(
        (element, node) -> {
          Node theirs = other.nodes.get(element);
          if (theirs == null) {
            rest.put(element, node);
          } else if (!(recursive && theirs.member())) {
            put(
                rest,
                element,
                node.member() && !theirs.member(),
                node.below().minus(theirs.below(), recursive));
          }
        });
    return new FieldSet(rest);
  }

  private static void put(
      TreeMap<PathElement, Node> nodes, PathElement element, boolean member, FieldSet below) {
    if (member || !below.isEmpty()) {
      nodes.put(element, new Node(member, below));
    }
  }

  /** This set with every named field of the type that lies on the way to a member. */
  FieldSet withNamedFields(@Nullable Schema schema) {
    Schema known = schema == null ? Schema.ANY : schema.resolved();
    TreeMap<PathElement, Node> all = new TreeMap<>();
    nodes.forEach(
        (element, node) -> {
          boolean named =
              element instanceof PathElement.Named(String name)
                  && known instanceof Struct struct
                  && struct.fields().containsKey(name)
                  && !node.below().isEmpty();
          all.put(
              element,
              new Node(node.member() || named, node.below().withNamedFields(step(known, element))));
        });
    return new FieldSet(all);
  }

  /**
   * A set in which an atomic value is owned as a whole, though the entry was written when it was
   * not.
   */
  FieldSet settledBy(Schema schema) {
    TreeMap<PathElement, Node> all = new TreeMap<>();
    nodes.forEach(
        (element, node) -> {
          Schema next = step(schema.resolved(), element);
          boolean whole = next != null && atomic(next.resolved());
          all.put(
              element,
              whole || next == null
                  ? new Node(node.member() || whole, whole ? EMPTY : node.below())
                  : new Node(node.member(), node.below().settledBy(next)));
        });
    return new FieldSet(all);
  }

  private static boolean atomic(Schema schema) {
    return (schema instanceof Struct struct && struct.atomic())
        || (schema instanceof Schema.ListOf list && list.type() == Schema.ListType.ATOMIC);
  }

  private static @Nullable Schema step(Schema known, PathElement element) {
    return switch (element) {
      case PathElement.Named(String name) ->
          known instanceof Struct struct ? struct.under(name) : null;
      case PathElement.Keyed k -> known instanceof Schema.ListOf list ? list.items() : null;
      case PathElement.Item i -> null;
      case PathElement.Index i -> null;
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet that && nodes.equals(that.nodes);
  }

  @Override
  public int hashCode() {
    return nodes.hashCode();
  }

  @Override
  public String toString() {
    return toValue().toString();
  }

  /** Collects paths; not for two threads. */
  static final class Builder {
    private final TreeMap<PathElement, Builder> below = new TreeMap<>();
    private boolean member;

    void insert(List<PathElement> path) {
      Builder here = this;
      for (PathElement element : path) {
        here = here.below.computeIfAbsent(element, any -> new Builder());
      }
      here.member = true;
    }

    FieldSet build() {
      TreeMap<PathElement, Node> nodes = new TreeMap<>();
      below.forEach((element, deeper) -> put(nodes, element, deeper.member, deeper.build()));
      return new FieldSet(nodes);
    }
  }
}
