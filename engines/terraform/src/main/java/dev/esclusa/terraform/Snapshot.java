package dev.esclusa.terraform;

import dev.esclusa.terraform.NoiseRules.Derived;
import dev.esclusa.terraform.NoiseRules.Mirror;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All managed objects at one moment, each by its address. Gives their attributes without what
 * providers change by themselves: volatile ones, repeated entries, and what separate resources of
 * the same moment account for.
 */
final class Snapshot {
  private final NoiseRules rules = NoiseRules.builtIn();
  private final Map<String, StateObject> objects;
  private final Map<String, List<StateObject>> byType = new HashMap<>();

  Snapshot(Map<String, StateObject> objects) {
    this.objects = objects;
    objects
        .values()
        .forEach(it -> byType.computeIfAbsent(it.type(), type -> new ArrayList<>()).add(it));
  }

  /** What the engine found when it looked. */
  static Snapshot found(PlanDocument plan) {
    Map<String, StateObject> objects = known(plan);
    for (ResourceChange drift : plan.drift()) {
      if (current(drift)) {
        put(objects, drift, drift.after(), drift.sensitiveAfter());
      }
    }
    return new Snapshot(objects);
  }

  /** What the state recorded before the engine looked. */
  static Snapshot recorded(PlanDocument plan) {
    Map<String, StateObject> objects = known(plan);
    for (ResourceChange drift : plan.drift()) {
      if (current(drift)) {
        put(objects, drift, drift.before(), drift.sensitiveBefore());
      }
    }
    return new Snapshot(objects);
  }

  private static Map<String, StateObject> known(PlanDocument plan) {
    Map<String, StateObject> objects = new TreeMap<>();
    for (StateObject object : plan.priorState()) {
      if (object.mode().equals("managed")) {
        objects.put(object.address(), object);
      }
    }
    for (ResourceChange change : plan.changes()) {
      if (current(change)) {
        put(objects, change, change.before(), change.sensitiveBefore());
      }
    }
    return objects;
  }

  static boolean current(ResourceChange change) {
    return change.managed() && change.deposed() == null;
  }

  private static void put(
      Map<String, StateObject> objects, ResourceChange change, @Nullable Value values, Mask mask) {
    if (values == null) {
      objects.remove(change.address());
      return;
    }
    objects.put(
        change.address(),
        new StateObject(
            change.address(), change.mode(), change.type(), change.providerName(), values, mask));
  }

  Set<String> addresses() {
    return objects.keySet();
  }

  @Nullable StateObject object(String address) {
    return objects.get(address);
  }

  /** The attributes that tell something; of an object that is not there, none. */
  Map<String, Value> attributes(String address) {
    StateObject object = objects.get(address);
    if (object == null) {
      return Map.of();
    }
    Map<String, Value> kept = new LinkedHashMap<>();
    PlanReader.entries(object.values())
        .forEach(
            (name, value) -> {
              if (!rules.isVolatile(object.type(), name)) {
                kept.put(name, value);
              }
            });
    for (Derived rule : rules.derived(object.type())) {
      kept.computeIfPresent(
          rule.attribute(), (name, value) -> withoutRepeated(value, kept.get(rule.from())));
    }
    for (Mirror rule : rules.mirrors(object.type())) {
      kept.computeIfPresent(rule.attribute(), (name, value) -> own(object, value, rule));
    }
    return kept;
  }

  private static Value withoutRepeated(Value all, @Nullable Value own) {
    if (!(all instanceof Value.Mapping entries) || !(own instanceof Value.Mapping repeated)) {
      return all;
    }
    Map<String, Value> left = new LinkedHashMap<>();
    entries
        .entries()
        .forEach(
            (key, value) -> {
              if (!value.equals(repeated.get(key))) {
                left.put(key, value);
              }
            });
    return Value.mapping(left);
  }

  /** What no separate resource accounts for. */
  private Value own(StateObject object, Value value, Mirror rule) {
    List<StateObject> managers = managers(object, rule);
    if (managers.isEmpty()) {
      return value;
    }
    if (rule.whole()) {
      return Value.NULL;
    }
    if (value instanceof Value.Sequence(List<Value> items)) {
      return new Value.Sequence(
          items.stream()
              .filter(it -> managers.stream().noneMatch(by -> shows(it, by, rule)))
              .toList());
    }
    return managers.stream().anyMatch(by -> shows(value, by, rule)) ? Value.NULL : value;
  }

  private List<StateObject> managers(StateObject owner, Mirror rule) {
    return byType.getOrDefault(rule.by(), List.of()).stream()
        .filter(
            it -> {
              Value link = it.values().at(rule.link());
              return link != null
                  && !NormalForm.isZero(link)
                  && rule.owner().stream().anyMatch(name -> link.equals(owner.values().at(name)));
            })
        .toList();
  }

  private static boolean shows(Value item, StateObject by, Mirror rule) {
    String whole = rule.item();
    if (whole != null) {
      return same(item, by.values().at(whole));
    }
    return rule.fields().entrySet().stream()
        .allMatch(it -> same(item.at(it.getKey()), by.values().at(it.getValue())));
  }

  private static boolean same(@Nullable Value one, @Nullable Value other) {
    return NormalForm.of(one).equals(NormalForm.of(other));
  }
}
