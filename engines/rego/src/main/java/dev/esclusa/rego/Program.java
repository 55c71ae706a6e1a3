package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Accepted modules as the evaluator uses them: the tree of documents with a group of rules at each
 * place where rules define one. Immutable but for bodies, which are compiled when first asked for;
 * threads share it.
 */
final class Program {
  private final Node root;
  private final List<RuleGroup> groups = new ArrayList<>();
  private final Map<String, RuleGroup> functions = new HashMap<>();
  final boolean observed;
  final JoinIndex.Store joins = new JoinIndex.Store();
  private final AtomicInteger joinCount = new AtomicInteger();

  /** observed: whether evaluations will be watched, which costs time. */
  Program(Policies policies, boolean observed) {
    this.observed = observed;
    this.root = node(policies.tree(), List.of());
  }

  Node root() {
    return root;
  }

  /** A number for one more loop that has an index. */
  int nextJoin() {
    return joinCount.getAndIncrement();
  }

  int groupCount() {
    return groups.size();
  }

  List<RuleGroup> groups() {
    return groups;
  }

  @Nullable RuleGroup function(String name) {
    return functions.get(name);
  }

  private Node node(Policies.Node from, List<RegoValue> path) {
    if (!from.rules().isEmpty()) {
      return new Node(path, group(from, path), Map.of());
    }
    Map<RegoValue, Node> children = new LinkedHashMap<>();
    for (Policies.Node child : from.children().values()) {
      List<RegoValue> longer = new ArrayList<>(path);
      longer.add(child.key());
      children.put(child.key(), node(child, List.copyOf(longer)));
    }
    return new Node(path, null, children);
  }

  private RuleGroup group(Policies.Node from, List<RegoValue> path) {
    List<Policies.Placed> rules = new ArrayList<>();
    gather(from, rules);
    RuleGroup group = RuleGroup.of(this, groups.size(), path, rules);
    groups.add(group);
    if (group.isFunction()) {
      functions.put(group.name(), group);
    }
    return group;
  }

  private static void gather(Policies.Node from, List<Policies.Placed> rules) {
    rules.addAll(from.rules());
    for (Policies.Node child : from.children().values()) {
      gather(child, rules);
    }
  }

  /** One place under data. */
  static final class Node {
    private final List<RegoValue> path;
    private final @Nullable RuleGroup group;
    private final Map<RegoValue, Node> children;

    Node(List<RegoValue> path, @Nullable RuleGroup group, Map<RegoValue, Node> children) {
      this.path = path;
      this.group = group;
      this.children = children;
    }

    List<RegoValue> path() {
      return path;
    }

    @Nullable RuleGroup group() {
      return group;
    }

    Set<RegoValue> childKeys() {
      return children.keySet();
    }

    /** The child as compilation sees it. */
    @Nullable Node child(RegoValue key) {
      return children.get(key);
    }

    /** The child unless {@code with} replaced its document. */
    @Nullable Node child(Context context, RegoValue key) {
      Node child = children.get(key);
      return child == null || context.replaced.isEmpty() || !context.isReplaced(child.path)
          ? child
          : null;
    }

    /** Everything here and below: rules and what the base document holds; null for nothing. */
    @Nullable RegoValue extent(Context context, @Nullable RegoValue base) {
      if (!context.replaced.isEmpty() && context.isReplaced(path)) {
        return base;
      }
      if (group != null) {
        return group.document(context);
      }
      RegoObject.Builder all = RegoObject.builder();
      for (Map.Entry<RegoValue, Node> child : children.entrySet()) {
        if (path.isEmpty() && child.getKey().equals(SYSTEM)) {
          continue;
        }
        RegoValue under = base == null ? null : base.get(child.getKey());
        RegoValue value = child.getValue().extent(context, under);
        if (value != null) {
          all.put(child.getKey(), value);
        }
      }
      RegoObject virtual = all.build();
      if (base == null) {
        return virtual;
      }
      if (base instanceof RegoObject object) {
        return PolicyPack.merged(virtual, object); // in OPA base documents win here
      }
      throw new RegoException(
          RegoException.INTERNAL,
          "base document at " + RuleGroup.name(path) + " is no object, but rules lie below it",
          "Move the rules or the data to another path");
    }

    private static final RegoString SYSTEM = RegoString.of("system");
  }
}
