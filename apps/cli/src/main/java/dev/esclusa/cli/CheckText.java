package dev.esclusa.cli;

import java.util.ArrayList;
import java.util.List;

/** What was compared before signing, for people: what agrees in one line, all else by name. */
final class CheckText {
  private final List<Check> checks;

  CheckText(List<Check> checks) {
    this.checks = checks;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("", "Checked before signing"));
    List<String> agreed = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (Check check : checks) {
      switch (check) {
        case Check.Agrees it -> agreed.add(it.what());
        case Check.Differs it -> rest.add("  DIFFERS  " + it);
        case Check.Unchecked it ->
            rest.add("  not checked: " + it.what() + " (" + it.because() + ")");
      }
    }
    lines.add("  agrees: " + String.join(", ", agreed));
    lines.addAll(rest);
    return lines;
  }
}
