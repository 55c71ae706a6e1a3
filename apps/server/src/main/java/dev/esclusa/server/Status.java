package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.ControlPlane.Trouble;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What does not work at the moment: the newest troubles of this replica, for status and metrics.
 */
final class Status implements ControlPlane.Troubles {
  private static final System.Logger LOG = System.getLogger(Status.class.getName());
  private static final int KEPT = 20;
  private static final int QUIET_ATTEMPTS = 3;

  private final Deque<TroubleView> troubles = new ArrayDeque<>();
  private Supplier<Optional<Problem>> log = Optional::empty;
  private long count;

  /** Work that failed and is tried again. */
  record TroubleView(String kind, String key, int attempt, @Nullable Problem problem) {}

  @Override
  public synchronized void over(String kind, String key) {
    troubles.removeIf(it -> it.kind().equals(kind) && it.key().equals(key));
  }

  @Override
  public synchronized void happened(Trouble trouble) {
    LOG.log(
        passes(trouble) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
        "{0} {1} did not work, attempt {2}: {3}",
        trouble.kind(),
        trouble.key(),
        trouble.attempt(),
        trouble.cause().getMessage());
    count++;
    Problem problem =
        trouble.cause() instanceof ProblemException it
            ? it.problem()
            : Problem.defect(
                "SRV-0001",
                trouble.kind()
                    + " "
                    + trouble.key()
                    + " failed: "
                    + trouble.cause().getClass().getSimpleName(),
                "Look at the server's log, and report it.");
    troubles.removeIf(it -> it.kind().equals(trouble.kind()) && it.key().equals(trouble.key()));
    troubles.addFirst(new TroubleView(trouble.kind(), trouble.key(), trouble.attempt(), problem));
    while (troubles.size() > KEPT) {
      troubles.removeLast();
    }
  }

  /** What its surroundings may mend by themselves is told when it lasts; status has it at once. */
  private static boolean passes(Trouble trouble) {
    return trouble.attempt() <= QUIET_ATTEMPTS
        && trouble.cause() instanceof ProblemException it
        && it.problem().fault() == Problem.Fault.ENVIRONMENT;
  }

  void watchLog(Supplier<Optional<Problem>> source) {
    log = source;
  }

  @Nullable Problem logTrouble() {
    return log.get().orElse(null);
  }

  synchronized List<TroubleView> troubles() {
    return List.copyOf(troubles);
  }

  synchronized long count() {
    return count;
  }
}
