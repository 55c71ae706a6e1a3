package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object that differs from what the state recorded, after noise is taken off.
 *
 * @param leaves what really differs; the values are clear unless a masking was given
 * @param noise attributes that differ, but only as providers do it by themselves
 */
record DriftedObject(
    String address, String type, boolean deleted, List<ChangedLeaf> leaves, List<String> noise) {
  private static final Masking CLEAR = (address, pointer, value) -> value;

  DriftedObject {
    leaves = List.copyOf(leaves);
    noise = List.copyOf(noise);
  }

  /** Those that really differ. */
  static List<DriftedObject> of(PlanDocument plan, Sensitivity sensitivity, Masking masking) {
    return all(plan, sensitivity, masking).stream()
        .filter(it -> it.deleted || !it.leaves.isEmpty())
        .toList();
  }

  static List<DriftedObject> clear(PlanDocument plan, Sensitivity sensitivity) {
    return all(plan, sensitivity, CLEAR);
  }

  private static List<DriftedObject> all(
      PlanDocument plan, Sensitivity sensitivity, Masking masking) {
    if (plan.drift().isEmpty()) {
      return List.of();
    }
    Snapshot recorded = Snapshot.recorded(plan);
    Snapshot found = Snapshot.found(plan);
    Set<String> unfinished = unfinished(plan);
    List<DriftedObject> objects = new ArrayList<>();
    for (ResourceChange drift : plan.drift()) {
      if (Snapshot.current(drift)) {
        boolean fresh = unfinished.contains(drift.address());
        objects.add(of(drift, recorded, found, fresh, sensitivity, masking));
      }
    }
    return objects;
  }

  /** An interrupted creation leaves a tainted object, whose attributes come in only now. */
  private static Set<String> unfinished(PlanDocument plan) {
    Set<String> addresses = new LinkedHashSet<>();
    for (ResourceChange change : plan.changes()) {
      if ("replace_because_tainted".equals(change.actionReason())) {
        addresses.add(change.address());
      }
    }
    return addresses;
  }

  private static DriftedObject of(
      ResourceChange drift,
      Snapshot recorded,
      Snapshot found,
      boolean unfinished,
      Sensitivity sensitivity,
      Masking masking) {
    if (drift.after() == null) {
      return new DriftedObject(drift.address(), drift.type(), true, List.of(), List.of());
    }
    Map<String, Value> old = recorded.attributes(drift.address());
    Map<String, Value> now = found.attributes(drift.address());
    Mask sensitive = sensitivity.of(drift);
    List<ChangedLeaf> leaves = new ArrayList<>();
    List<String> noise = new ArrayList<>();
    for (String name : changed(drift)) {
      boolean fresh = unfinished && NormalForm.isZero(old.get(name));
      if (fresh || NormalForm.of(old.get(name)).equals(NormalForm.of(now.get(name)))) {
        noise.add(name);
      } else {
        leaves.addAll(
            leaves(
                drift.address(), name, old.get(name), now.get(name), sensitive.key(name), masking));
      }
    }
    return new DriftedObject(drift.address(), drift.type(), false, leaves, noise);
  }

  private static Set<String> changed(ResourceChange drift) {
    Map<String, Value> before = PlanReader.entries(drift.before());
    Map<String, Value> after = PlanReader.entries(drift.after());
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(it -> Objects.equals(before.get(it), after.get(it)));
    return names;
  }

  static List<ChangedLeaf> leaves(
      String address,
      String name,
      @Nullable Value before,
      @Nullable Value after,
      Mask sensitive,
      Masking masking) {
    Pointer top = Pointer.of(name);
    List<ChangedLeaf> leaves = new ArrayList<>();
    for (ChangedLeaf leaf :
        LeafDiff.between(
            address,
            NormalForm.inside(before),
            NormalForm.inside(after),
            Mask.NONE,
            sensitive,
            (who, pointer, value) -> masking.mask(who, under(top, pointer), value))) {
      leaves.add(
          new ChangedLeaf(
              under(top, leaf.pointer()), leaf.before(), leaf.after(), false, leaf.sensitive()));
    }
    return leaves;
  }

  private static Pointer under(Pointer top, Pointer below) {
    List<String> tokens = new ArrayList<>(top.tokens());
    tokens.addAll(below.tokens());
    return new Pointer(tokens);
  }
}
