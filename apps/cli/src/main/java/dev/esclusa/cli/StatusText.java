package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an installation is, for people. */
final class StatusText {
  private final List<String> lines = new ArrayList<>();

  private StatusText() {}

  static List<String> of(Api.Status status) {
    StatusText text = new StatusText();
    text.detail("installation", status.installation());
    text.detail("configuration", status.configurationCommit());
    text.detail("genesis", status.genesis());
    text.detail("applies", applies(status));
    text.detail(
        "log", status.logSize() + " entries, " + status.witnessedSize() + " of them witnessed");
    text.detail("healing halted", String.join(", ", status.haltedPlaces()));
    text.problem("log trouble", status.logTrouble());
    status.configurationProblems().forEach(it -> text.problem("configuration problem", it));
    for (Api.Trouble it : status.troubles()) {
      text.lines.add("trouble: " + it.kind() + " " + it.key() + ", attempt " + it.attempt());
      text.problem("  because", it.problem());
    }
    return text.lines;
  }

  /** A defect of the log makes the server read-only; a witness that is silent does not. */
  private static String applies(Api.Status status) {
    Problem trouble = status.logTrouble();
    if (trouble != null && trouble.fault() == Problem.Fault.DEFECT) {
      return "stopped, the server is read-only: " + trouble.code();
    }
    return status.paused() ? "paused everywhere" : "running";
  }

  private void detail(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add(name + " ".repeat(16 - name.length()) + value);
    }
  }

  private void problem(String name, @Nullable Problem problem) {
    if (problem != null) {
      lines.add(name + ": " + problem);
    }
  }
}
