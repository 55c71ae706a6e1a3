package dev.esclusa.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of this machine, run in a folder; what it says is the answer. */
final class Program {
  private final String name;
  private final Path folder;
  private final Map<String, String> environment;

  Program(String name, Path folder, Map<String, String> environment) {
    this.name = name;
    this.folder = folder;
    this.environment = environment;
  }

  /** Where it lies, when it is installed. */
  static Optional<Path> installed(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(it -> !it.isEmpty())
        .map(it -> Path.of(it).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @throws IOException with its words, when it does not end well
   */
  String run(String... arguments) throws IOException {
    return run(new byte[0], arguments);
  }

  /** The same with something to read. */
  String run(byte[] input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(name);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + exit + ": " + said);
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + name + " ran", e);
    }
  }
}
