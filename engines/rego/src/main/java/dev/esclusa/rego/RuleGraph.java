package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rules look at which: for the order of type checks, and to find rules that need themselves.
 */
final class RuleGraph {
  private static final long MAX_EDGES = 20_000_000;

  private final List<Slot> slots;
  private final Map<Slot, Set<Slot>> needs = new IdentityHashMap<>();
  private final List<List<Slot>> components = new ArrayList<>();

  RuleGraph(List<Slot> slots, RuleTree tree) {
    this.slots = slots;
    long edges = 0;
    for (Slot slot : slots) {
      Set<Slot> needed = new LinkedHashSet<>();
      for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
        needed.addAll(needed(rule, tree));
      }
      edges += needed.size();
      if (edges > MAX_EDGES) {
        throw new Tokens.TooDeep("rules look at other rules more than " + MAX_EDGES + " times");
      }
      needs.put(slot, needed);
    }
    findComponents();
  }

  private static Set<Slot> needed(Rule rule, RuleTree tree) {
    Set<Slot> needed = new LinkedHashSet<>();
    new Looking() {
      @Override
      void term(Term term) {
        if (term instanceof Term.Ref ref && ref.startsAt("data")) {
          needed.addAll(tree.reached(ref));
        }
        super.term(term);
      }
    }.rule(rule);
    return needed;
  }

  /** Every rule behind all that it needs. */
  List<Slot> sorted() {
    return components.stream().flatMap(Collection::stream).toList();
  }

  // Tarjan's strongly connected components, without recursion: chains of rules may be long

  private void findComponents() {
    Map<Slot, Integer> index = new IdentityHashMap<>();
    Map<Slot, Integer> low = new IdentityHashMap<>();
    Set<Slot> open = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Slot> stack = new ArrayDeque<>();
    for (Slot root : slots) {
      if (index.containsKey(root)) {
        continue;
      }
      Deque<Visit> visits = new ArrayDeque<>();
      visits.push(start(root, index, low, open, stack));
      while (!visits.isEmpty()) {
        Visit visit = visits.element();
        if (visit.next < visit.needs.size()) {
          Slot needed = visit.needs.get(visit.next++);
          if (!index.containsKey(needed)) {
            visits.push(start(needed, index, low, open, stack));
          } else if (open.contains(needed)) {
            low.merge(visit.slot, index.getOrDefault(needed, 0), Math::min);
          }
          continue;
        }
        visits.pop();
        Visit parent = visits.peek();
        if (parent != null) {
          low.merge(parent.slot, low.getOrDefault(visit.slot, 0), Math::min);
        }
        if (low.getOrDefault(visit.slot, 0).equals(index.get(visit.slot))) {
          components.add(closed(visit.slot, open, stack));
        }
      }
    }
  }

  private static final class Visit {
    final Slot slot;
    final List<Slot> needs;
    int next;

    Visit(Slot slot, List<Slot> needs) {
      this.slot = slot;
      this.needs = needs;
    }
  }

  private Visit start(
      Slot slot,
      Map<Slot, Integer> index,
      Map<Slot, Integer> low,
      Set<Slot> open,
      Deque<Slot> stack) {
    index.put(slot, index.size());
    low.put(slot, index.size() - 1);
    open.add(slot);
    stack.push(slot);
    return new Visit(slot, List.copyOf(needs.getOrDefault(slot, Set.of())));
  }

  private static List<Slot> closed(Slot until, Set<Slot> open, Deque<Slot> stack) {
    List<Slot> component = new ArrayList<>();
    while (true) {
      Slot slot = stack.pop();
      open.remove(slot);
      component.add(slot);
      if (slot == until) {
        return component;
      }
    }
  }

  /** Problems for every rule that needs itself. */
  void checkRecursion(Compilation compilation) {
    Map<Slot, Set<Slot>> cyclic = new HashMap<>();
    for (List<Slot> component : components) {
      Slot first = component.getFirst();
      if (component.size() > 1 || needs.getOrDefault(first, Set.of()).contains(first)) {
        Set<Slot> members = new HashSet<>(component);
        component.forEach(slot -> cyclic.put(slot, members));
      }
    }
    if (cyclic.isEmpty()) {
      return;
    }
    compilation.tree.data.depthFirst(
        node -> {
          for (Slot slot : node.rules) {
            Set<Slot> members = cyclic.get(slot);
            if (members != null && !compilation.isFull()) {
              report(compilation, slot, members);
            }
          }
        });
  }

  private void report(Compilation compilation, Slot slot, Set<Slot> members) {
    List<String> names =
        path(slot, members).stream().map(each -> compilation.written(each.path())).toList();
    Rule blamed = slot.rule;
    for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
      if (needed(rule, compilation.tree).stream().anyMatch(members::contains)) {
        blamed = rule;
        break;
      }
    }
    compilation.problem(
        Compilation.RECURSION,
        blamed.position(),
        "the rule " + names.getFirst() + " needs itself: " + String.join(" -> ", names),
        "Rules cannot be recursive; use graph.reachable or walk for nested data.");
  }

  /** The shortest way from the rule back to itself. */
  private List<Slot> path(Slot from, Set<Slot> members) {
    Map<Slot, Slot> before = new IdentityHashMap<>();
    Deque<Slot> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      Slot slot = queue.remove();
      for (Slot needed : needs.getOrDefault(slot, Set.of())) {
        if (needed == from) {
          return walkedBack(slot, from, before);
        }
        if (members.contains(needed) && !before.containsKey(needed)) {
          before.put(needed, slot);
          queue.add(needed);
        }
      }
    }
    return List.of(from, from);
  }

  private static List<Slot> walkedBack(Slot last, Slot from, Map<Slot, Slot> before) {
    List<Slot> path = new ArrayList<>(List.of(from));
    @Nullable Slot at = last;
    List<Slot> between = new ArrayList<>();
    while (at != null && at != from) {
      between.addFirst(at);
      at = before.get(at);
    }
    path.addAll(between);
    path.add(from);
    return path;
  }
}
