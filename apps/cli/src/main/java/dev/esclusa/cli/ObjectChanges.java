package dev.esclusa.cli;

import dev.esclusa.kube.SensitiveFields;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How the objects of two renderings of a target differ, without a secret. */
final class ObjectChanges {
  private static final String MASK = "$masked";

  private final Redaction redaction;

  ObjectChanges(Redaction redaction) {
    this.redaction = redaction;
  }

  /**
   * An object that is in one rendering only, or not the same in both.
   *
   * @param target by name
   * @param object its address
   * @param fields what differs, by pointer
   */
  record Changed(String target, String object, Action action, List<FieldChange> fields) {}

  /** By address. */
  List<Changed> between(String target, List<Resource> before, List<Resource> after) {
    Map<Address, Value> then = bodies(before);
    Map<Address, Value> now = bodies(after);
    TreeSet<Address> all = new TreeSet<>(then.keySet());
    all.addAll(now.keySet());
    List<Changed> changed = new ArrayList<>();
    for (Address address : all) {
      Value old = then.get(address);
      Value body = now.get(address);
      List<FieldChange> fields = fields(address, old, body);
      if (!fields.isEmpty()) {
        changed.add(new Changed(target, address.text(), action(old, body), fields));
      }
    }
    return changed;
  }

  private static Map<Address, Value> bodies(List<Resource> resources) {
    Map<Address, Value> bodies = new TreeMap<>();
    resources.forEach(it -> bodies.put(it.address(), it.body()));
    return bodies;
  }

  private static Action action(@Nullable Value before, @Nullable Value after) {
    return before == null ? Action.CREATE : after == null ? Action.DELETE : Action.UPDATE;
  }

  private List<FieldChange> fields(Address address, @Nullable Value before, @Nullable Value after) {
    TreeSet<Pointer> hidden = new TreeSet<>(hidden(before));
    hidden.addAll(hidden(after));
    Value old = before == null ? null : masked(address, before, hidden);
    Value now = after == null ? null : masked(address, after, hidden);
    Map<Pointer, FieldChange> fields = new LinkedHashMap<>();
    for (Difference one : Diff.between(old, now)) {
      Pointer place = ofMask(one.pointer());
      fields.computeIfAbsent(place, it -> field(it, old, now, hidden.contains(it)));
    }
    return List.copyOf(fields.values());
  }

  private static FieldChange field(
      Pointer place, @Nullable Value before, @Nullable Value after, boolean sensitive) {
    return new FieldChange(
        place,
        before == null ? null : before.at(place),
        after == null ? null : after.at(place),
        sensitive,
        null);
  }

  /** A mask is one leaf, whatever it is written with. */
  private static Pointer ofMask(Pointer pointer) {
    int mask = pointer.tokens().indexOf(MASK);
    return mask < 0 ? pointer : new Pointer(pointer.tokens().subList(0, mask));
  }

  private static List<Pointer> hidden(@Nullable Value body) {
    if (body == null) {
      return List.of();
    }
    SensitiveFields sensitive = SensitiveFields.of(body);
    List<Pointer> hidden = new ArrayList<>(sensitive.secret());
    hidden.addAll(sensitive.suspicious());
    return hidden;
  }

  private Value masked(Address address, Value body, TreeSet<Pointer> hidden) {
    Value masked = body;
    for (Pointer pointer : hidden) {
      Value seen = masked.at(pointer);
      if (seen != null) {
        Masked mask = redaction.mask(address, pointer, seen, Masked.SecretOrigin.LITERAL_IN_GIT);
        masked = masked.with(pointer, mask.toValue());
      }
    }
    return masked;
  }
}
