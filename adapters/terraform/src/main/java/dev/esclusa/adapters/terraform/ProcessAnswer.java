package dev.esclusa.adapters.terraform;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a short question to a trusted program printed; nothing of our environment goes along. */
final class ProcessAnswer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BYTES_MAX = 1 << 20;

  private ProcessAnswer() {}

  /** Standard output, or what came of it; empty when the program failed or took too long. */
  static String of(Path folder, List<String> command) throws IOException, InterruptedException {
    Path answer = Files.createTempFile(folder, "answer", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(answer.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", SandboxScript.PATH);
    environment.put("HOME", folder.toString());
    environment.put("CHECKPOINT_DISABLE", "1");
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE) || process.exitValue() != 0) {
        return "";
      }
    } finally {
      process.destroyForcibly();
    }
    byte[] bytes = Files.readAllBytes(answer);
    Files.delete(answer);
    return new String(bytes, 0, Math.min(bytes.length, BYTES_MAX), StandardCharsets.UTF_8);
  }
}
