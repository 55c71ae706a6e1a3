package dev.esclusa.adapters.identity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this machine; a test that needs one says what to install when it skips. */
record Tool(String name, Path folder, Map<String, String> environment) {
  static Tool of(String name, Path folder) {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(it -> Files.isExecutable(Path.of(it, name)));
    assumeTrue(installed, "skipped: install " + name);
    return new Tool(name, folder, Map.of());
  }

  Tool with(Map<String, String> more) {
    return new Tool(name, folder, more);
  }

  /** What came of a run. */
  record Result(int exit, byte[] output, String errors) {
    String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  Result run(byte[] input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    byte[] output = process.getInputStream().readAllBytes();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(name + " does not end");
    }
    return new Result(process.exitValue(), output, Files.readString(errors));
  }

  Result must(String... arguments) throws IOException, InterruptedException {
    Result result = run(new byte[0], arguments);
    if (result.exit() != 0) {
      throw new IOException(name + " failed: " + result.errors() + result.text());
    }
    return result;
  }
}
