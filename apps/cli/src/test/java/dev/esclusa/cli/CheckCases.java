package dev.esclusa.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Folders of inputs and policies, each with the commands that are run in it. */
final class CheckCases {
  private static final Path FOLDER = Path.of("src/test/check");

  private CheckCases() {}

  /**
   * One line of {@code commands.txt}: the file with what is said, the exit code, the words.
   *
   * @param folder where it is run
   */
  record Line(Path folder, String expected, int exit, List<String> words) {
    @Override
    public String toString() {
      return folder.getFileName() + ": " + String.join(" ", words);
    }
  }

  static List<Line> all() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      List<Line> lines = new ArrayList<>();
      for (Path folder : folders.sorted().toList()) {
        for (String line : Files.readAllLines(folder.resolve("commands.txt"))) {
          List<String> words = List.of(line.split(" "));
          lines.add(
              new Line(
                  folder,
                  words.get(0),
                  Integer.parseInt(words.get(1)),
                  words.subList(2, words.size())));
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
