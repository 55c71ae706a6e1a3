package dev.esclusa.control;

import dev.esclusa.control.TargetRecord.Episode;
import dev.esclusa.control.TargetRecord.Heal;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the journal says, folded: the only state of control. It is built from envelopes
 * alone, may be thrown away at any moment, and follows what other replicas write. Its lock is the
 * monitor of this object; readers get immutable values.
 */
public final class Ledger {
  private static final int PAGE = 2_000;
  private static final Duration HEAL_MEMORY = Duration.ofMinutes(10);

  private final Journal journal;
  private final Map<ChangeId, Recorded> changes = new LinkedHashMap<>();
  private final Map<TargetUid, TargetRecord> targets = new TreeMap<>();
  private final Map<Stream, Long> sequences = new HashMap<>();
  private final Map<Digest, ChangeId> consumed = new HashMap<>();
  private final List<Consumer<Journal.Entry>> followers = new ArrayList<>();
  private InstallationRecord installation = InstallationRecord.EMPTY;
  private long position;

  public Ledger(Journal journal) {
    this.journal = journal;
  }

  public synchronized @Nullable Recorded change(ChangeId id) {
    return changes.get(id);
  }

  /** All changes, oldest first. */
  public synchronized List<Recorded> changes() {
    return List.copyOf(changes.values());
  }

  public synchronized TargetRecord target(TargetUid uid) {
    return targets.getOrDefault(uid, TargetRecord.fresh(uid));
  }

  public synchronized List<TargetRecord> targets() {
    return List.copyOf(targets.values());
  }

  public synchronized InstallationRecord installation() {
    return installation;
  }

  /** The change whose apply used an approval, if any did. */
  public synchronized @Nullable ChangeId consumedBy(Digest binding) {
    return consumed.get(binding);
  }

  /** Position of the newest entry of a stream, 0 for none. */
  public synchronized long sequence(Stream stream) {
    return sequences.getOrDefault(stream, 0L);
  }

  /** How many entries of the log are folded. */
  public synchronized long position() {
    return position;
  }

  /** Is told of each entry once, in log order, after it was folded; it must not block. */
  public synchronized void follow(Consumer<Journal.Entry> follower) {
    followers.add(follower);
  }

  /** Appends, and folds what was appended. */
  public List<Journal.Entry> append(Journal.Batch batch) {
    List<Journal.Entry> entries = journal.append(batch);
    if (!entries.isEmpty()) {
      fold(entries);
    }
    return entries;
  }

  /** What follows on what is folded is folded as it is; a gap is filled from the journal. */
  private synchronized void fold(List<Journal.Entry> appended) {
    if (appended.getFirst().index() == position) {
      appended.forEach(this::take);
    } else if (appended.getLast().index() >= position) {
      catchUp();
    }
  }

  /** Folds what this or another replica has written since. */
  public synchronized void catchUp() {
    List<Journal.Entry> entries;
    do {
      entries = journal.from(position, PAGE);
      entries.forEach(this::take);
    } while (entries.size() == PAGE);
  }

  private void take(Journal.Entry entry) {
    fold(entry);
    followers.forEach(follower -> follower.accept(entry));
  }

  private void fold(Journal.Entry entry) {
    Envelope envelope = entry.envelope();
    sequences.put(envelope.stream(), envelope.sequence());
    position = entry.index() + 1;
    switch (envelope.fact()) {
      case Fact.OfChange fact -> foldChange(entry, fact);
      case Fact.OfTarget fact -> foldTarget(entry, fact);
      case Fact.OfInstallation fact -> installation = installation.after(fact, entry.index());
    }
  }

  private void foldChange(Journal.Entry entry, Fact.OfChange fact) {
    Instant at = entry.envelope().recordedAt();
    Recorded.Mark mark = new Recorded.Mark(entry.index(), fact, at);
    if (fact instanceof Fact.ChangeProposed proposed) {
      Change change = Lifecycle.begin(fact);
      changes.put(change.id(), new Recorded(change, List.of(mark), at, at));
      onTarget(proposed.target(), it -> proposed(it, proposed));
      return;
    }
    ChangeId id = new ChangeId(entry.envelope().stream().text().substring("change/".length()));
    Recorded before = changes.get(id);
    if (before == null) {
      throw new IllegalStateException(
          "entry " + entry.index() + " moves a change that never began");
    }
    Recorded after = before.plus(Lifecycle.next(before.change(), fact), mark);
    changes.put(id, after);
    if (fact instanceof Fact.ApplyStarted && before.change() instanceof Change.Approved it) {
      it.approvals().forEach(approval -> consumed.put(approval.binding(), id));
    }
    onTarget(after.target(), it -> moved(it, after));
  }

  private static TargetRecord proposed(TargetRecord it, Fact.ChangeProposed fact) {
    List<ChangeId> open = new ArrayList<>(it.open());
    open.add(fact.change());
    ChangeId latest = followsMainline(fact.intent()) ? fact.change() : it.latest();
    return new Edit(it).open(open).latest(latest).done();
  }

  /** Whether a change decides what its target should be from now on. */
  static boolean followsMainline(Intent intent) {
    return switch (intent) {
      case Intent.Follow it -> !it.proposal();
      case Intent.RollBack _, Intent.Decommission _ -> true;
      default -> false;
    };
  }

  private static TargetRecord moved(TargetRecord it, Recorded change) {
    Edit edit = new Edit(it);
    if (change.settled()) {
      edit.open(it.open().stream().filter(id -> !id.equals(change.id())).toList());
    }
    if (putsInPlace(change.change())) {
      edit.inPlace(change.id());
      if (change.change().intent() instanceof Intent.RollBack back) {
        edit.pinnedUntil(back.pinnedUntil());
      }
    }
    return edit.done();
  }

  /** Whether, with its newest fact, its target has become what it wants. */
  private static boolean putsInPlace(Change change) {
    return switch (change) {
      case Change.Applied it ->
          it.outcome() == ApplyResult.Outcome.SUCCEEDED && followsMainline(it.intent());
      case Change.Stopped it ->
          it.by().cause() == Fact.ChangeStopped.Stop.NOTHING_TO_DO && followsMainline(it.intent());
      default -> false;
    };
  }

  private void foldTarget(Journal.Entry entry, Fact.OfTarget fact) {
    Instant at = entry.envelope().recordedAt();
    switch (fact) {
      case Fact.TargetRegistered f ->
          onTarget(f.target(), it -> new Edit(it).registered(entry.index()).removed(false).done());
      case Fact.TargetRemoved f -> onTarget(f.target(), it -> new Edit(it).removed(true).done());
      case Fact.TargetPaused f -> onTarget(f.target(), it -> new Edit(it).paused(true).done());
      case Fact.TargetResumed f -> onTarget(f.target(), it -> new Edit(it).paused(false).done());
      case Fact.InventoryRecorded f ->
          onTarget(f.target(), it -> new Edit(it).inventory(entry.index()).done());
      case Fact.DriftOpened f -> onTarget(f.target(), it -> opened(it, f, entry.index(), at));
      case Fact.DriftClosed f -> onTarget(f.target(), it -> closed(it, f.episode()));
      case Fact.DriftContested f -> onTarget(f.target(), it -> contested(it, f.episode()));
    }
  }

  private static TargetRecord opened(TargetRecord it, Fact.DriftOpened f, long index, Instant at) {
    Map<EpisodeId, Episode> episodes = new HashMap<>(it.episodes());
    episodes.put(f.episode(), new Episode(f.episode(), index, f.address(), f.fields(), at, false));
    List<Heal> heals = new ArrayList<>(it.heals());
    heals.removeIf(heal -> heal.at().isBefore(at.minus(HEAL_MEMORY)));
    heals.add(new Heal(f.address(), f.fields(), at));
    return new Edit(it).episodes(episodes).heals(heals).done();
  }

  private static TargetRecord closed(TargetRecord it, EpisodeId id) {
    Map<EpisodeId, Episode> episodes = new HashMap<>(it.episodes());
    episodes.remove(id);
    return new Edit(it).episodes(episodes).done();
  }

  private static TargetRecord contested(TargetRecord it, EpisodeId id) {
    Map<EpisodeId, Episode> episodes = new HashMap<>(it.episodes());
    episodes.computeIfPresent(
        id, (_, e) -> new Episode(e.id(), e.index(), e.address(), e.fields(), e.openedAt(), true));
    return new Edit(it).episodes(episodes).done();
  }

  private void onTarget(TargetUid uid, UnaryOperator<TargetRecord> edit) {
    targets.put(uid, edit.apply(targets.getOrDefault(uid, TargetRecord.fresh(uid))));
  }

  /** A target record in the making. */
  private static final class Edit {
    private final TargetRecord was;
    private long registered;
    private boolean removed;
    private boolean paused;
    private List<ChangeId> open;
    private @Nullable ChangeId latest;
    private @Nullable ChangeId inPlace;
    private long inventory;
    private Map<EpisodeId, Episode> episodes;
    private List<Heal> heals;
    private @Nullable Instant pinnedUntil;

    Edit(TargetRecord was) {
      this.was = was;
      registered = was.registered();
      removed = was.removed();
      paused = was.paused();
      open = was.open();
      latest = was.latest();
      inPlace = was.inPlace();
      inventory = was.inventory();
      episodes = was.episodes();
      heals = was.heals();
      pinnedUntil = was.pinnedUntil();
    }

    Edit registered(long value) {
      registered = value;
      return this;
    }

    Edit removed(boolean value) {
      removed = value;
      return this;
    }

    Edit paused(boolean value) {
      paused = value;
      return this;
    }

    Edit open(List<ChangeId> value) {
      open = value;
      return this;
    }

    Edit latest(@Nullable ChangeId value) {
      latest = value;
      return this;
    }

    Edit inPlace(ChangeId value) {
      inPlace = value;
      return this;
    }

    Edit inventory(long value) {
      inventory = value;
      return this;
    }

    Edit episodes(Map<EpisodeId, Episode> value) {
      episodes = value;
      return this;
    }

    Edit heals(List<Heal> value) {
      heals = value;
      return this;
    }

    Edit pinnedUntil(Instant value) {
      pinnedUntil = value;
      return this;
    }

    TargetRecord done() {
      return new TargetRecord(
          was.uid(),
          registered,
          removed,
          paused,
          open,
          latest,
          inPlace,
          inventory,
          episodes,
          heals,
          pinnedUntil);
    }
  }
}
