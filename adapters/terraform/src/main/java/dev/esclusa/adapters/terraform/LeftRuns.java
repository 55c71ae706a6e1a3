package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Target;
import dev.esclusa.stack.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs left in their folders, on this machine: found again after a crash, swept in the end.
 */
final class LeftRuns {
  private static final Logger LOG = LoggerFactory.getLogger(LeftRuns.class);

  /** What an engine ended well is written down by then. */
  private static final Duration RECORDED_BY = Duration.ofMinutes(10);

  private final TerraformAuthority.Parts parts;

  LeftRuns(TerraformAuthority.Parts parts) {
    this.parts = parts;
  }

  @Nullable RunLeft of(RunId id) throws IOException {
    for (RunLeft left : parts.runs().left()) {
      if (left.kind() == RunKind.APPLY && left.runId().equals(id.text())) {
        return left;
      }
    }
    return null;
  }

  /** Whether an engine applies something there, begun by whatever server. */
  boolean applies(Target target) {
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.kind() == RunKind.APPLY
            && left.subject().equals(target.name().text())
            && left.lives()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true; // nobody may act on what nobody can see
    }
  }

  /** Their engines are gone by a person's word, and so are their credentials. */
  void close(Target target) {
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.kind() == RunKind.APPLY && left.subject().equals(target.name().text())) {
          parts.states().close(new RunId(left.runId()));
        }
      }
    } catch (IOException e) {
      LOG.warn("the runs of {} could not be listed: {}", target.name(), e.toString());
    }
    forget(target);
  }

  /** Whoever may apply now knows what came of what was applied before. */
  void forget(Target target) {
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.subject().equals(target.name().text()) && !left.lives()) {
          left.remove();
        }
      }
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "TFM-0046",
              "the folders of runs cannot be read: " + e.getMessage(),
              "Look at the runs folder in the server's data folder."),
          e);
    }
  }

  /** Runs that nobody will ask about any more leave their folders; the next look tries again. */
  void sweep(Target target) {
    try {
      for (RunLeft left : parts.runs().left()) {
        if (left.subject().equals(target.name().text()) && forgotten(left) && !left.lives()) {
          left.remove();
        }
      }
    } catch (IOException e) {
      LOG.warn("the folders of runs of {} could not be swept: {}", target.name(), e.toString());
    }
  }

  private boolean forgotten(RunLeft left) throws IOException {
    Instant now = parts.tempo().now();
    return left.kind() == RunKind.APPLY
        ? left.reached(Runner.APPLY_STEP)
            && left.exitCode().equals(OptionalInt.of(0))
            && left.startedAt().isBefore(now.minus(RECORDED_BY))
        : left.startedAt().isBefore(now.minus(parts.limits().wallTime()));
  }
}
