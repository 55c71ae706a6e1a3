package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Journal;
import dev.esclusa.control.Ledger;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.TargetRecord;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold after every step, told from the journal's leaves alone. */
final class Invariants {
  private final Journal journal;
  private final SimulatedStack stack;
  private long position;
  private final Map<Stream, Journal.Entry> newest = new HashMap<>();
  private final Map<ChangeId, List<Fact.OfChange>> lives = new HashMap<>();
  private final Map<ChangeId, TargetUid> targets = new HashMap<>();
  private final Map<TargetUid, ChangeId> lanes = new HashMap<>();
  private final Map<TargetUid, Digest> newestOfTarget = new HashMap<>();
  private final Set<Digest> consumed = new HashSet<>();
  private final Map<Digest, Instant> expiry = new HashMap<>();
  private int refusals;

  Invariants(Journal journal, SimulatedStack stack) {
    this.journal = journal;
    this.stack = stack;
  }

  /** A refusal is an answer; it is counted so that a run that only refuses is seen. */
  void refusedApproval(RuntimeException refusal) {
    refusals++;
  }

  int refusals() {
    return refusals;
  }

  void check() {
    List<Journal.Entry> entries = journal.from(position, Integer.MAX_VALUE);
    for (Journal.Entry entry : entries) {
      assertThat(entry.index()).as("the log has no gap").isEqualTo(position);
      position++;
      leaf(entry);
      if (entry.envelope().fact() instanceof Fact.OfChange fact) {
        change(entry, fact);
      }
    }
    stack
        .runs()
        .forEach(
            (plan, count) -> assertThat(count).as("saved plan " + plan + " ran once").isEqualTo(1));
  }

  private void leaf(Journal.Entry entry) {
    Envelope envelope = entry.envelope();
    assertThat(Envelope.leafHash(entry.leaf())).isEqualTo(entry.leafHash());
    assertThat(Envelope.read(entry.leaf())).as("stored bytes read back").isEqualTo(envelope);
    Journal.Entry before = newest.put(envelope.stream(), entry);
    assertThat(envelope.sequence())
        .as("sequence of " + envelope.stream())
        .isEqualTo(before == null ? 1 : before.envelope().sequence() + 1);
    assertThat(envelope.previousInStream()).isEqualTo(before == null ? null : before.leafHash());
    if (envelope.target() != null) {
      assertThat(envelope.previousOfTarget())
          .as("chain of target " + envelope.target())
          .isEqualTo(newestOfTarget.get(envelope.target()));
      newestOfTarget.put(envelope.target(), entry.leafHash());
    }
  }

  private void change(Journal.Entry entry, Fact.OfChange fact) {
    ChangeId id = new ChangeId(entry.envelope().stream().text().substring("change/".length()));
    lives.computeIfAbsent(id, _ -> new ArrayList<>()).add(fact);
    Change state = Lifecycle.fold(lives.get(id)); // an illegal move throws here
    switch (fact) {
      case Fact.ChangeProposed it -> targets.put(id, it.target());
      case Fact.ApprovalGranted it -> expiry.put(it.binding(), it.expiresAt());
      case Fact.ApprovalCarried it -> expiry.put(it.binding(), it.expiresAt());
      case Fact.ApplyStarted _ -> started(entry, id, (Change.Applying) state);
      case Fact.ApplyFinished _ -> left(id);
      case Fact.RecoveryDecided it -> {
        if (it.verdict() == Fact.RecoveryDecided.Verdict.SETTLED) {
          left(id);
        }
      }
      default -> {}
    }
  }

  private void started(Journal.Entry entry, ChangeId id, Change.Applying state) {
    TargetUid target = targets.get(id);
    assertThat(lanes.putIfAbsent(target, id)).as("one apply in the lane of " + target).isNull();
    for (Change.Standing standing : state.was().approvals()) {
      Digest binding = standing.binding();
      assertThat(consumed.add(binding)).as("approval " + binding + " is used once").isTrue();
      assertThat(expiry.get(binding))
          .as("approval " + binding + " has not lapsed")
          .isAfterOrEqualTo(entry.envelope().recordedAt().minusSeconds(30));
    }
    for (int i = 0; i < state.decided().quorum().size(); i++) {
      int requirement = i;
      long persons =
          state.was().approvals().stream()
              .filter(it -> it.answers().contains(requirement))
              .map(Change.Standing::approver)
              .distinct()
              .count();
      assertThat(persons)
          .as(id + " meets requirement " + requirement)
          .isGreaterThanOrEqualTo(state.decided().quorum().get(requirement));
    }
  }

  /** The commit that the change in a target's lane follows, if one is there and follows one. */
  @Nullable String followedInLane(TargetUid target) {
    check();
    ChangeId id = lanes.get(target);
    return id == null ? null : Lifecycle.fold(lives.get(id)).intent().commit();
  }

  private void left(ChangeId id) {
    assertThat(lanes.remove(targets.get(id))).as("who leaves the lane").isEqualTo(id);
  }

  /** After the faults: nothing half done, all proven, the world as it is asked for. */
  void checkSettled(SimulatedCluster cluster, Map<String, String> files) {
    assertThat(lanes).as("no apply is left in a lane").isEmpty();
    Ledger folded = new Ledger(journal);
    folded.catchUp();
    for (Recorded change : folded.changes()) {
      assertThat(change.change())
          .as("the fold of " + change.id())
          .isEqualTo(Lifecycle.fold(lives.get(change.id())));
      if (change.settled()) {
        assertThat(change.change())
            .as("settled change " + change.id() + " is proven")
            .isInstanceOf(Change.Proven.class);
      }
    }
    if (followed(folded, new TargetUid("core-dev-uid"))) {
      world(cluster, files);
    }
  }

  /** Nobody said no to the newest change, and no difference is known and left open. */
  private static boolean followed(Ledger folded, TargetUid uid) {
    TargetRecord target = folded.target(uid);
    Recorded latest = target.latest() == null ? null : folded.change(target.latest());
    return latest != null
        && target.episodes().isEmpty()
        && folded.installation().haltedPlaces().isEmpty()
        && (latest.unsealed() instanceof Change.Verified verified
                && verified.was().outcome() == ApplyResult.Outcome.SUCCEEDED
            || latest.unsealed() instanceof Change.Stopped stopped
                && stopped.by().cause() == Fact.ChangeStopped.Stop.NOTHING_TO_DO);
  }

  /** In an environment that follows by itself every object is what Git says. */
  private static void world(SimulatedCluster cluster, Map<String, String> files) {
    files.forEach(
        (path, text) -> {
          if (path.startsWith("apps/core-dev/") && text.contains("colour")) {
            String name =
                text.lines()
                    .filter(it -> it.startsWith("  name: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("  name: ".length());
            Value live = cluster.get(new Address.Kubernetes("", "ConfigMap", "crm-dev", name));
            boolean broken =
                files.entrySet().stream()
                    .anyMatch(
                        it ->
                            it.getKey().startsWith("apps/core-dev/")
                                && it.getValue().contains("broken"));
            if (!broken) {
              assertThat(live).as(path).isNotNull();
              assertThat(text).contains("colour: " + live.text("data", "colour"));
            }
          }
        });
  }
}
