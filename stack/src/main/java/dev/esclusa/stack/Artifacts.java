package dev.esclusa.stack;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Saved plans and other blobs of stacks, sealed at rest. A saved plan is used up before an engine
 * sees it, so that none is ever applied twice.
 */
public final class Artifacts {
  private final ArtifactStore store;
  private final EnvelopeSeal seal;
  private final InstantSource clock;

  public Artifacts(ArtifactStore store, EnvelopeSeal seal, InstantSource clock) {
    this.store = store;
    this.seal = seal;
    this.clock = clock;
  }

  /**
   * Keeps a blob. Kept once more it stays as it was, used up or not.
   *
   * @return its digest, by which it is asked for
   */
  public Digest put(TargetUid stack, Purpose purpose, byte[] plain) {
    Digest digest = Digest.of(plain);
    if (store.get(stack, purpose, digest).isEmpty()) {
      store.put(
          new Artifact(stack, purpose, digest, plain.length, now(), null, null),
          seal.seal(stack, purpose, plain));
    }
    return digest;
  }

  /**
   * The blob in the clear; its hash is checked on every read.
   *
   * @throws ProblemException STK-0014 when there is none, STK-0015 when its bytes are gone,
   *     STK-0012 when it does not open or is another
   */
  public byte[] open(TargetUid stack, Purpose purpose, Digest digest) {
    if (store.get(stack, purpose, digest).isEmpty()) {
      throw unknown(stack, purpose, digest);
    }
    byte[] sealed =
        store.sealed(stack, purpose, digest).orElseThrow(() -> gone(stack, purpose, digest));
    return seal.open(new EnvelopeSeal.Label(stack, purpose, digest), sealed);
  }

  /**
   * Uses a saved plan up.
   *
   * @return true exactly once for a plan, ever
   * @throws ProblemException STK-0014 or STK-0015 when it is not there, STK-0016 when a verdict has
   *     given up writers of this token
   */
  public boolean consume(TargetUid stack, Digest plan, ChangeId by, long fencingToken) {
    Artifact.Use use = new Artifact.Use(by, fencingToken, now());
    return switch (store.consume(stack, Purpose.SAVED_PLAN, plan, use)) {
      case CONSUMED -> true;
      case USED_BEFORE -> false;
      case FENCED -> throw fenced(stack, fencingToken);
      case DROPPED -> throw gone(stack, Purpose.SAVED_PLAN, plan);
      case UNKNOWN -> throw unknown(stack, Purpose.SAVED_PLAN, plan);
    };
  }

  public Optional<Artifact> artifact(TargetUid stack, Purpose purpose, Digest digest) {
    return store.get(stack, purpose, digest);
  }

  /** Newest first. */
  public List<Artifact> artifacts(TargetUid stack, Purpose purpose) {
    return store.list(stack, purpose);
  }

  /** Lets the bytes of one go; that it was there stays known. */
  public boolean drop(TargetUid stack, Purpose purpose, Digest digest) {
    return store.drop(stack, purpose, digest, now());
  }

  /**
   * Lets the bytes of all that were made before an instant go. A state that an engine could not
   * hand in does not age: only {@link #drop} lets it go.
   */
  public int dropOld(Purpose purpose, Instant madeBefore) {
    return purpose == Purpose.ERRORED_STATE ? 0 : store.dropOld(purpose, madeBefore, now());
  }

  private static String name(Purpose purpose, Digest digest) {
    return purpose.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + digest.shortText();
  }

  private static ProblemException unknown(TargetUid stack, Purpose purpose, Digest digest) {
    return Problem.caller(
            "STK-0014", "stack " + stack + " has no " + name(purpose, digest) + ".", "Plan again.")
        .asException();
  }

  private static ProblemException gone(TargetUid stack, Purpose purpose, Digest digest) {
    return Problem.caller(
            "STK-0015",
            "the bytes of " + name(purpose, digest) + " of stack " + stack + " are kept no longer.",
            "Plan again; a plan is kept until it is applied or expires.")
        .asException();
  }

  private static ProblemException fenced(TargetUid stack, long token) {
    return Problem.caller(
            "STK-0016",
            "a verdict has given up the writers of stack "
                + stack
                + " with fencing token "
                + token
                + "; the plan was not used.",
            "Take the lease of the stack anew.")
        .asException();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
