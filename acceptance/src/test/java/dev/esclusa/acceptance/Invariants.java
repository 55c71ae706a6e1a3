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
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
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

  /** What runs inside the lane of a change in doubt: its recovery, or the breaking of a lock. */
  private final Map<TargetUid, ChangeId> guests = new HashMap<>();

  private final Map<TargetUid, Digest> newestOfTarget = new HashMap<>();
  private final Set<Digest> consumed = new HashSet<>();
  private final Map<Digest, Instant> expiry = new HashMap<>();
  private final Map<Token, ChangeId> tokens = new HashMap<>();
  private final Map<ChangeId, Long> ended = new HashMap<>();
  private final Set<Digest> asked = new HashSet<>();
  private final Map<String, List<SimulatedStack.Version>> kept = new HashMap<>();
  private int writesSeen;
  private int refusals;

  /** The right under which an apply began, or went on. */
  private record Token(TargetUid target, long fencingToken) {}

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
    stackWrites();
    stackVersions();
  }

  /** Control asks for it once, whatever the authority would say to a second time. */
  void asksToRun(Digest plan) {
    assertThat(asked.add(plan)).as("saved plan " + plan + " is asked to run once").isTrue();
  }

  /** Who began under a right that stands in the journal writes, until the end is written there. */
  private void stackWrites() {
    for (SimulatedStack.Write write : stack.writes().subList(writesSeen, stack.writes().size())) {
      ChangeId change = tokens.get(new Token(write.target(), write.token()));
      assertThat(change)
          .as("the apply of token " + write.token() + " that wrote the state of " + write.target())
          .isNotNull();
      assertThat(write.position())
          .as("the state of " + write.target() + " is written by " + change + " before its end")
          .isLessThanOrEqualTo(ended.getOrDefault(change, Long.MAX_VALUE));
    }
    writesSeen = stack.writes().size();
  }

  /** What was there stays there; in one lineage serials only grow. */
  private void stackVersions() {
    stack
        .versions()
        .forEach(
            (uid, now) -> {
              List<SimulatedStack.Version> before = kept.getOrDefault(uid, List.of());
              assertThat(now.size()).as("versions of " + uid).isGreaterThanOrEqualTo(before.size());
              assertThat(now.subList(0, before.size())).as("versions of " + uid).isEqualTo(before);
              for (int i = Math.max(1, before.size()); i < now.size(); i++) {
                boolean same = now.get(i).lineage().equals(now.get(i - 1).lineage());
                assertThat(now.get(i).serial())
                    .as("serial of " + uid)
                    .isGreaterThan(same ? now.get(i - 1).serial() : 0);
              }
              kept.put(uid, now);
            });
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
      case Fact.ApplyStarted it -> {
        tokens.put(new Token(targets.get(id), it.fencingToken()), id);
        started(entry, id, (Change.Applying) state);
      }
      case Fact.ApplyFinished _ -> left(entry, id);
      case Fact.RecoveryDecided it -> {
        if (it.verdict() == Fact.RecoveryDecided.Verdict.SETTLED) {
          left(entry, id);
        }
      }
      default -> {}
    }
  }

  private void started(Journal.Entry entry, ChangeId id, Change.Applying state) {
    TargetUid target = targets.get(id);
    if (state.intent() instanceof Intent.Recover recover) {
      assertThat(lanes.get(target))
          .as("a recovery runs in the lane of what it leads out of doubt")
          .isEqualTo(recover.change());
      assertThat(Lifecycle.fold(lives.get(recover.change()))).isInstanceOf(Change.InDoubt.class);
      assertThat(guests.putIfAbsent(target, id)).as("one guest in " + target).isNull();
    } else if (state.intent() instanceof Intent.Unlock && lanes.containsKey(target)) {
      assertThat(Lifecycle.fold(lives.get(lanes.get(target))))
          .as("a lock is broken in the lane of a change in doubt only")
          .isInstanceOf(Change.InDoubt.class);
      assertThat(guests.putIfAbsent(target, id)).as("one guest in " + target).isNull();
    } else {
      assertThat(lanes.putIfAbsent(target, id)).as("one apply in the lane of " + target).isNull();
    }
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

  private void left(Journal.Entry entry, ChangeId id) {
    ended.put(id, entry.index());
    TargetUid target = targets.get(id);
    boolean guest = id.equals(guests.get(target));
    assertThat((guest ? guests : lanes).remove(target)).as("who leaves the lane").isEqualTo(id);
  }

  /**
   * Where Git is followed the world is so; drift that nothing would undo is told, and only that.
   */
  void checkStacks(Map<String, String> files, List<TargetUid> stacks) {
    Ledger folded = new Ledger(journal);
    folded.catchUp();
    for (TargetUid uid : stacks) {
      TargetRecord target = folded.target(uid);
      List<Digest> unresolved =
          stack.unresolved(uid).stream()
              .map(it -> Digest.of(it.text().getBytes(StandardCharsets.UTF_8)))
              .toList();
      List<Digest> open =
          target.episodes().values().stream().map(TargetRecord.Episode::address).toList();
      if (target.inPlace() != null && readable(files, uid)) {
        assertThat(open).as("open drift of " + uid).containsAll(unresolved);
      }
      if (followed(folded, uid) && readable(files, uid)) {
        stackIs(uid, files);
      }
    }
  }

  private static String folder(TargetUid uid) {
    return "apps/" + uid.text().replace("-uid", "") + "/";
  }

  private static boolean readable(Map<String, String> files, TargetUid uid) {
    return files.entrySet().stream()
        .filter(it -> it.getKey().startsWith(folder(uid)))
        .noneMatch(it -> it.getValue().contains("broken"));
  }

  private void stackIs(TargetUid uid, Map<String, String> files) {
    Map<String, String> wanted = new HashMap<>();
    files.forEach(
        (path, text) -> {
          if (path.startsWith(folder(uid))) {
            wanted.put(line(text, "  name: "), line(text, "  colour: "));
          }
        });
    Map<String, String> there = new HashMap<>();
    stack
        .objects(uid)
        .keySet()
        .forEach(
            address -> {
              Value live = stack.reality(uid).get(address);
              String name = ((Address.Kubernetes) address).name();
              if (live != null || wanted.containsKey(name)) { // gone, and wanted by nobody: fine
                there.put(
                    name, live == null ? "gone" : String.valueOf(live.text("data", "colour")));
              }
            });
    assertThat(there).as("the objects of " + uid).isEqualTo(wanted);
  }

  private static String line(String text, String key) {
    return text.lines()
        .filter(it -> it.startsWith(key))
        .findFirst()
        .map(it -> it.substring(key.length()))
        .orElse("");
  }

  /** After the faults: nothing half done, all proven, the world as it is asked for. */
  void checkSettled(SimulatedCluster cluster, Map<String, String> files) {
    assertThat(lanes).as("no apply is left in a lane").isEmpty();
    assertThat(guests).as("no guest is left in a lane").isEmpty();
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
