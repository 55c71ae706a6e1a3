package dev.esclusa.control;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Finding;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Waiver;
import dev.esclusa.policy.Pack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What packs and waivers have done so far, counted from the recorded decisions and admissions of
 * all changes; what was erased counts no more. It remembers only what it has read, so that each
 * payload is read once.
 */
public final class Tally {
  private final Shared shared;

  /** A decision never changes, and each change has one at most. */
  private final Map<ChangeId, Judged> judged = new ConcurrentHashMap<>();

  private final Map<ChangeId, List<String>> admitted = new ConcurrentHashMap<>();

  /** What rules for the moment of apply said, by the entry that has it. */
  private final Map<Long, Asking> moments = new ConcurrentHashMap<>();

  Tally(Shared shared) {
    this.shared = shared;
  }

  /**
   * A pack in force, or one that was.
   *
   * @param judged changes in which it was asked
   * @param rules in the order of their names
   */
  public record PackTally(String pack, int judged, List<RuleTally> rules) {
    public PackTally {
      rules = List.copyOf(rules);
    }
  }

  /**
   * One rule of a pack.
   *
   * @param stands what it does now
   * @param deciding what it did where it decided
   * @param inShadow what it did where it was tried
   */
  public record RuleTally(RuleId rule, Stands stands, Found deciding, Found inShadow) {}

  /** What a rule does. */
  public enum Stands {
    DECIDES,
    IN_SHADOW,
    /** No pack in force has it. */
    GONE
  }

  /**
   * What a rule found.
   *
   * @param judged changes in which it was asked
   * @param changes those in which it found something
   * @param findings all that it found there; an approval that it asked for is one
   * @param lastFoundAt absent where it found nothing
   */
  public record Found(int judged, int changes, int findings, @Nullable Instant lastFoundAt) {}

  /**
   * A waiver in force, or one that was.
   *
   * @param declared absent where the configuration in force has none of that name
   * @param uses oldest first
   */
  public record WaiverTally(String waiver, @Nullable Waiver declared, List<Use> uses) {
    public WaiverTally {
      uses = List.copyOf(uses);
    }
  }

  /** An admission that counted on a waiver. */
  public record Use(ChangeId change, TargetUid target, Instant at) {}

  // --- packs ---

  /** In the order of their names. */
  public List<PackTally> packs() {
    SortedMap<String, Counting> counts = new TreeMap<>();
    if (begun()) {
      for (Pack pack : shared.judging.packs(shared.estates.now())) {
        counts.put(pack.name(), new Counting(pack));
      }
    }
    Map<ChangeId, Long> erased = shared.ledger.installation().erased();
    for (Recorded change : shared.ledger.changes()) {
      if (!erased.containsKey(change.id())) {
        Judged decision = judged(change);
        if (decision != null) {
          decision.asking.count(counts);
          decision.asking.packs.forEach(
              it -> counts.computeIfAbsent(it.pack(), _ -> new Counting()).judged++);
        }
        moment(change).ifPresent(it -> it.count(counts));
      }
    }
    return counts.entrySet().stream().map(it -> it.getValue().done(it.getKey())).toList();
  }

  /** Before the genesis there is neither a rule nor a waiver. */
  private boolean begun() {
    return shared.ledger.installation().inForce() != null;
  }

  private @Nullable Judged judged(Recorded change) {
    Judged known = judged.get(change.id());
    if (known != null) {
      return known;
    }
    long index = change.indexOf(Fact.PolicyDecided.class);
    Payloads.Decided decided =
        index < 0 ? null : shared.story.payload(index, Payloads.Decided.class);
    if (decided == null) {
      return null;
    }
    Instant at =
        change.marks().stream()
            .filter(it -> it.index() == index)
            .map(Recorded.Mark::at)
            .findFirst()
            .orElse(change.movedAt());
    Judged read = Judged.of(decided, at);
    judged.put(change.id(), read);
    return read;
  }

  /**
   * The last refusal in which rules for the moment of apply objected or were asked, or the
   * admission that came at last: a change counts once for them too.
   */
  private Optional<Asking> moment(Recorded change) {
    return change.marks().reversed().stream().flatMap(it -> moment(it).stream()).findFirst();
  }

  private Optional<Asking> moment(Recorded.Mark mark) {
    boolean asks =
        mark.fact() instanceof Fact.ApplyStarted || mark.fact() instanceof Fact.AdmissionRefused;
    if (!asks) {
      return Optional.empty();
    }
    Asking known = moments.get(mark.index());
    if (known == null) {
      Payloads.Objections said = objections(mark);
      known = said == null ? Asking.NOTHING : Asking.of(said, mark.at());
      moments.put(mark.index(), known);
    }
    return known.packs.isEmpty() ? Optional.empty() : Optional.of(known);
  }

  private Payloads.@Nullable Objections objections(Recorded.Mark mark) {
    if (mark.fact() instanceof Fact.ApplyStarted) {
      Payloads.Admitted admission = shared.story.payload(mark.index(), Payloads.Admitted.class);
      return admission == null ? null : admission.objections();
    }
    Payloads.Because refusal = shared.story.payload(mark.index(), Payloads.Because.class);
    return refusal == null ? null : refusal.objections();
  }

  /** What is kept of a decision. */
  private record Judged(Asking asking, boolean waived) {
    static Judged of(Payloads.Decided decided, Instant at) {
      Map<RuleId, Integer> found = Asking.counted(decided.decision().findings());
      decided.decision().required().forEach(it -> found.merge(it.rule(), 1, Integer::sum));
      return new Judged(
          new Asking(at, decided.packs(), found, Asking.counted(decided.decision().inShadow())),
          decided.decision().findings().stream().anyMatch(it -> it.waiver() != null));
    }
  }

  /**
   * One asking of packs.
   *
   * @param found findings of each rule that decided
   * @param shadowed findings of each rule that was tried
   */
  private record Asking(
      Instant at,
      List<Payloads.Asked> packs,
      Map<RuleId, Integer> found,
      Map<RuleId, Integer> shadowed) {
    static final Asking NOTHING = new Asking(Instant.EPOCH, List.of(), Map.of(), Map.of());

    static Asking of(Payloads.Objections said, Instant at) {
      return new Asking(at, said.asked(), counted(said.found()), counted(said.inShadow()));
    }

    static Map<RuleId, Integer> counted(List<Finding> findings) {
      Map<RuleId, Integer> counts = new TreeMap<>();
      findings.forEach(it -> counts.merge(it.rule(), 1, Integer::sum));
      return counts;
    }

    void count(Map<String, Counting> counts) {
      for (Payloads.Asked one : packs) {
        counts.computeIfAbsent(one.pack(), _ -> new Counting()).count(one, this);
      }
    }
  }

  /** One pack, while it is counted. */
  private static final class Counting {
    private final List<RuleId> rules;
    private final List<RuleId> tried;
    private final SortedMap<RuleId, Sum> deciding = new TreeMap<>();
    private final SortedMap<RuleId, Sum> shadow = new TreeMap<>();
    private int judged;

    Counting() {
      rules = List.of();
      tried = List.of();
    }

    Counting(Pack pack) {
      rules = pack.rules();
      tried = pack.tried();
    }

    void count(Payloads.Asked asked, Asking said) {
      asked.decidingRules().forEach(it -> sum(deciding, it).judged++);
      asked.triedRules().forEach(it -> sum(shadow, it).judged++);
      String own = asked.pack() + ".";
      said.found.forEach((rule, count) -> found(deciding, own, rule, count, said.at));
      said.shadowed.forEach((rule, count) -> found(shadow, own, rule, count, said.at));
    }

    private void found(Map<RuleId, Sum> sums, String own, RuleId rule, int findings, Instant at) {
      if (rule.text().startsWith(own)) {
        sum(sums, asking(rule)).found(findings, at);
      }
    }

    /** A rule that asks for approvals of several teams asks each under an id of its own. */
    private RuleId asking(RuleId rule) {
      return rules.stream()
          .filter(it -> rule.equals(it) || rule.text().startsWith(it.text() + "."))
          .findFirst()
          .orElse(rule);
    }

    private static Sum sum(Map<RuleId, Sum> sums, RuleId rule) {
      return sums.computeIfAbsent(rule, _ -> new Sum());
    }

    PackTally done(String pack) {
      SortedSet<RuleId> all = new TreeSet<>(rules);
      all.addAll(deciding.keySet());
      all.addAll(shadow.keySet());
      return new PackTally(
          pack,
          judged,
          all.stream()
              .map(
                  it ->
                      new RuleTally(
                          it, stands(it), sum(deciding, it).done(), sum(shadow, it).done()))
              .toList());
    }

    private Stands stands(RuleId rule) {
      if (!rules.contains(rule)) {
        return Stands.GONE;
      }
      return tried.contains(rule) ? Stands.IN_SHADOW : Stands.DECIDES;
    }
  }

  /** A {@link Found} in the making. */
  private static final class Sum {
    private int judged;
    private int changes;
    private int findings;
    private @Nullable Instant lastAt;

    void found(int more, Instant at) {
      changes++;
      findings += more;
      lastAt = lastAt == null || at.isAfter(lastAt) ? at : lastAt;
    }

    Found done() {
      return new Found(judged, changes, findings, lastAt);
    }
  }

  // --- waivers ---

  /** In the order of their names. */
  public List<WaiverTally> waivers() {
    SortedMap<String, List<Use>> uses = new TreeMap<>();
    Map<String, Waiver> declared = new TreeMap<>();
    if (begun()) {
      shared.estates.now().waivers().forEach(it -> declared.put(it.name(), it));
    }
    declared.keySet().forEach(it -> uses.put(it, new ArrayList<>()));
    Map<ChangeId, Long> erased = shared.ledger.installation().erased();
    for (Recorded change : shared.ledger.changes()) {
      Judged decision = erased.containsKey(change.id()) ? null : judged(change);
      if (decision != null && decision.waived()) {
        use(change, uses);
      }
    }
    return uses.entrySet().stream()
        .map(it -> new WaiverTally(it.getKey(), declared.get(it.getKey()), it.getValue()))
        .toList();
  }

  private void use(Recorded change, Map<String, List<Use>> uses) {
    for (Recorded.Mark mark : change.marks()) {
      if (mark.fact() instanceof Fact.ApplyStarted) {
        Use use = new Use(change.id(), change.target(), mark.at());
        waivers(change.id(), mark.index())
            .forEach(it -> uses.computeIfAbsent(it, _ -> new ArrayList<>()).add(use));
      }
    }
  }

  private List<String> waivers(ChangeId change, long index) {
    List<String> known = admitted.get(change);
    if (known != null) {
      return known;
    }
    Payloads.Admitted payload = shared.story.payload(index, Payloads.Admitted.class);
    if (payload == null) {
      return List.of();
    }
    admitted.put(change, payload.admission().waiversUsed());
    return payload.admission().waiversUsed();
  }
}
