package dev.esclusa.cli;

import dev.esclusa.model.Plan;
import dev.esclusa.plan.PlanText;
import java.util.List;

/** A plan's text in lines, coloured for a terminal that shows colours. */
final class PlanLines {
  private static final String RESET = "\u001b[0m";

  private PlanLines() {}

  static List<String> of(Plan plan) {
    return PlanText.render(plan).stripTrailing().lines().toList();
  }

  /**
   * @param lines already made safe, or about to be: only the colours are ours
   */
  static String painted(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      String colour = colour(line.strip());
      String plain = Plain.line(line);
      text.append(colour.isEmpty() ? plain : colour + plain + RESET).append('\n');
    }
    return text.toString();
  }

  private static String colour(String line) {
    if (line.startsWith("+ create ")) {
      return "\u001b[32m";
    }
    if (line.startsWith("- delete ") || line.startsWith("! replace ")) {
      return "\u001b[31m";
    }
    return line.startsWith("~ update ")
            || line.startsWith("< adopt ")
            || line.startsWith("> forget ")
        ? "\u001b[33m"
        : "";
  }
}
