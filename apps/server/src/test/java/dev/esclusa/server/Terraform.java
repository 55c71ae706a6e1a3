package dev.esclusa.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.stack.StateLogin;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The real engine in a folder of its own, with the state of one stack at our server. */
record Terraform(Path folder, Path program, String url) {
  /** How a command ended. */
  record Ended(int code, String output) {}

  static Terraform in(Path folder, Path program, String url, String configuration)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("main.tf"), "terraform {\n  backend \"http\" {}\n}\n" + configuration);
    return new Terraform(folder, program, url);
  }

  /** Also where a variable like {@code ESCLUSA_TOFU} says. */
  static Path program(String name) {
    String told = System.getenv("ESCLUSA_" + name.toUpperCase(Locale.ROOT));
    Optional<Path> program = told == null ? onPath(name) : Optional.of(Path.of(told));
    assumeTrue(program.isPresent(), "skipped: install " + name);
    return program.orElseThrow();
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The same configuration in another folder. */
  Terraform beside(Path other) throws IOException {
    Files.createDirectories(other);
    Files.copy(folder.resolve("main.tf"), other.resolve("main.tf"));
    return new Terraform(other, program, url);
  }

  Process start(StateLogin login, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    process.environment().clear();
    process.environment().put("PATH", System.getenv("PATH"));
    process.environment().put("HOME", folder.toString());
    process.environment().put("TF_IN_AUTOMATION", "1");
    process.environment().put("CHECKPOINT_DISABLE", "1");
    process.environment().put("TF_HTTP_ADDRESS", url);
    process.environment().put("TF_HTTP_LOCK_ADDRESS", url);
    process.environment().put("TF_HTTP_UNLOCK_ADDRESS", url);
    process.environment().put("TF_HTTP_USERNAME", login.user());
    process.environment().put("TF_HTTP_PASSWORD", login.password());
    return process.start();
  }

  private Path output() {
    return folder.resolve("output.txt");
  }

  Ended ended(Process process) throws IOException, InterruptedException {
    int code = process.waitFor();
    return new Ended(code, Files.readString(output(), StandardCharsets.UTF_8));
  }

  Ended run(StateLogin login, String... words) throws IOException, InterruptedException {
    return ended(start(login, words));
  }

  /** All that lies in the folder, to look for what must not. */
  String everything() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return all.toString();
    }
  }
}
