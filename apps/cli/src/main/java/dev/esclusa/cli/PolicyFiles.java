package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files by the names that people gave, and what is in them; every failure is a problem. */
final class PolicyFiles {
  private static final long MOST_BYTES = 1L << 30;

  private final Terminal terminal;

  PolicyFiles(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Files below the place, or the place itself, in the order of their names. Links are followed.
   * The names start as the place was written.
   */
  TreeMap<String, Path> below(String place, Predicate<String> wanted) {
    Path start = existing(place);
    TreeMap<String, Path> found = new TreeMap<>();
    if (!Files.isDirectory(start)) {
      found.put(place, start);
      return found;
    }
    String prefix = Path.of(place).normalize().toString();
    try (Stream<Path> files = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String inside = start.relativize(file).toString().replace('\\', '/');
        String name = prefix.isEmpty() ? inside : prefix + "/" + inside;
        if (wanted.test(name)) {
          found.put(name, file);
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      throw unreadable(place, e);
    }
    return found;
  }

  Path existing(String place) {
    Path path = terminal.path(place);
    if (!Files.exists(path)) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", place + " is not there.", "Name a file or folder that is."));
    }
    return path;
  }

  static byte[] bytes(String name, Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw Failure.of(
            ExitCode.LIMIT,
            Problem.capacity(
                "CLI-0013", name + " has more than 1 GiB.", "Split it, or leave it out."));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static Failure unreadable(String name, Exception origin) {
    return Failure.of(
        ExitCode.NOT_FOUND,
        Problem.environment(
            "CLI-0013", name + " cannot be read.", "Check that it is there and its permissions."),
        origin);
  }

  /** Whether the name ends with a dot and one of these. */
  static Predicate<String> ending(String... extensions) {
    return name -> List.of(extensions).contains(name.substring(name.lastIndexOf('.') + 1));
  }
}
