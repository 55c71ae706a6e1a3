package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts a small program in each kind of sandbox, strictest first. */
final class IsolationProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final RunLimits SMALL =
      RunLimits.usual().withOutputBytes(1 << 16).withWallTime(PATIENCE, Duration.ofSeconds(1));
  private static final List<String> TOOLS =
      List.of("unshare", "setpriv", "mount", "umount", "pivot_root", "setsid");

  private IsolationProbe() {}

  static Isolation run(Path root, List<Path> hidden) throws InterruptedException {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      return new Isolation.None("only Linux has the namespaces that are used");
    }
    for (String tool : TOOLS) {
      if (SandboxScript.tool(tool).isEmpty()) {
        return new Isolation.None("the program " + tool + " is not there: install util-linux");
      }
    }
    Isolation.User user =
        SandboxScript.userId() == 0
            ? new Isolation.User.Dropped(Isolation.UNPRIVILEGED)
            : new Isolation.User.Mapped();
    Isolation wanted = new Isolation.Namespaces(user, hidden);
    return refusal(root, wanted).<Isolation>map(Isolation.None::new).orElse(wanted);
  }

  /** Why the kernel does not give it; empty where it does. */
  static Optional<String> refusal(Path root, Isolation wanted) throws InterruptedException {
    try {
      RunRecord record = new RunRecord(RunKind.RENDER, "probe", "", Runs.bootId(), Instant.EPOCH);
      RunFolder folder = RunFolder.make(root, record);
      try {
        Path shell = Path.of("/bin/sh").toRealPath();
        Sandbox sandbox =
            new Sandbox(folder, wanted, shell, Path.of("/nonexistent"), List.of(), List.of());
        RunProcess process =
            sandbox.start(
                "probe",
                List.of("-c", "cd / && test -e /proc/self/stat && echo open"),
                "src",
                Map.of(),
                SMALL,
                Sandbox.Network.NONE);
        return process.endWithin(PATIENCE) && process.printed().contains("open")
            ? Optional.empty()
            : Optional.of("the kernel refused: " + RunnerProblem.shown(process.complained()));
      } finally {
        RunFolder.remove(folder.path());
      }
    } catch (IOException e) {
      return Optional.of("it could not be tried: " + RunnerProblem.shown(e.toString()));
    }
  }
}
