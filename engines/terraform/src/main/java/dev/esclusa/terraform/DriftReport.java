package dev.esclusa.terraform;

import dev.esclusa.terraform.DriftFinding.DriftClass;
import dev.esclusa.terraform.DriftFinding.Effect;
import dev.esclusa.terraform.DriftFinding.Seen;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a plan says of drift, after noise: what differs from the accepted baseline, what an apply
 * would do about it, and what the plan changes beyond that. With a baseline, a finding stays until
 * reality or the baseline moves, whatever the engine has taken over meanwhile; without one, drift
 * is what the engine saw since it looked last.
 *
 * @param findings by address and attribute; one attribute has two where an apply undoes a part only
 * @param noise what providers change by themselves: {@code address attribute}
 * @param returned drift to the engine, but back at what was accepted
 * @param unapplied addresses that an apply would change though they did not drift: a commit that
 *     was not applied, or data from elsewhere
 */
public record DriftReport(
    List<DriftFinding> findings,
    List<String> noise,
    List<String> returned,
    List<String> unapplied) {
  private static final String DOMAIN = "esclusa.terraform.drift.v1";

  public DriftReport {
    findings = List.copyOf(findings);
    noise = List.copyOf(noise);
    returned = List.copyOf(returned);
    unapplied = List.copyOf(unapplied);
  }

  /**
   * @param baseline what was accepted last; null where nothing was yet
   */
  public static DriftReport of(
      PlanDocument plan, @Nullable Baseline baseline, List<DriftRule> rules, Masking masking) {
    return of(plan, baseline, rules, Secrets.of(plan), masking);
  }

  /**
   * @param secrets of the same plan, with those registered otherwise
   */
  public static DriftReport of(
      PlanDocument plan,
      @Nullable Baseline baseline,
      List<DriftRule> rules,
      Secrets secrets,
      Masking masking) {
    return new Survey(plan, baseline, rules, secrets, masking).report();
  }

  public boolean clean() {
    return findings.isEmpty();
  }

  /**
   * What really drifted, as one digest: equal at approval and at apply, or the plan is stale. What
   * is ignored does not count, unless it is grave.
   */
  public Digest digest() {
    List<Value> counted = new ArrayList<>();
    for (DriftFinding it : findings) {
      boolean grave = it.severity().compareTo(Severity.HIGH) >= 0;
      if (it.driftClass() != DriftClass.IGNORED || grave) {
        counted.add(
            Value.mapping(
                "address",
                it.address(),
                "attribute",
                it.attribute(),
                "leaves",
                new Value.Sequence(it.leaves().stream().map(ChangedLeaf::toValue).toList())));
      }
    }
    return Canonical.hash(DOMAIN, new Value.Sequence(counted));
  }

  /** The work of one report. */
  private static final class Survey {
    private final PlanDocument plan;
    private final @Nullable Baseline baseline;
    private final List<DriftRule> rules;
    private final Masking masking;
    private final Snapshot found;
    private final Sensitivity sensitivity;
    private final Map<String, ResourceChange> changes = new HashMap<>();
    private final Map<String, String> previous = new HashMap<>();
    private final List<DriftFinding> findings = new ArrayList<>();
    private final Set<String> noise = new TreeSet<>();
    private final Set<String> returned = new TreeSet<>();
    private final Map<String, Map<String, Digest>> digests = new HashMap<>();

    Survey(
        PlanDocument plan,
        @Nullable Baseline baseline,
        List<DriftRule> rules,
        Secrets secrets,
        Masking masking) {
      this.plan = plan;
      this.baseline = baseline;
      this.rules = rules;
      this.masking = masking;
      this.found = Snapshot.found(plan);
      this.sensitivity = secrets.sensitivity();
      for (ResourceChange change : plan.changes()) {
        if (Snapshot.current(change)) {
          changes.put(change.address(), change);
          note(change);
        }
      }
      plan.drift().forEach(this::note);
    }

    private void note(ResourceChange change) {
      if (change.previousAddress() != null) {
        previous.put(change.address(), change.previousAddress());
      }
    }

    DriftReport report() {
      Set<String> seen = new HashSet<>();
      for (DriftedObject object : DriftedObject.clear(plan, sensitivity)) {
        byEngine(object, seen);
      }
      if (baseline != null) {
        againstBaseline(baseline, seen);
      }
      findings.sort(
          Comparator.comparing(DriftFinding::address)
              .thenComparing(DriftFinding::attribute)
              .thenComparing(DriftFinding::effect)
              .thenComparing(DriftFinding::driftClass));
      return new DriftReport(
          findings, List.copyOf(noise), List.copyOf(returned), List.copyOf(unapplied()));
    }

    private void byEngine(DriftedObject object, Set<String> seen) {
      String address = object.address();
      object.noise().forEach(it -> noise.add(address + " " + it));
      if (object.deleted()) {
        seen.add(address);
        if (baseline == null || accepted(address) != null) {
          gone(address, object.type(), Seen.BY_ENGINE);
        }
        return;
      }
      Map<String, List<ChangedLeaf>> byAttribute = new TreeMap<>();
      for (ChangedLeaf leaf : object.leaves()) {
        byAttribute
            .computeIfAbsent(leaf.pointer().tokens().getFirst(), it -> new ArrayList<>())
            .add(leaf);
      }
      byAttribute.forEach(
          (attribute, leaves) -> {
            seen.add(address + " " + attribute);
            if (isAccepted(address, attribute)) {
              returned.add(address + " " + attribute);
            } else {
              drifted(address, object.type(), attribute, leaves);
            }
          });
    }

    /** Whether the attribute is what was accepted; unknown objects were never accepted. */
    private boolean isAccepted(String address, String attribute) {
      Baseline.ObjectDigests accepted = accepted(address);
      if (accepted == null) {
        return false;
      }
      Digest now = digests(address).get(attribute);
      Digest then = accepted.attributes().get(attribute);
      return now == null ? then == null : now.equals(then);
    }

    private Baseline.@Nullable ObjectDigests accepted(String address) {
      return baseline == null ? null : baseline.object(address, previous.get(address));
    }

    /** Under the address that the baseline knows, since the masks depend on it. */
    private Map<String, Digest> digests(String address) {
      String name = knownAs(address);
      return digests.computeIfAbsent(
          address,
          it ->
              Baseline.digests(
                  found, it, (who, pointer, value) -> masking.mask(name, pointer, value)));
    }

    private String knownAs(String address) {
      String before = previous.get(address);
      boolean moved =
          baseline != null
              && before != null
              && !baseline.objects().containsKey(address)
              && baseline.objects().containsKey(before);
      return before != null && moved ? before : address;
    }

    private void againstBaseline(Baseline accepted, Set<String> seen) {
      Set<String> present = new HashSet<>(found.addresses());
      previous.forEach((now, before) -> present.add(before));
      boolean whole = !plan.errored() && !Boolean.FALSE.equals(plan.complete());
      for (String address : new TreeSet<>(accepted.objects().keySet())) {
        Baseline.ObjectDigests object = accepted.objects().get(address);
        if (object != null && !present.contains(address) && !seen.contains(address) && whole) {
          gone(address, object.type(), Seen.AGAINST_BASELINE);
        }
      }
      for (String address : found.addresses()) {
        Baseline.ObjectDigests object = accepted(address);
        if (object != null) {
          attributes(address, object, seen);
        }
      }
    }

    private void attributes(String address, Baseline.ObjectDigests accepted, Set<String> seen) {
      Map<String, Digest> now = digests(address);
      Set<String> names = new TreeSet<>(now.keySet());
      names.addAll(accepted.attributes().keySet());
      for (String name : names) {
        boolean same =
            now.containsKey(name) && now.get(name).equals(accepted.attributes().get(name));
        boolean silent = NoiseRules.builtIn().isVolatile(accepted.type(), name);
        if (!same && !silent && !seen.contains(address + " " + name)) {
          absorbed(address, accepted.type(), name);
        }
      }
    }

    private void gone(String address, String type, Seen seen) {
      ResourceChange change = changes.get(address);
      Effect effect =
          !plan.listsChanges() || plan.errored()
              ? Effect.UNKNOWN
              : change != null && change.step().creates()
                  ? Effect.UNDONE_BY_APPLY
                  : Effect.NOT_UNDONE;
      Severity severity = RiskRules.BUILT_IN.holdsData(type) ? Severity.CRITICAL : Severity.HIGH;
      add(address, type, Pointer.ROOT, severity, effect, seen, List.of());
    }

    private void drifted(String address, String type, String attribute, List<ChangedLeaf> leaves) {
      Severity severity = severity(address, type, attribute, leaves);
      Map<Group, List<ChangedLeaf>> groups = new LinkedHashMap<>();
      for (ChangedLeaf leaf : leaves) {
        Effect effect = effect(address, attribute, leaf);
        groups
            .computeIfAbsent(
                group(address, attribute, leaf.pointer(), effect), it -> new ArrayList<>())
            .add(masked(address, leaf));
      }
      groups.forEach(
          (group, masked) ->
              findings.add(
                  new DriftFinding(
                      address,
                      type,
                      attribute,
                      group.driftClass,
                      severity,
                      group.effect,
                      Seen.BY_ENGINE,
                      masked,
                      group.cause)));
    }

    /** Leaves of one attribute that share everything else. */
    private record Group(Effect effect, DriftClass driftClass, String cause) {}

    private Group group(String address, String attribute, Pointer pointer, Effect effect) {
      for (DriftRule rule : rules) {
        if (rule.fits(address, pointer)) {
          DriftClass driftClass =
              rule.meaning() == DriftRule.Meaning.IGNORE
                  ? DriftClass.IGNORED
                  : DriftClass.CONTROLLER;
          return new Group(effect, driftClass, rule.name());
        }
      }
      return leftByConfiguration(address, attribute, pointer, effect)
          ? new Group(effect, DriftClass.IGNORED, "the configuration leaves it as it is")
          : new Group(effect, DriftClass.UNATTRIBUTED, "");
    }

    /**
     * The lifecycle block is nowhere in a plan. An attribute that the configuration sets, that
     * drifted, and that the plan leaves as it is, can only be one that it ignores (or that a commit
     * has set to the same value since).
     */
    private boolean leftByConfiguration(
        String address, String attribute, Pointer pointer, Effect effect) {
      ResourceChange change = changes.get(address);
      return effect == Effect.NOT_UNDONE
          && change != null
          && (change.step() == Step.NO_OP || change.step() == Step.UPDATE)
          && plan.configuration()
              .sets(change.configAddress(), configured(change, attribute, pointer));
    }

    private static Pointer configured(ResourceChange change, String attribute, Pointer pointer) {
      String by = configured(change, attribute);
      return by.equals(attribute) ? pointer : Pointer.of(by);
    }

    /** What is computed from another attribute is configured by that one. */
    private static String configured(ResourceChange change, String attribute) {
      for (NoiseRules.Derived rule : NoiseRules.builtIn().derived(change.type())) {
        if (rule.attribute().equals(attribute)) {
          return rule.from();
        }
      }
      return attribute;
    }

    /** Whether the value that was found would still stand after an apply. */
    private Effect effect(String address, String attribute, ChangedLeaf leaf) {
      ResourceChange change = changes.get(address);
      if (!plan.listsChanges() || (plan.errored() && change == null)) {
        return Effect.UNKNOWN;
      }
      if (change == null || change.step() == Step.NO_OP || change.step() == Step.FORGET) {
        return Effect.NOT_UNDONE;
      }
      Value after = change.after();
      if (change.step() != Step.UPDATE || after == null) {
        return Effect.UNDONE_BY_APPLY; // the object as it is goes away
      }
      if (change.unknown().marks(leaf.pointer())) {
        return Effect.UNDONE_BY_APPLY;
      }
      return stays(after, leaf) ? Effect.NOT_UNDONE : Effect.UNDONE_BY_APPLY;
    }

    private static boolean stays(Value after, ChangedLeaf leaf) {
      Value around = after.at(leaf.pointer().parent());
      if (around instanceof Value.Sequence(List<Value> items)) {
        Value present = leaf.after() == null ? leaf.before() : leaf.after();
        Value form = NormalForm.of(present);
        boolean holds = items.stream().anyMatch(it -> NormalForm.of(it).equals(form));
        return leaf.after() == null ? !holds : holds;
      }
      return NormalForm.of(after.at(leaf.pointer())).equals(NormalForm.of(leaf.after()));
    }

    /** Drift that only the baseline remembers: which value was accepted is not known any more. */
    private void absorbed(String address, String type, String attribute) {
      StateObject object = found.object(address);
      Value now = found.attributes(address).get(attribute);
      if (object == null) {
        return;
      }
      Mask sensitive = sensitivity.join(object.sensitive(), object.values(), null).key(attribute);
      Pointer pointer = Pointer.of(attribute);
      ChangedLeaf clear = new ChangedLeaf(pointer, null, now, false, false);
      ChangedLeaf leaf =
          new ChangedLeaf(
              pointer,
              null,
              now == null ? null : Sensitivity.masked(address, pointer, now, sensitive, masking),
              false,
              !sensitive.marksNothing());
      Severity severity = severity(address, type, attribute, List.of(clear));
      Effect effect = absorbedEffect(address, attribute);
      add(address, type, pointer, severity, effect, Seen.AGAINST_BASELINE, List.of(leaf));
    }

    private Effect absorbedEffect(String address, String attribute) {
      ResourceChange change = changes.get(address);
      if (!plan.listsChanges()) {
        return Effect.UNKNOWN;
      }
      if (change == null || change.step() == Step.NO_OP || change.step() == Step.FORGET) {
        return Effect.NOT_UNDONE;
      }
      return change.step() != Step.UPDATE || change.changes(attribute)
          ? Effect.UNDONE_BY_APPLY
          : Effect.NOT_UNDONE;
    }

    private void add(
        String address,
        String type,
        Pointer pointer,
        Severity severity,
        Effect effect,
        Seen seen,
        List<ChangedLeaf> leaves) {
      String attribute = pointer.isRoot() ? "" : pointer.tokens().getFirst();
      Group group = group(address, attribute, pointer, effect);
      findings.add(
          new DriftFinding(
              address,
              type,
              attribute,
              group.driftClass,
              severity,
              effect,
              seen,
              leaves,
              group.cause));
    }

    private ChangedLeaf masked(String address, ChangedLeaf leaf) {
      if (!leaf.sensitive()) {
        return leaf;
      }
      StateObject object = found.object(address);
      Mask mask = Mask.ALL;
      if (object != null) {
        Mask here = sensitivity.join(object.sensitive(), object.values(), null);
        for (String token : leaf.pointer().tokens()) {
          here = here.step(token);
        }
        mask = here.marksNothing() ? Mask.ALL : here;
      }
      return new ChangedLeaf(
          leaf.pointer(),
          hidden(address, leaf.pointer(), leaf.before(), mask),
          hidden(address, leaf.pointer(), leaf.after(), mask),
          false,
          true);
    }

    private @Nullable Value hidden(
        String address, Pointer pointer, @Nullable Value value, Mask mask) {
      return value == null ? null : Sensitivity.masked(address, pointer, value, mask, masking);
    }

    private Severity severity(
        String address, String type, String attribute, List<ChangedLeaf> leaves) {
      if (attribute.equals("tags") || attribute.equals("tags_all") || attribute.equals("labels")) {
        return Severity.LOW;
      }
      StateObject object = found.object(address);
      Value after = object == null ? Value.mapping() : object.values();
      Value before = after;
      for (ChangedLeaf leaf : leaves) {
        before = restored(before, leaf);
      }
      Severity worst = RiskRules.BUILT_IN.isSecurity(attribute) ? Severity.HIGH : Severity.MEDIUM;
      for (RiskFact fact : SecurityView.of(address, type, before, after, Set.of())) {
        worst = worst.atLeast(fact.severity());
      }
      return worst;
    }

    /** The whole attribute is taken away where an item of a list cannot be. */
    private static Value restored(Value value, ChangedLeaf leaf) {
      Pointer top = Pointer.of(leaf.pointer().tokens().getFirst());
      Value before = leaf.before();
      return leaf.pointer().tokens().size() == 1 && before != null
          ? value.with(top, before)
          : value.without(top);
    }

    private Set<String> unapplied() {
      Map<String, Set<String>> undone = new HashMap<>();
      for (DriftFinding finding : findings) {
        if (finding.effect() == Effect.UNDONE_BY_APPLY) {
          undone.computeIfAbsent(finding.address(), it -> new HashSet<>()).add(finding.attribute());
        }
      }
      Set<String> found = new TreeSet<>();
      for (ResourceChange change : plan.changes()) {
        if (change.managed() && !change.pureNoOp() && !explained(change, undone)) {
          found.add(change.address());
        }
      }
      return found;
    }

    private static boolean explained(ResourceChange change, Map<String, Set<String>> undone) {
      Set<String> attributes = undone.get(change.address());
      if (attributes == null || change.deposed() != null) {
        return false;
      }
      if (change.step() != Step.UPDATE) {
        return attributes.contains("");
      }
      Set<String> names = new TreeSet<>(PlanReader.entries(change.before()).keySet());
      names.addAll(PlanReader.entries(change.after()).keySet());
      names.addAll(change.unknown().markedKeys());
      names.removeIf(it -> !change.changes(it));
      return names.stream()
          .allMatch(it -> attributes.contains(it) || attributes.contains(configured(change, it)));
    }
  }
}
