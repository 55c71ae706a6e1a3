package dev.esclusa.stack;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.StateAnswer.Refused;
import dev.esclusa.stack.StateStore.Move;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may read and write the state of a stack. Engines come with the credentials of their run and
 * ask as Terraform's http backend does; the control plane opens and closes runs and carries out
 * verdicts.
 *
 * <p>Time decides nothing about writers. A run that lost its lease still hands its state in,
 * because its engine may have changed the world; only a verdict raises the fence, and from then on
 * every request of an older run to write is refused. All is kept in the store, nothing in memory: a
 * restart between a lock and a write changes nothing. What may only read ends after half a day by
 * itself, for plans whose server died.
 */
public final class StateBackend {
  private static final int PASSWORD_BYTES = 32;
  private static final int MAX_ATTEMPTS = 100;
  private static final Duration READERS_LAST = Duration.ofHours(12);
  private static final String PASSWORD_DOMAIN = "esclusa/state-password/v1\0";

  private final StateStore store;
  private final EnvelopeSeal seal;
  private final InstantSource clock;
  private final Chance chance;
  private final StateLimits limits;

  public StateBackend(
      StateStore store, EnvelopeSeal seal, InstantSource clock, Chance chance, StateLimits limits) {
    this.store = store;
    this.seal = seal;
    this.clock = clock;
    this.chance = chance;
    this.limits = limits;
  }

  public StateLimits limits() {
    return limits;
  }

  // --- what engines ask ---

  /** Whether these credentials open anything, before a large body is read; absent when they do. */
  public Optional<Refused> refusal(StateCaller caller) {
    return entry(caller) == null ? Optional.of(Refusals.unknown()) : Optional.empty();
  }

  /** Also for a run that was given up: before its first write it asks which lineage there is. */
  public StateAnswer get(StateCaller caller) {
    Entry entry = entry(caller);
    if (entry == null) {
      return Refusals.unknown();
    }
    StateVersion current = entry.head.current();
    return current == null
        ? new StateAnswer.Nothing()
        : new StateAnswer.Content(open(current), current);
  }

  /**
   * @param body the lock as JSON
   */
  public StateAnswer lock(StateCaller caller, byte[] body) {
    return decided(caller, entry -> lock(entry, StateLock.read(body, entry.credential, now())));
  }

  private Decision lock(Entry entry, @Nullable StateLock wanted) {
    Refused refused = mayNotWrite(entry, "lock it");
    if (refused != null) {
      return entry.refuse(refused, now());
    }
    if (wanted == null) {
      return Decision.answer(Refusals.lockUnreadable());
    }
    StateLock held = entry.head.lock();
    if (held == null) {
      return Decision.move(Move.to(entry.head.withLock(wanted)));
    }
    // The reply to the first request may have been lost.
    return held.id().equals(wanted.id()) && held.heldBy(entry.credential)
        ? Decision.DONE
        : Decision.answer(new StateAnswer.Held(held));
  }

  /**
   * @param body the lock as JSON, as it was sent to lock
   */
  public StateAnswer unlock(StateCaller caller, byte[] body) {
    return decided(caller, entry -> unlock(entry, StateLock.read(body, entry.credential, now())));
  }

  private Decision unlock(Entry entry, @Nullable StateLock named) {
    Refused refused = mayNotWrite(entry, "unlock it");
    if (refused != null) {
      return entry.refuse(refused, now());
    }
    StateLock held = entry.head.lock();
    if (named == null) {
      return Decision.answer(Refusals.lockUnreadable());
    }
    if (held == null) {
      return Decision.DONE;
    }
    if (!held.id().equals(named.id())) {
      return Decision.answer(new StateAnswer.Held(held));
    }
    return held.heldBy(entry.credential)
        ? Decision.move(Move.to(entry.head.withLock(null)))
        : entry.refuse(Refusals.notYours(entry.credential, held), now());
  }

  /**
   * @param lockId under which lock; empty when the engine named none
   * @param md5 the Content-MD5 header; empty when there was none
   */
  public StateAnswer post(StateCaller caller, String lockId, String md5, byte[] body) {
    if (entry(caller) == null) {
      return Refusals.unknown();
    }
    Arrival arrival = new Arrival(lockId, md5, body);
    return decided(caller, entry -> post(entry, arrival));
  }

  /** A state on its way in; read and sealed once, however often the move is tried. */
  private final class Arrival {
    private final String lockId;
    private final String header;
    private final byte[] body;
    private final String md5;
    private StateDocument.@Nullable Read read;
    private byte @Nullable [] sealed;

    Arrival(String lockId, String header, byte[] body) {
      this.lockId = lockId;
      this.header = header;
      this.body = body;
      this.md5 = StateDocument.md5(body);
    }

    StateDocument.Read read() {
      StateDocument.Read known = read;
      if (known == null) {
        known = StateDocument.read(body, limits.maxBytes());
        read = known;
      }
      return known;
    }

    byte[] sealed(TargetUid stack) {
      byte[] known = sealed;
      if (known == null) {
        known = seal.seal(stack, Purpose.STATE, body);
        sealed = known;
      }
      return known;
    }
  }

  private Decision post(Entry entry, Arrival arrival) {
    Refused refused = mayNotWrite(entry, "write it");
    if (refused == null) {
      refused = unfit(entry, arrival);
    }
    if (refused != null) {
      return entry.refuse(refused, now());
    }
    return switch (arrival.read()) {
      case StateDocument.Read.Bad bad -> entry.refuse(Refusals.malformed(bad.problem()), now());
      case StateDocument.Read.Good good -> follow(entry, arrival, good.document());
    };
  }

  private @Nullable Refused unfit(Entry entry, Arrival arrival) {
    StateLock held = entry.head.lock();
    if (held == null || !held.id().equals(arrival.lockId) || !held.heldBy(entry.credential)) {
      return Refusals.notHolder(entry.credential, entry.head, arrival.lockId);
    }
    if (arrival.body.length > limits.maxBytes()) {
      return Refusals.tooLarge(limits.maxBytes());
    }
    return StateDocument.hasMd5(arrival.header, arrival.md5) ? null : Refusals.wrongSum();
  }

  private Decision follow(Entry entry, Arrival arrival, StateDocument next) {
    StateVersion current = entry.head.current();
    if (current != null && !current.lineage().equals(next.lineage())) {
      return entry.refuse(Refusals.otherLineage(current, next), now());
    }
    if (current != null && next.serial() <= current.serial()) {
      // The same once more: the reply to the first request was lost.
      return next.serial() == current.serial() && current.md5().equals(arrival.md5)
          ? Decision.DONE
          : entry.refuse(Refusals.notNewer(current, next), now());
    }
    Credential by = entry.credential;
    return Decision.move(
        written(
            entry.head, arrival, next, StateVersion.Origin.WRITTEN, by.run(), by.fencingToken()));
  }

  private Move written(
      Head head,
      Arrival arrival,
      StateDocument document,
      StateVersion.Origin origin,
      RunId run,
      long token) {
    long number = head.newest() + 1;
    StateVersion version =
        new StateVersion(
            head.stack(),
            number,
            document.serial(),
            document.lineage(),
            document.engineVersion(),
            origin,
            run,
            token,
            now(),
            Digest.of(arrival.body),
            arrival.md5,
            arrival.body.length,
            true);
    return new Move(
        head.withCurrent(version),
        arrival.sealed(head.stack()),
        number - limits.keepVersions(),
        null,
        null,
        null);
  }

  private static @Nullable Refused mayNotWrite(Entry entry, String what) {
    Credential by = entry.credential;
    return switch (by.right()) {
      case READ -> Refusals.reader(by, what);
      case WRITE -> entry.givenUp() ? Refusals.fenced(by, entry.head.fence()) : null;
    };
  }

  // --- who asks ---

  /** A known run, and the stack as it stands. */
  private record Entry(Head head, Credential credential) {
    boolean givenUp() {
      return isGivenUp(credential, head);
    }

    Decision refuse(Refused refused, Instant now) {
      Problem problem = refused.problem();
      return new Decision(
          null,
          refused,
          new Incident(
              head.stack(),
              now,
              Incident.Kind.REFUSED,
              credential.run(),
              problem.code(),
              problem.cause()));
    }
  }

  private static boolean isGivenUp(Credential credential, Head head) {
    return credential.right() == Credential.Right.WRITE && credential.fencingToken() < head.fence();
  }

  private boolean isOver(Credential credential) {
    return credential.right() == Credential.Right.READ
        && credential.issuedAt().plus(READERS_LAST).isBefore(now());
  }

  /** What is to be done, and what is said when it is done. */
  private record Decision(@Nullable Move move, StateAnswer answer, @Nullable Incident incident) {
    static final Decision DONE = answer(new StateAnswer.Done());

    static Decision answer(StateAnswer answer) {
      return new Decision(null, answer, null);
    }

    static Decision move(Move move) {
      return new Decision(move, new StateAnswer.Done(), null);
    }
  }

  /** Decides anew whenever somebody else moved the stack in between. */
  private StateAnswer decided(StateCaller caller, Function<Entry, Decision> rule) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Entry entry = entry(caller);
      if (entry == null) {
        return Refusals.unknown();
      }
      Decision decision = rule.apply(entry);
      if (decision.incident != null) {
        store.record(decision.incident);
      }
      if (decision.move == null || store.move(entry.head, decision.move)) {
        return decision.answer;
      }
    }
    return Refusals.busy(caller.stack());
  }

  /**
   * The head is read before the credential: whoever closes a run moves the head, so that a move
   * decided with a credential that closed meanwhile is not taken.
   */
  private @Nullable Entry entry(StateCaller caller) {
    String user = caller.user();
    String password = caller.password();
    if (user == null || password == null || !caller.stack().matches("[A-Za-z0-9._-]{1,128}")) {
      return null;
    }
    TargetUid stack = new TargetUid(caller.stack());
    Head head = store.head(stack);
    Credential credential = store.credential(hash(password)).orElse(null);
    if (credential == null
        || !credential.stack().equals(stack)
        || !credential.run().text().equals(user)
        || isOver(credential)) {
      return null;
    }
    if (credential.closedAt() != null) {
      store.record(
          new Incident(
              stack,
              now(),
              Incident.Kind.REFUSED,
              credential.run(),
              "STK-0001",
              "run " + credential.run() + " was closed at " + credential.closedAt()));
      return null;
    }
    return new Entry(head, credential);
  }

  private static Digest hash(String password) {
    return Digest.of((PASSWORD_DOMAIN + password).getBytes(StandardCharsets.UTF_8));
  }

  // --- runs ---

  /**
   * New credentials for one run on one stack. The password is not kept anywhere.
   *
   * @throws ProblemException STK-0017 when a verdict has already given up writers of this token
   */
  public StateLogin issue(TargetUid stack, RunId run, Credential.Right right, long fencingToken) {
    String password =
        Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(PASSWORD_BYTES));
    Credential credential =
        new Credential(hash(password), stack, run, right, fencingToken, now(), null);
    moved(
        stack,
        head -> {
          if (right == Credential.Right.WRITE && fencingToken < head.fence()) {
            throw behind(stack, fencingToken, head.fence());
          }
          return new Move(head.moved(), null, 0, credential, null, null);
        });
    return new StateLogin(stack, run.text(), password);
  }

  private static ProblemException behind(TargetUid stack, long token, long fence) {
    return Problem.caller(
            "STK-0017",
            "a run with fencing token "
                + token
                + " cannot write the state of "
                + stack
                + ", which takes writers from token "
                + fence
                + " on.",
            "Take the lease of the stack anew.")
        .asException();
  }

  /** Ends all credentials of a run. A lock that it left stays, until a verdict breaks it. */
  public void close(RunId run) {
    for (Credential open : store.openCredentials(run)) {
      moved(
          open.stack(),
          head -> new Move(head.moved(), null, 0, null, new StateStore.Ended(run, now()), null));
    }
  }

  // --- verdicts ---

  /** From now on writers with a lower token are refused. A lower token than before does nothing. */
  public void raise(TargetUid stack, long fencingToken, Verdict verdict) {
    moved(
        stack,
        head ->
            fencingToken <= head.fence()
                ? null
                : Move.to(head.withFence(fencingToken))
                    .because(
                        decided(
                            stack,
                            Incident.Kind.FENCE_RAISED,
                            "from "
                                + head.fence()
                                + " to "
                                + fencingToken
                                + " "
                                + verdict.words())));
  }

  /**
   * @param lockId of the lock that the verdict is about; another one stays
   * @throws ProblemException STK-0018 when another lock is held; no lock at all is fine
   */
  public void forceUnlock(TargetUid stack, String lockId, Verdict verdict) {
    moved(
        stack,
        head -> {
          StateLock held = head.lock();
          if (held == null) {
            return null;
          }
          if (!held.id().equals(lockId)) {
            throw Problem.caller(
                    "STK-0018",
                    "the verdict is about lock "
                        + lockId
                        + ", the state of "
                        + stack
                        + " has lock "
                        + held.id()
                        + ", "
                        + held.words()
                        + ".",
                    "Look at it again, and decide about the lock that is there.")
                .asException();
          }
          return Move.to(head.withLock(null))
              .because(
                  decided(
                      stack,
                      Incident.Kind.LOCK_BROKEN,
                      lockId + ", " + held.words() + ", " + verdict.words()));
        });
  }

  /**
   * Puts a state in the place of the current one, whatever its lineage and serial: the way of a
   * recovery. Nobody may hold the lock. One without a lineage, as an engine leaves it that could
   * not reach us before its first write, gets the one that is there, or a new one.
   *
   * @throws ProblemException STK-0005 while somebody does, STK-0008 or STK-0009 for what is no
   *     state
   */
  public StateVersion replace(TargetUid stack, byte[] state, Verdict verdict) {
    if (state.length > limits.maxBytes()) {
      throw Refusals.tooLarge(limits.maxBytes()).problem().asException();
    }
    Arrival arrival =
        new Arrival("", "", StateDocument.withLineage(state, this::lineageFor, stack));
    StateDocument document =
        switch (arrival.read()) {
          case StateDocument.Read.Good good -> good.document();
          case StateDocument.Read.Bad bad -> throw bad.problem().asException();
        };
    Head after =
        moved(
            stack,
            head -> {
              StateLock held = head.lock();
              if (held != null) {
                throw lockedAgainst(stack, held);
              }
              return written(
                      head,
                      arrival,
                      document,
                      StateVersion.Origin.REPLACED,
                      new RunId(verdict.change().text()),
                      head.fence())
                  .because(decided(stack, Incident.Kind.STATE_REPLACED, verdict.words()));
            });
    return current(after);
  }

  private String lineageFor(TargetUid stack) {
    return current(stack)
        .map(StateVersion::lineage)
        .orElseGet(() -> new UUID(chance.nextLong(), chance.nextLong()).toString());
  }

  private static ProblemException lockedAgainst(TargetUid stack, StateLock held) {
    return Problem.caller(
            "STK-0005",
            "the state of " + stack + " is locked, " + held.words() + ".",
            "Wait for that run, or decide about its lock first.")
        .asException();
  }

  private static StateVersion current(Head head) {
    StateVersion current = head.current();
    if (current == null) {
      throw new IllegalStateException("a state was written and is not there");
    }
    return current;
  }

  /** The current version is what was applied and accepted; its content is kept from now on. */
  public void accept(TargetUid stack) {
    moved(
        stack,
        head ->
            head.newest() == head.appliedNumber()
                ? null
                : Move.to(head.withApplied(head.newest())));
  }

  private Incident decided(TargetUid stack, Incident.Kind kind, String words) {
    return new Incident(stack, now(), kind, null, null, words);
  }

  /** Moves the stack by a rule, anew whenever somebody else was faster; a null move is none. */
  private Head moved(TargetUid stack, Function<Head, @Nullable Move> rule) {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Head head = store.head(stack);
      Move move = rule.apply(head);
      if (move == null) {
        return head;
      }
      if (store.move(head, move)) {
        return move.after();
      }
    }
    throw Refusals.busy(stack.text()).problem().asException();
  }

  // --- looking ---

  /**
   * A stack's state as people see it: everything but the content.
   *
   * @param lock absent when nobody holds it
   * @param openRuns which may read or write it now
   * @param versions newest first
   * @param incidents newest first
   */
  public record StateView(
      TargetUid stack,
      long fence,
      @Nullable StateLock lock,
      @Nullable String lockWords,
      long appliedNumber,
      List<Credential> openRuns,
      List<StateVersion> versions,
      List<Incident> incidents) {}

  public StateView view(TargetUid stack) {
    Head head = store.head(stack);
    StateLock lock = head.lock();
    return new StateView(
        stack,
        head.fence(),
        lock,
        lock == null ? null : lock.words(),
        head.appliedNumber(),
        store.openCredentials(stack).stream()
            .filter(it -> !isOver(it) && !isGivenUp(it, head))
            .toList(),
        store.versions(stack),
        store.incidents(stack));
  }

  public Optional<StateLock> lockOf(TargetUid stack) {
    return Optional.ofNullable(store.head(stack).lock());
  }

  /** The newest version; empty while there is no state. */
  public Optional<StateVersion> current(TargetUid stack) {
    return Optional.ofNullable(store.head(stack).current());
  }

  /**
   * The content of a version, in the clear: never shown, stored or logged as it is.
   *
   * @throws ProblemException STK-0002 when there is none, STK-0012 when it does not open
   */
  public byte[] content(TargetUid stack, long number) {
    return open(
        store
            .version(stack, number)
            .orElseThrow(() -> missing(stack, number, "there is no such version").asException()));
  }

  private byte[] open(StateVersion version) {
    byte[] sealed =
        store
            .sealed(version.stack(), version.number())
            .orElseThrow(
                () ->
                    missing(version.stack(), version.number(), "its content is kept no longer")
                        .asException());
    return seal.open(
        new EnvelopeSeal.Label(version.stack(), Purpose.STATE, version.digest()), sealed);
  }

  private static Problem missing(TargetUid stack, long number, String why) {
    return Problem.caller(
        "STK-0002",
        "version " + number + " of the state of " + stack + " cannot be had: " + why + ".",
        "See which there are: esclusa state versions.");
  }

  /** The database keeps microseconds; what is compared later has no more. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
