package dev.esclusa.terraform;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a plan means, without what differs between two plans of the same: equal for all plans of one
 * commit while reality is unchanged. Over engine version, errored, complete, every change that is
 * not a pure no-op with the places it touches, outputs, deferred changes and failed checks; for a
 * plan that only refreshes, over what it would write into the state. Secrets enter as masks only.
 *
 * @param entries what is hashed of changes, outputs and, in a refreshing plan, drift
 */
public record PlanHash(Digest digest, Head head, List<Entry> entries) {
  private static final String DOMAIN = "esclusa.terraform.plan-hash.v1";
  private static final String ENTRY_DOMAIN = "esclusa.terraform.plan-entry.v1";

  public PlanHash {
    entries = List.copyOf(entries);
  }

  /**
   * What is hashed of the plan as a whole.
   *
   * @param failedChecks addresses with their status
   */
  public record Head(
      String engineVersion,
      boolean refreshOnly,
      boolean errored,
      boolean complete,
      List<String> failedChecks) {
    public Head {
      failedChecks = List.copyOf(failedChecks);
    }
  }

  /**
   * What is hashed of one change; secrets are masked.
   *
   * @param kind {@code change}, {@code deferred}, {@code output} or {@code drift}
   * @param facts step, reason, provider and the like, by name
   */
  public record Entry(
      String kind,
      String address,
      @Nullable String deposed,
      Map<String, Value> facts,
      List<ChangedLeaf> leaves) {
    public Entry {
      facts = Map.copyOf(facts);
      leaves = List.copyOf(leaves);
    }

    private String key() {
      return kind + " " + address + (deposed == null ? "" : " " + deposed);
    }

    private Value toValue() {
      return value(leaves.stream().map(ChangedLeaf::toValue).toList());
    }

    private Value compact() {
      return value(leaves.stream().map(ChangedLeaf::compact).toList());
    }

    private Value value(List<Value> leaves) {
      Map<String, Value> entries = new LinkedHashMap<>(facts);
      entries.put("kind", Value.of(kind));
      entries.put("address", Value.of(address));
      if (deposed != null) {
        entries.put("deposed", Value.of(deposed));
      }
      entries.put("leaves", new Value.Sequence(leaves));
      return Value.mapping(entries);
    }
  }

  /**
   * A place where two plans differ.
   *
   * @param pointer the root where the entry as a whole is in one plan only, or its facts differ
   * @param guess {@code timestamp() or plantimestamp()} and the like where the values look like it,
   *     else empty
   */
  public record Difference(String address, Pointer pointer, String guess) {}

  public static PlanHash of(PlanDocument plan, Masking masking) {
    return of(plan, Secrets.of(plan), masking);
  }

  /**
   * @param secrets of the same plan, with those registered otherwise; it decides what is masked, so
   *     plans are compared under the same ones
   */
  public static PlanHash of(PlanDocument plan, Secrets secrets, Masking masking) {
    List<Entry> entries = entries(plan, secrets, masking);
    Head head = head(plan);
    return new PlanHash(digest(head, entries), head, entries);
  }

  /** What would be hashed, for those who need no hash. */
  public static List<Entry> entries(PlanDocument plan, Secrets secrets, Masking masking) {
    Sensitivity sensitivity = secrets.sensitivity();
    List<Entry> entries = new ArrayList<>();
    for (ResourceChange change : plan.changes()) {
      if (!change.pureNoOp()) {
        entries.add(entry("change", change, sensitivity, masking));
      }
    }
    for (ResourceChange change : plan.deferred()) {
      entries.add(entry("deferred", change, sensitivity, masking));
    }
    for (OutputChange output : plan.outputs()) {
      if (output.step() != Step.NO_OP) {
        entries.add(entry(output, sensitivity, masking));
      }
    }
    if (!plan.listsChanges()) {
      entries.addAll(refreshed(plan, sensitivity, masking));
    }
    return entries;
  }

  /** Entry by entry, so that the canonical form of a large plan is never held as a whole. */
  private static Digest digest(Head head, List<Entry> entries) {
    List<Value> digests = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      digests.add(Value.of(Canonical.hash(ENTRY_DOMAIN, entry.compact()).toString()));
    }
    return Canonical.hash(DOMAIN, value(head, digests));
  }

  private static Head head(PlanDocument plan) {
    List<String> failed =
        plan.checks().stream()
            .filter(CheckResult::failed)
            .map(it -> it.address() + " " + it.status())
            .sorted()
            .toList();
    boolean complete = !Boolean.FALSE.equals(plan.complete());
    return new Head(plan.engineVersion(), !plan.listsChanges(), plan.errored(), complete, failed);
  }

  private static Entry entry(
      String kind, ResourceChange change, Sensitivity sensitivity, Masking masking) {
    Map<String, Value> facts = new LinkedHashMap<>();
    put(facts, "previousAddress", change.previousAddress());
    put(facts, "mode", change.mode());
    put(facts, "type", change.type());
    put(facts, "provider", change.providerName());
    put(facts, "reason", change.actionReason());
    facts.put("actions", Value.of(change.actions()));
    facts.put(
        "replacePaths", Value.of(change.replacePaths().stream().map(Pointer::toString).toList()));
    facts.put("importing", Value.of(change.importing()));
    put(facts, "importingId", change.importingId());
    if (change.generatedConfig() != null) { // may hold any value of the object
      facts.put(
          "generatedConfig",
          masking.mask(
              change.address(),
              Pointer.of("generated_config"),
              Value.of(change.generatedConfig())));
    }
    return new Entry(
        kind, change.address(), change.deposed(), facts, leaves(change, sensitivity, masking));
  }

  /** The places that a change touches, volatile attributes without what stood there before. */
  private static List<ChangedLeaf> leaves(
      ResourceChange change, Sensitivity sensitivity, Masking masking) {
    List<ChangedLeaf> leaves =
        LeafDiff.between(
            change.address(),
            change.before(),
            change.after(),
            change.unknown(),
            sensitivity.of(change),
            masking);
    List<ChangedLeaf> kept = new ArrayList<>();
    for (ChangedLeaf leaf : leaves) {
      if (leaf.pointer().isRoot()
          || !NoiseRules.builtIn().isVolatile(change.type(), leaf.pointer().tokens().getFirst())) {
        kept.add(leaf);
      } else if (leaf.unknown() || leaf.after() != null) {
        kept.add(
            new ChangedLeaf(leaf.pointer(), null, leaf.after(), leaf.unknown(), leaf.sensitive()));
      }
    }
    return kept;
  }

  private static Entry entry(OutputChange output, Sensitivity sensitivity, Masking masking) {
    String address = "output." + output.name();
    List<ChangedLeaf> leaves =
        LeafDiff.between(
            address,
            output.before(),
            output.after(),
            output.unknown(),
            sensitivity.of(output),
            masking);
    return new Entry(
        "output", address, null, Map.of("actions", Value.of(output.actions())), leaves);
  }

  private static List<Entry> refreshed(
      PlanDocument plan, Sensitivity sensitivity, Masking masking) {
    List<Entry> entries = new ArrayList<>();
    for (DriftedObject object : DriftedObject.of(plan, sensitivity, masking)) {
      entries.add(
          new Entry(
              "drift",
              object.address(),
              null,
              Map.of("type", Value.of(object.type()), "deleted", Value.of(object.deleted())),
              object.leaves()));
    }
    return entries;
  }

  private static void put(Map<String, Value> facts, String key, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      facts.put(key, Value.of(text));
    }
  }

  private static Value value(Head head, List<Value> entries) {
    return Value.mapping(
        "schema",
        "esclusa.terraform.plan/1",
        "engineVersion",
        head.engineVersion(),
        "refreshOnly",
        head.refreshOnly(),
        "errored",
        head.errored(),
        "complete",
        head.complete(),
        "failedChecks",
        head.failedChecks(),
        "entries",
        new Value.Sequence(entries));
  }

  /** What is hashed, for those who keep or show it; the digest is over digests of the entries. */
  public Value toValue() {
    return value(head, entries.stream().map(Entry::toValue).toList());
  }

  /** Where two plans differ: of plans of one commit and one reality, the functions to blame. */
  public static List<Difference> difference(PlanHash first, PlanHash second) {
    List<Difference> found = new ArrayList<>();
    if (!first.head.equals(second.head)) {
      found.add(new Difference("", Pointer.ROOT, ""));
    }
    Map<String, Entry> ours = byKey(first);
    Map<String, Entry> theirs = byKey(second);
    TreeSet<String> keys = new TreeSet<>(ours.keySet());
    keys.addAll(theirs.keySet());
    for (String key : keys) {
      compare(ours.get(key), theirs.get(key), found);
    }
    return List.copyOf(found);
  }

  private static Map<String, Entry> byKey(PlanHash hash) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    hash.entries.forEach(it -> entries.put(it.key(), it));
    return entries;
  }

  private static void compare(
      @Nullable Entry ours, @Nullable Entry theirs, List<Difference> found) {
    if (ours == null || theirs == null) {
      Entry only = ours == null ? theirs : ours;
      found.add(new Difference(only == null ? "" : only.address, Pointer.ROOT, ""));
      return;
    }
    if (!ours.facts.equals(theirs.facts)) {
      found.add(new Difference(ours.address, Pointer.ROOT, ""));
    }
    Map<Pointer, ChangedLeaf> left = leaves(ours);
    Map<Pointer, ChangedLeaf> right = leaves(theirs);
    TreeSet<Pointer> places = new TreeSet<>(left.keySet());
    places.addAll(right.keySet());
    for (Pointer place : places) {
      ChangedLeaf mine = left.get(place);
      ChangedLeaf other = right.get(place);
      if (mine == null || !mine.equals(other)) {
        found.add(new Difference(ours.address, place, guess(mine, other)));
      }
    }
  }

  private static Map<Pointer, ChangedLeaf> leaves(Entry entry) {
    Map<Pointer, ChangedLeaf> leaves = new LinkedHashMap<>();
    entry.leaves.forEach(it -> leaves.put(it.pointer(), it));
    return leaves;
  }

  private static String guess(@Nullable ChangedLeaf ours, @Nullable ChangedLeaf theirs) {
    return VolatileFunction.guess(
        ours == null ? null : ours.after(), theirs == null ? null : theirs.after());
  }
}
