package dev.esclusa.desired;

import dev.esclusa.model.Problem;
import dev.esclusa.model.Problem.Fault;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.TreeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is wrong with a rendering, to be told in the order of the files. Never a secret.
 */
final class Findings {
  private static final int MAX_TOLD = 100;

  private record Found(Position position, Problem problem) {}

  private final List<Found> found = new ArrayList<>();

  boolean none() {
    return found.isEmpty();
  }

  List<Problem> problems() {
    return found.stream()
        .sorted(
            Comparator.comparing(Found::position).thenComparing(one -> one.problem().toString()))
        .map(Found::problem)
        .distinct()
        .limit(MAX_TOLD)
        .toList();
  }

  void add(String code, Position position, String cause, String fix) {
    found.add(new Found(position, Problem.caller(code, position + ": " + cause, fix)));
  }

  void limit(Position position, String cause, String fix) {
    found.add(
        new Found(position, new Problem("DES-0010", Fault.CAPACITY, position + ": " + cause, fix)));
  }

  void unreadable(String file, TreeException e) {
    Position position = e.position() == null ? start(file) : e.position();
    Fault fault = e.code().equals("TRE-0003") ? Fault.CAPACITY : Fault.CALLER;
    String cause = position + ": " + e.cause() + " (" + e.code() + ")";
    found.add(new Found(position, new Problem("DES-0001", fault, cause, e.fix())));
  }

  static Position start(String file) {
    return new Position(file, 1, 1);
  }

  static String quoted(String seen) {
    String plain =
        seen.codePoints()
            .filter(c -> !Character.isISOControl(c))
            .limit(80)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return "\"" + plain + (plain.length() < seen.length() ? "..." : "") + "\"";
  }
}
