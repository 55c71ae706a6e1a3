package dev.esclusa.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is started.
 *
 * @param folder where its state, tokens and key are kept; null keeps everything in memory
 * @param port on 127.0.0.1; 0 takes a free one
 * @param users who may use it
 * @param readyDelay how long a simulated pod takes to become ready
 * @param eventsKept how many events a watch can go back
 * @param simulated whether anything but the API server is played
 */
public record SandboxOptions(
    @Nullable Path folder,
    int port,
    List<SandboxUser> users,
    Duration readyDelay,
    int eventsKept,
    Simulated simulated) {
  private static final SandboxUser ADMIN =
      new SandboxUser("admin", List.of("system:masters"), SandboxUser.Access.all());

  /** What is played beside the API server. */
  public enum Simulated {
    /** Controllers, garbage collector, scheduler and one node. */
    CLUSTER,
    /** Nothing: a bare API server, as kube-apiserver alone is. */
    NOTHING
  }

  public SandboxOptions {
    users = List.copyOf(users);
    if (eventsKept < 1)
      throw new IllegalArgumentException("eventsKept must be positive, was " + eventsKept);
  }

  /** One admin, a free port, nothing kept. */
  public static SandboxOptions inMemory() {
    return new SandboxOptions(
        null, 0, List.of(ADMIN), Duration.ofMillis(200), 10_000, Simulated.CLUSTER);
  }

  /** State kept in a folder. */
  public static SandboxOptions keptIn(Path folder) {
    return inMemory().withFolder(folder);
  }

  public SandboxOptions withFolder(Path folder) {
    return new SandboxOptions(folder, port, users, readyDelay, eventsKept, simulated);
  }

  public SandboxOptions withPort(int port) {
    return new SandboxOptions(folder, port, users, readyDelay, eventsKept, simulated);
  }

  public SandboxOptions withUsers(List<SandboxUser> users) {
    return new SandboxOptions(folder, port, users, readyDelay, eventsKept, simulated);
  }

  public SandboxOptions withReadyDelay(Duration readyDelay) {
    return new SandboxOptions(folder, port, users, readyDelay, eventsKept, simulated);
  }

  public SandboxOptions withEventsKept(int eventsKept) {
    return new SandboxOptions(folder, port, users, readyDelay, eventsKept, simulated);
  }

  public SandboxOptions withSimulated(Simulated simulated) {
    return new SandboxOptions(folder, port, users, readyDelay, eventsKept, simulated);
  }
}
