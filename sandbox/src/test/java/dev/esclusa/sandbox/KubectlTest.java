package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daily commands of {@code kubectl.txt}, in their order, by the real kubectl. */
class KubectlTest {
  @TempDir Path folder;

  private record Command(int line, List<String> words, int code, String expected) {}

  private record Outcome(int code, String text) {}

  @Test
  void theDailyCommandsWork() throws IOException, InterruptedException {
    assumeTrue(onPath(), "skipped: kubectl (install kubectl 1.28 or newer)");
    try (Sandbox sandbox =
        Sandbox.start(SandboxOptions.inMemory().withReadyDelay(Duration.ofMillis(50)))) {
      Path kubeconfig =
          Files.writeString(folder.resolve("kubeconfig"), sandbox.kubeconfig("admin"));
      for (String name : List.of("deployment.yaml", "crd.yaml", "widget.yaml", "job.yaml"))
        copy(name);
      List<String> failed = new ArrayList<>();
      int count = 0;
      for (Command command : commands()) {
        Outcome outcome = run(kubeconfig, command.words);
        count++;
        if (outcome.code != command.code || !outcome.text.contains(command.expected)) {
          failed.add(
              "line %d: kubectl %s -> %d, wanted %d and '%s':%n%s"
                  .formatted(
                      command.line,
                      String.join(" ", command.words),
                      outcome.code,
                      command.code,
                      command.expected,
                      outcome.text));
        }
      }
      assertThat(failed).isEmpty();
      assertThat(count).isGreaterThanOrEqualTo(40);
    }
  }

  private List<Command> commands() throws IOException {
    List<Command> commands = new ArrayList<>();
    int number = 0;
    for (String line : read("kubectl.txt").split("\n")) {
      number++;
      if (line.isBlank() || line.startsWith("#")) continue;
      String[] parts = line.split(" => ", 2);
      int space = parts[1].indexOf(' ');
      int code = Integer.parseInt(space < 0 ? parts[1].strip() : parts[1].substring(0, space));
      String expected = space < 0 ? "" : parts[1].substring(space + 1).strip();
      commands.add(new Command(number, List.of(parts[0].strip().split(" +")), code, expected));
    }
    return commands;
  }

  private Outcome run(Path kubeconfig, List<String> words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "kubectl", "--kubeconfig=" + kubeconfig, "--cache-dir=" + folder.resolve("cache")));
    for (String word : words) command.add(word.replace("_", " "));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("KUBE_EDITOR", "sed -i 's/^  a:/  edited:/'");
    Process process = builder.redirectOutput(output.toFile()).start();
    if (!process.waitFor(Duration.ofSeconds(40))) {
      process.destroyForcibly().waitFor();
      return new Outcome(-1, "no end after 40 s: " + Files.readString(output));
    }
    return new Outcome(process.exitValue(), Files.readString(output));
  }

  private void copy(String name) throws IOException {
    Files.writeString(folder.resolve(name), read(name));
  }

  private static String read(String name) throws IOException {
    try (InputStream in = KubectlTest.class.getResourceAsStream(name)) {
      if (in == null) throw new IOException(name + " is missing");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static boolean onPath() {
    for (String place :
        System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place).resolve("kubectl"))) return true;
    }
    return false;
  }
}
