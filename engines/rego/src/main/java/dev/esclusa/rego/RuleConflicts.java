package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds rules that cannot stand beside each other, beside a package or beside data. */
final class RuleConflicts {
  private final Compilation compilation;

  RuleConflicts(Compilation compilation) {
    this.compilation = compilation;
  }

  /** data: what is stored under {@code data}; null to leave that check away. */
  void check(@Nullable RegoObject data) {
    compilation.tree.data.depthFirst(this::check);
    if (data != null) {
      against(compilation.tree.data, data);
    }
    againstPackages();
  }

  private void check(RuleTree.Node node) {
    if (node.rules.isEmpty()) {
      return;
    }
    Slot first = node.rules.getFirst();
    Set<Boolean> multiValued = new HashSet<>();
    Set<Integer> arities = new HashSet<>();
    boolean complete = false;
    boolean partial = false;
    boolean constantPath = false;
    List<Slot> defaults = new ArrayList<>();
    for (Slot slot : node.rules) {
      Rule.Head head = slot.rule.head();
      boolean ground = head.reference().isGround();
      multiValued.add(head.value() == null);
      arities.add(head.arguments().size());
      constantPath |= ground;
      complete |= head.value() != null && ground;
      partial |= head.value() == null || !ground;
      if (slot.rule.isDefault()) {
        defaults.add(slot);
      }
    }
    List<Slot> below = constantPath ? below(node) : List.of();
    String name = compilation.written(node.rules.getLast().path());
    if (!below.isEmpty()) {
      compilation.problem(
          Compilation.TYPE,
          first.rule.position(),
          "the rule " + name + " has a value, and there are rules inside of it: " + names(below),
          "Rename one of them.");
    } else if (multiValued.size() > 1 || arities.size() > 1 || complete && partial) {
      compilation.problem(
          Compilation.TYPE,
          first.rule.position(),
          "rules of different kinds are called " + name,
          "Give all of them one kind and number of arguments, or rename some.");
    } else if (defaults.size() > 1) {
      compilation.problem(
          Compilation.TYPE,
          defaults.getFirst().module.packagePosition(),
          name
              + " has "
              + defaults.size()
              + " default rules: "
              + String.join(
                  ", ", defaults.stream().map(slot -> slot.rule.position().toString()).toList()),
          "Keep one.");
    }
  }

  private static List<Slot> below(RuleTree.Node node) {
    List<Slot> below = new ArrayList<>();
    for (RuleTree.Node child : node.children.values()) {
      child.depthFirst(each -> below.addAll(each.rules));
    }
    return below;
  }

  private String names(List<Slot> slots) {
    List<String> names =
        slots.stream().map(slot -> compilation.written(slot.path())).distinct().limit(5).toList();
    return String.join(", ", names);
  }

  private void against(RuleTree.Node node, RegoValue data) {
    for (RuleTree.Node child : node.children.values()) {
      RegoValue stored = child.key instanceof RegoString ? data.get(child.key) : null;
      if (stored == null) {
        continue;
      }
      if (!child.rules.isEmpty() && !(stored instanceof RegoObject object && object.size() == 0)) {
        Slot first = child.rules.getFirst();
        compilation.problem(
            Compilation.COMPILE,
            first.rule.position(),
            "the rule " + compilation.written(first.path()) + " hides data of the same path",
            "Rename the rule or move the data.");
      }
      against(child, stored);
    }
  }

  /** {@code package a.b} beside {@code b} in {@code package a}. */
  private void againstPackages() {
    Map<String, List<Module>> packages = new HashMap<>();
    Map<String, List<Module>> ordered = new TreeMap<>();
    for (Module module : compilation.modules) {
      String path = module.packagePath().toString();
      packages.computeIfAbsent(path, key -> new ArrayList<>()).add(module);
      ordered.computeIfAbsent(path, key -> new ArrayList<>()).add(module);
    }
    for (List<Module> group : ordered.values()) {
      for (Module module : group) {
        for (Slot slot : compilation.of(module)) {
          if (slot.rule.head().reference().isGround()) {
            againstPackage(slot, packages.getOrDefault(slot.path().toString(), List.of()));
          }
        }
      }
    }
  }

  private void againstPackage(Slot slot, List<Module> same) {
    for (Module other : same) {
      if (other != slot.module) {
        compilation.problem(
            Compilation.TYPE,
            slot.module.packagePosition(),
            "the package "
                + other.packagePath()
                + " and the rule at "
                + slot.rule.position()
                + " have the same path",
            "Rename one of them.");
      }
    }
  }
}
