package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.terraform.Diagnostic;
import dev.esclusa.terraform.DiagnosticKind;
import dev.esclusa.terraform.Event;
import dev.esclusa.terraform.EventStream;
import dev.esclusa.terraform.RunProgress;
import dev.esclusa.terraform.RunReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the processes of one run: reads along, asks them to stop when their time is over or
 * somebody wants it, and kills what may be killed. For one thread.
 */
final class RunWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);
  private static final Duration GLANCE = Duration.ofMillis(40);

  /** How long others may hold the output of an engine open that has ended. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Tempo tempo;
  private final RunLimits limits;
  private final RunOutput output;
  private final RunControl control;
  private RunProgress progress = new RunProgress();
  private String complaint = "";
  private boolean listening = true;

  RunWatch(Tempo tempo, RunLimits limits, RunOutput output, RunControl control) {
    this.tempo = tempo;
    this.limits = limits;
    this.output = output;
    this.control = control;
  }

  /** Of the last process. */
  RunReport report() {
    return progress.report();
  }

  void complained(String text) {
    complaint = output.scrubber().apply(text);
  }

  private void take(String line) {
    Event event = EventStream.event(output.scrubber().apply(line));
    progress.accept(event);
    tell(event);
  }

  /** An engine is not left alone because somebody who looks on stumbles. */
  private void tell(Event event) {
    if (listening) {
      try {
        output.listener().accept(event);
      } catch (RuntimeException e) {
        listening = false;
        LOG.warn("the progress of a run is not shown any more: {}", e.toString());
      }
    }
  }

  RunEnd untilEnd(RunProcess process) throws IOException, InterruptedException {
    progress = new RunProgress();
    RunLines lines = new RunLines(process.stdout(), this::take);
    Instant deadline = tempo.now().plus(limits.wallTime());
    RunEnd.Stopped stopped = RunEnd.Stopped.BY_ITSELF;
    Instant killAt = Instant.MAX;
    Instant lingersUntil = Instant.MAX;
    boolean asked = false;
    while (!ended(process)) {
      lines.more();
      Instant now = tempo.now();
      if (process.engineEnded()) {
        lingersUntil = lingersUntil.equals(Instant.MAX) ? now.plus(LINGER) : lingersUntil;
        if (now.isAfter(lingersUntil)) {
          process.ends();
          break;
        }
        continue;
      }
      if (stopped == RunEnd.Stopped.BY_ITSELF) {
        stopped = wantedEnd(now, deadline);
        killAt = stopped == RunEnd.Stopped.BY_ITSELF ? Instant.MAX : now.plus(limits.grace());
      }
      if (stopped != RunEnd.Stopped.BY_ITSELF && !asked) {
        asked = process.terminate();
      }
      if (now.isAfter(killAt) && mayKill(process)) {
        process.kill();
        stopped = RunEnd.Stopped.KILLED;
        break;
      }
    }
    lines.rest();
    return new RunEnd(process.exitCode(), stopped);
  }

  /** The launcher may have been killed while the engine goes on. */
  private boolean ended(RunProcess process) throws InterruptedException {
    if (!process.endWithin(GLANCE)) {
      return false;
    }
    if (process.lives()) {
      tempo.pause(GLANCE);
      return false;
    }
    return true;
  }

  private RunEnd.Stopped wantedEnd(Instant now, Instant deadline) {
    if (control.stopWanted()) {
      return RunEnd.Stopped.ASKED;
    }
    return now.isAfter(deadline) ? RunEnd.Stopped.TIME_LIMIT : RunEnd.Stopped.BY_ITSELF;
  }

  private boolean mayKill(RunProcess process) {
    return process.kind().mayBeKilled() || control.killReason() != null;
  }

  /** What to tell about a run that did not succeed. */
  Problem problem(String stack, RunKind kind, RunEnd end) {
    List<Diagnostic> errors = report().errors();
    return switch (end.stopped()) {
      case TIME_LIMIT -> RunnerProblem.timeLimit(stack, kind, limits.wallTime());
      case ASKED -> RunnerProblem.stopped(stack, kind);
      case KILLED ->
          control.stopWanted()
              ? RunnerProblem.stopped(stack, kind)
              : RunnerProblem.timeLimit(stack, kind, limits.wallTime());
      case BY_ITSELF -> errors.isEmpty() ? wordless(stack, kind, end) : said(stack, kind, errors);
    };
  }

  private static Problem said(String stack, RunKind kind, List<Diagnostic> errors) {
    return RunnerProblem.said(stack, kind, worst(errors));
  }

  /** Commands without JSON tell their errors on the other channel, and end with 1. */
  private Problem wordless(String stack, RunKind kind, RunEnd end) {
    boolean refused = end.exitCode().isPresent() && end.exitCode().getAsInt() == 1;
    return refused && !complaint.isBlank()
        ? RunnerProblem.complained(stack, kind, complaint)
        : RunnerProblem.died(stack, kind, seen(end));
  }

  /** A cause that we know says more than one that we do not. */
  private static Diagnostic worst(List<Diagnostic> errors) {
    return errors.stream()
        .filter(error -> error.kind() != DiagnosticKind.OTHER)
        .findFirst()
        .orElse(errors.getFirst());
  }

  private String seen(RunEnd end) {
    String exit =
        end.exitCode().isPresent() ? "exit code " + end.exitCode().getAsInt() : "no exit code";
    List<String> texts = report().texts();
    String last = texts.isEmpty() ? complaint : texts.getLast() + " " + complaint;
    return last.isBlank() ? exit : exit + ", " + last.strip();
  }
}
