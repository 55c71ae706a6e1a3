package dev.esclusa.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another program that does what we do, where it is installed. */
final class Peer {
  private static final int PATIENCE_SECONDS = 120;

  private Peer() {}

  static boolean installed(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    return List.of(path.split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** What it said; its exit code is not looked at. */
  static String output(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " did not end");
    }
    return text;
  }

  /**
   * Processor seconds, user and system, of a command and what it starts; absent without a shell
   * that can tell.
   */
  static @Nullable Double cpuSeconds(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (!installed("bash")) {
      return null;
    }
    Path said = Files.createTempFile("esclusa-bench", ".txt");
    try {
      String quoted = "'" + String.join("' '", command) + "'";
      output(
          List.of(
              "bash",
              "-c",
              "TIMEFORMAT='%U %S'; { time " + quoted + " >/dev/null 2>&1; } 2>'" + said + "'"),
          environment);
      String[] parts = Files.readString(said).strip().split(" ");
      return Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
    } finally {
      Files.deleteIfExists(said);
    }
  }
}
