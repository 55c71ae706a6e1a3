package dev.esclusa.adapters.terraform;

import dev.esclusa.terraform.EventStream;
import dev.esclusa.terraform.RunProgress;
import dev.esclusa.terraform.RunReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A run whose server is gone: what it was, whether its engine lives, and what it left. */
public final class RunLeft {
  private final RunFolder folder;
  private final String bootId;

  RunLeft(RunFolder folder, String bootId) {
    this.folder = folder;
    this.bootId = bootId;
  }

  public RunKind kind() {
    return folder.record().kind();
  }

  public String runId() {
    return folder.record().runId();
  }

  /** The stack, as its job named it. */
  public String subject() {
    return folder.record().subject();
  }

  public Instant startedAt() {
    return folder.record().startedAt();
  }

  /** Whether a process of it still runs, so that its state may yet be written. */
  public boolean lives() throws IOException {
    if (!folder.record().bootId().equals(bootId)) {
      return false;
    }
    for (RunProcess process : processes()) {
      if (process.lives()) {
        return true;
      }
    }
    return false;
  }

  /** How its last process ended; empty while it lives, or when it was killed with its launcher. */
  public OptionalInt exitCode() throws IOException {
    return lastProcess().map(RunProcess::exitCode).orElse(OptionalInt.empty());
  }

  /** Whether it came as far as a step: a process of it was begun. */
  boolean reached(String step) {
    return Files.isDirectory(folder.path().resolve("steps").resolve(step));
  }

  /**
   * What its last process has said so far, every line through the scrubber.
   *
   * @see RunReport#inDoubt
   */
  public RunReport report(UnaryOperator<String> scrubber) throws IOException {
    RunProgress progress = new RunProgress();
    Optional<RunProcess> last = lastProcess();
    if (last.isPresent()) {
      new RunLines(
              last.get().stdout(), line -> progress.accept(EventStream.event(scrubber.apply(line))))
          .rest();
    }
    return progress.report();
  }

  /** The state that it could not hand in; a secret as a whole. Null when there is none. */
  public byte @Nullable [] erroredState() throws IOException {
    return RunnerResults.erroredState(folder);
  }

  /** Asks the engine to stop, as a person at a terminal would; whether it was asked. */
  public boolean stop() throws IOException {
    boolean asked = false;
    for (RunProcess process : processes()) {
      asked |= process.lives() && process.terminate();
    }
    return asked;
  }

  /** Ends the engine without a word; for tests of what then remains. */
  void killEngine() throws IOException {
    for (RunProcess process : processes()) {
      process.engineTrace().ifPresent(ProcessTrace::kill);
    }
  }

  /** Forgets it; refused while it lives. */
  public void remove() throws IOException {
    if (lives()) {
      throw RunnerProblem.stillLives(runId()).asException();
    }
    folder.remove();
  }

  private Optional<RunProcess> lastProcess() throws IOException {
    List<RunProcess> all = processes();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  private List<RunProcess> processes() throws IOException {
    List<Path> steps = new ArrayList<>();
    Path place = folder.path().resolve("steps");
    if (Files.isDirectory(place)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(place)) {
        found.forEach(steps::add);
      }
    }
    steps.sort(Comparator.comparing(Path::getFileName));
    return steps.stream().map(step -> new RunProcess(null, step, kind())).toList();
  }
}
