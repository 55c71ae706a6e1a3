package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of an allow-list that says something: words apart by blanks.
 *
 * @param place {@code file:line}
 */
record AllowedLine(String place, List<String> words) {
  static final Pattern PROGRAM = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final long BYTES_MAX = 4L << 20;

  AllowedLine {
    words = List.copyOf(words);
  }

  static List<AllowedLine> of(Path file) {
    List<AllowedLine> all = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String said = line.replaceFirst("#.*", "").strip();
      if (!said.isEmpty()) {
        all.add(new AllowedLine(file + ":" + number, List.of(said.split("\\s+"))));
      }
    }
    return all;
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw RunnerProblem.allowList(file.toString(), "it has more than " + BYTES_MAX + " bytes")
            .asException();
      }
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new ProblemException(RunnerProblem.allowList(file.toString(), e.toString()), e);
    }
  }

  Problem refused(String wanted) {
    return RunnerProblem.allowList(
        place, "it is \"" + String.join(" ", words) + "\", wanted is " + wanted);
  }
}
