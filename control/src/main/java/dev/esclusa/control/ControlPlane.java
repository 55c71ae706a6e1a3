package dev.esclusa.control;

import dev.esclusa.control.Journal.Work;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One replica of the control plane. It takes work from the journal and does it; it can be killed at
 * any moment, and another replica goes on from what is written.
 */
public final class ControlPlane implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlPlane.class.getName());
  private static final Duration KEEP_INTERVAL = Duration.ofMillis(250);
  private static final Duration SYNC_LIFETIME = Duration.ofSeconds(60);
  private static final Duration STILL_AT_IT = Duration.ofMillis(200);
  private static final Duration SYNC_BUSY = Duration.ofMillis(500);

  /** Whoever holds this looks at Git; it is no target, but leases know no better. */
  private static final TargetUid SYNC_LEASE = new TargetUid("looking-at-git");

  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), 1.6, Duration.ofSeconds(20), 0.2);

  private final Shared shared;
  private final Driver driver;
  private final Proposer proposer;
  private final Stale stale;
  private final Watcher watcher;
  private final Desk desk;
  private final Execution execution;
  private final LogKeeper log;
  private final Tally tally;
  private final Troubles troubles;
  private final Set<AutoCloseable> watches = ConcurrentHashMap.newKeySet();
  private final List<Cancellable> timers = new ArrayList<>();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /** Targets that moved and that nobody was asked yet to look at. */
  private final Set<TargetUid> missed = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** Work that failed, and will be tried again. */
  public record Trouble(String kind, String key, int attempt, Exception cause) {}

  /** Is told what does not work and what works again; it must not block. */
  @FunctionalInterface
  public interface Troubles {
    void happened(Trouble trouble);

    /** The work of this kind and key went through. */
    default void over(String kind, String key) {}
  }

  /**
   * @param installation its name, which objects carry and approvals bind
   * @param troubles is told of work that failed and went through again
   */
  public ControlPlane(
      Ports ports,
      Settings settings,
      Redaction redaction,
      String installation,
      LogKeeper log,
      Troubles troubles) {
    this.log = log;
    this.troubles = troubles;
    shared = new Shared(ports, settings, redaction, installation, log);
    proposer = new Proposer(shared);
    stale = new Stale(shared, proposer);
    Approving approving = new Approving(shared);
    Doubts doubts = new Doubts(shared, proposer);
    execution = new Execution(shared, doubts);
    ConfigurationTrail trail = new ConfigurationTrail(shared, approving);
    Runner runner = new Runner(shared, stale, approving, execution, trail, doubts);
    driver = new Driver(shared, proposer, approving, runner, new Aftermath(shared, proposer, log));
    watcher = new Watcher(shared, proposer, stale);
    desk = new Desk(shared, proposer, approving, doubts);
    tally = new Tally(shared);
  }

  public Desk desk() {
    return desk;
  }

  public Ledger ledger() {
    return shared.ledger;
  }

  public Story story() {
    return shared.story;
  }

  /** What packs and waivers have done so far. */
  public Tally tally() {
    return tally;
  }

  /** The configuration that a decision was made under. */
  public dev.esclusa.model.Estate estateAt(String commit) {
    return shared.estates.at(commit);
  }

  /** Who has the lane of a target, and who waits for it. */
  public Lane lane(TargetUid target) {
    return Lane.of(shared.ledger, target);
  }

  /** The configuration in force. */
  public dev.esclusa.model.Estate estate() {
    return shared.estates.now();
  }

  /** How often this replica turned files of Git into a desired state. */
  public long renderings() {
    return shared.desires.renderings();
  }

  /** Up to which size the log is signed and witnessed. */
  public long witnessedSize() {
    return log.witnessedSize();
  }

  /** Entries as stored, from a log index on. */
  public List<Journal.Entry> entries(long from, int max) {
    return shared.ports.journal().from(from, max);
  }

  /** The payload of an entry as stored; absent when it was erased. */
  public Journal.@Nullable Payload payload(long index) {
    return shared.ports.journal().payload(index);
  }

  /** Stops an apply that runs in this replica before its next step. */
  public void cancel(ChangeId id, String reason) {
    desk.underWay(id);
    execution.cancel(id, reason);
  }

  /** Folds the journal and asks again for everything that a dead replica left behind. */
  public void recover() {
    shared.ledger.catchUp();
    Beginning.requireSame(shared.ledger.installation(), shared.settings, shared.installation);
    if (readOnly()) {
      return; // read-only: people look first
    }
    // Written ahead of its effect: a replica may have died between the two.
    shared.ledger.installation().erased().keySet().stream()
        .sorted()
        .forEach(it -> shared.ports.journal().erasePayloads(Stream.of(it)));
    Instant now = shared.tempo.now();
    Recorder record = shared.record();
    record.wanted(WorkKind.SYNC, shared.settings.rootRepository(), now);
    driver.unfinished().forEach(it -> record.drive(it.id(), now));
    for (TargetRecord target : shared.ledger.targets()) {
      if (target.inPlace() != null && !target.removed()) {
        record.wanted(WorkKind.LOOK, target.uid().text(), now); // nobody watched while we were away
      }
    }
    record.write();
  }

  /** Whether the log is in trouble: then nothing is written and nothing applied. */
  private boolean readOnly() {
    return log.trouble().isPresent();
  }

  /** Watches an authority; what moves there is looked at. */
  public void watch(Observer observer) {
    watches.add(observer.watch(shared.installation, this::hinted));
  }

  private void hinted(Observer.Hint hint) {
    if (closed || readOnly() || shared.ledger.target(hint.ownership().target()).registered() < 0) {
      return;
    }
    missed.add(hint.ownership().target());
    try {
      wantMissed();
    } catch (ProblemException e) {
      // Kept, and wanted again by the next worker who comes by.
      troubles.happened(new Trouble("hint", hint.ownership().target().text(), 1, e));
    }
  }

  /** Asks for a look at every target that moved; what cannot be written down stays missed. */
  private void wantMissed() {
    List<TargetUid> targets = List.copyOf(missed);
    if (targets.isEmpty()) {
      return;
    }
    Recorder record = shared.record();
    targets.forEach(it -> record.wanted(WorkKind.LOOK, it.text(), shared.tempo.now()));
    missed.removeAll(targets);
    try {
      record.write();
    } catch (ProblemException e) {
      missed.addAll(targets);
      throw e;
    }
  }

  /**
   * Does what is due now.
   *
   * @param max how many items at most
   * @return how many items were taken; 0 when nothing is due
   */
  public int work(int max) {
    return work(max, () -> {});
  }

  /**
   * The same.
   *
   * @param more is run before the first item is done when as many were due as were asked for: there
   *     may be more for somebody else
   */
  public int work(int max, Runnable more) {
    if (readOnly()) {
      return 0;
    }
    wantMissed();
    List<Work> taken =
        shared.ports.journal().takeWork(shared.settings.holder(), max, shared.settings.workHold());
    if (!taken.isEmpty()) {
      shared.ledger.catchUp();
    }
    if (taken.size() == max) {
      more.run();
    }
    taken.forEach(this::doOne);
    return taken.size();
  }

  /** Does one item; whatever goes wrong, the item is done or comes again. */
  private void doOne(Work work) {
    String name = work.kind() + " " + work.key();
    if (!underWay.add(name)) {
      // Still at it from an earlier taking; what came since is looked at when that has ended.
      shared.ports.journal().workAgain(work, shared.tempo.now().plus(STILL_AT_IT));
      return;
    }
    try {
      Next next =
          switch (WorkKind.of(work.kind())) {
            case SYNC -> sync();
            case DRIVE -> driver.drive(new ChangeId(work.key()));
            case LOOK -> watcher.look(new TargetUid(work.key()));
          };
      switch (next) {
        case Next.LookAgain it -> shared.ports.journal().workAgain(work, it.at());
        case Next.Moved _, Next.Rests _ -> shared.ports.journal().workDone(work);
      }
      troubles.over(work.kind(), work.key());
    } catch (Journal.StreamMoved | Journal.FencedOff e) {
      LOG.log(System.Logger.Level.INFO, "{0} moved under our hands: {1}", name, e.getMessage());
      shared.ledger.catchUp();
      shared.ports.journal().workAgain(work, shared.tempo.now());
    } catch (ProblemException e) {
      retry(work, e);
    } finally {
      underWay.remove(name);
    }
  }

  private Next sync() {
    Lease lease =
        shared.ports.leases().acquire(SYNC_LEASE, shared.settings.holder(), SYNC_LIFETIME);
    if (lease == null) {
      return new Next.LookAgain(shared.tempo.now().plus(SYNC_BUSY));
    }
    try {
      return new Syncer(shared, proposer, stale, lease, troubles).sync();
    } finally {
      shared.ports.leases().release(lease);
    }
  }

  private void retry(Work work, ProblemException e) {
    troubles.happened(new Trouble(work.kind(), work.key(), work.attempt(), e));
    Duration wait = BACKOFF.after(Math.min(work.attempt(), 16), shared.tempo.chance());
    shared.ports.journal().workAgain(work, shared.tempo.now().plus(wait));
  }

  /** Goes on from what the journal says, keeps the log, and polls Git. */
  public void start() {
    log.keep();
    recover();
    timers.add(shared.tempo.every(KEEP_INTERVAL, this::keep));
    timers.add(shared.tempo.every(shared.settings.pollInterval(), this::poll));
  }

  /** Looks for new commits; only where there are some is anything written. */
  private void poll() {
    if (closed || readOnly()) {
      return;
    }
    try {
      Repositories.Heads before =
          shared.ports.repositories().heads(shared.settings.rootRepository());
      Repositories.Heads now = shared.ports.repositories().fetch(shared.settings.rootRepository());
      if (!before.equals(now)) {
        desk.sync();
      }
    } catch (ProblemException e) {
      troubles.happened(new Trouble("poll", shared.settings.rootRepository(), 1, e));
    }
  }

  private void keep() {
    if (!closed) {
      log.keep();
    }
  }

  @Override
  public void close() {
    closed = true;
    timers.forEach(Cancellable::cancel);
    for (AutoCloseable watch : watches) {
      try {
        watch.close();
      } catch (Exception e) {
        troubles.happened(new Trouble("watch", "close", 1, e));
      }
    }
  }
}
