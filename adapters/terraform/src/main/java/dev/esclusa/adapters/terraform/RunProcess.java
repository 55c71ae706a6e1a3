package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of an engine: the one we started, or one that an earlier server started and that lives
 * on or has ended since. All that is asked of it is in its files.
 */
final class RunProcess {
  private static final int SHOWN_BYTES_MAX = 1 << 16;
  private static final int LAST_SECONDS = 5;

  private final @Nullable Process launcher; // null when an earlier server started it
  private final Path step;
  private final RunKind kind;

  RunProcess(@Nullable Process launcher, Path step, RunKind kind) {
    this.launcher = launcher;
    this.step = step;
    this.kind = kind;
  }

  RunKind kind() {
    return kind;
  }

  Path stdout() {
    return step.resolve("stdout");
  }

  /** Waits; whether it has ended. What it printed is then all there. */
  boolean endWithin(Duration patience) throws InterruptedException {
    if (launcher != null) {
      return launcher.waitFor(patience);
    }
    return !lives();
  }

  /** Whether the engine, or what waits for it, is still there. */
  boolean lives() {
    return (launcher != null && launcher.isAlive())
        || launcherTrace().filter(ProcessTrace::lives).isPresent()
        || engineTrace().filter(ProcessTrace::lives).isPresent();
  }

  /** Whether the engine itself has said how it ended, though others may hold its output open. */
  boolean engineEnded() {
    return Files.exists(step.resolve("exit"));
  }

  Optional<ProcessTrace> engineTrace() {
    return ProcessTrace.read(step.resolve("engine"));
  }

  private Optional<ProcessTrace> launcherTrace() {
    return ProcessTrace.read(step.resolve("launcher"));
  }

  /** How it ended, as a shell counts: 128 and the signal. Empty when nobody wrote it down. */
  OptionalInt exitCode() {
    try {
      Path exit = step.resolve("exit");
      return Files.exists(exit)
          ? OptionalInt.of(Integer.parseInt(Files.readString(exit).strip()))
          : OptionalInt.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty(); // the disk was full
    }
  }

  /** Asks the engine to stop as soon as it can hear it; whether it was asked. */
  boolean terminate() {
    return engineTrace().filter(ProcessTrace::hears).map(ProcessTrace::terminate).orElse(false);
  }

  /** Ends it without a word to it, and whatever it started. */
  void kill() {
    List<ProcessHandle> started = session();
    engineTrace().ifPresent(ProcessTrace::kill);
    end(started);
  }

  /** Ends what an engine that has ended left running, and what waits for that. */
  void ends() {
    end(session());
  }

  /** Their folder can be removed only when they write no more. */
  private static void end(List<ProcessHandle> all) {
    all.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture<?>[] ends =
        all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ends).completeOnTimeout(null, LAST_SECONDS, TimeUnit.SECONDS).join();
  }

  /** The launcher and all that came of it; taken down before its ends are cut from each other. */
  private List<ProcessHandle> session() {
    Optional<ProcessHandle> root =
        launcher != null
            ? Optional.of(launcher.toHandle())
            : launcherTrace()
                .filter(ProcessTrace::lives)
                .flatMap(trace -> ProcessHandle.of(trace.processId()));
    return root.stream()
        .flatMap(handle -> Stream.concat(handle.descendants(), Stream.of(handle)))
        .toList();
  }

  String printed() {
    return text("stdout");
  }

  /** The end of what it and its start-up said beside its output. */
  String complained() {
    return (text("trouble") + " " + text("stderr")).strip();
  }

  private String text(String name) {
    Path file = step.resolve(name);
    if (!Files.exists(file)) {
      return "";
    }
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(Math.max(0, Files.size(file) - SHOWN_BYTES_MAX));
      return new String(in.readNBytes(SHOWN_BYTES_MAX), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
