package dev.esclusa.estate;

import dev.esclusa.model.Problem;
import dev.esclusa.model.Problem.Fault;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.TreeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, to be told all at once and in the order of the files. */
final class Findings {
  /** More than this helps nobody. */
  static final int MAX_TOLD = 100;

  private record Found(Position position, Problem problem) {}

  private final List<Found> problems = new ArrayList<>();
  private final List<Found> warnings = new ArrayList<>();

  boolean none() {
    return problems.isEmpty();
  }

  List<Problem> problems() {
    return told(problems);
  }

  List<Problem> warnings() {
    return told(warnings);
  }

  private static List<Problem> told(List<Found> all) {
    return all.stream()
        .sorted(
            Comparator.comparing(Found::position)
                .thenComparing(found -> found.problem().toString()))
        .map(Found::problem)
        .distinct()
        .limit(MAX_TOLD)
        .toList();
  }

  /** A syntax error or a limit, as the reader of YAML found it. */
  void unreadable(String file, TreeException e) {
    Position position = e.position() == null ? new Position(file, 1, 1) : e.position();
    Fault fault = e.code().equals("TRE-0003") ? Fault.CAPACITY : Fault.CALLER;
    String cause = position + ": " + e.cause() + " (" + e.code() + ")";
    add(problems, position, new Problem("EST-0001", fault, cause, e.fix()));
  }

  void unknownField(Position position, String path, String where, Collection<String> known) {
    add(
        "EST-0002",
        position,
        path + " is not a field of " + where + ".",
        meant(last(path), known, "Remove it; the fields here are "));
  }

  void unknownKind(Position position, String seen, Collection<String> known) {
    add(
        "EST-0003",
        position,
        "kind " + quoted(seen) + " is not a kind of " + DocumentShape.API_VERSION + ".",
        meant(seen, known, "The kinds are "));
  }

  void wrongVersion(Position position, String seen) {
    add(
        "EST-0003",
        position,
        "apiVersion is " + quoted(seen) + ", wanted is " + DocumentShape.API_VERSION + ".",
        "Write apiVersion: "
            + DocumentShape.API_VERSION
            + ", or move what is no configuration out of the esclusa folder.");
  }

  void wrongValue(Position position, String path, String seen, String wanted, String fix) {
    add("EST-0004", position, path + " is " + seen + ", wanted is " + wanted + ".", fix);
  }

  void missing(Position position, String path, String where, String says) {
    add("EST-0005", position, path + " is missing; " + where + " needs it.", "Add it: " + says);
  }

  void duplicate(Position position, String what, Position first) {
    add(
        "EST-0006",
        position,
        what + " is taken; it stands at " + first + " already.",
        "Give one of the two another name, or remove one.");
  }

  void unknownReference(
      Position position, String path, String kind, String seen, Collection<String> known) {
    add(
        "EST-0007",
        position,
        path + " names " + kind + " " + quoted(seen) + ", which no document declares.",
        meant(seen, known, "Declare it, or use one of these: "));
  }

  void notAllowed(Position position, String cause, String fix) {
    add("EST-0008", position, cause, fix);
  }

  void signer(Position position, String cause, String fix) {
    add("EST-0009", position, cause, fix);
  }

  void notAFile(Position position, String what) {
    add(
        "EST-0010",
        position,
        "this is a " + what + "; configuration is read from plain files only.",
        "Put a copy of the file here, or remove it.");
  }

  void limit(Position position, String cause, String fix) {
    add(problems, position, new Problem("EST-0011", Fault.CAPACITY, position + ": " + cause, fix));
  }

  void absent(Position position, String cause, String fix) {
    add("EST-0012", position, cause, fix);
  }

  void contradiction(Position position, String cause, String fix) {
    add("EST-0013", position, cause, fix);
  }

  void reserved(Position position, String cause, String fix) {
    add("EST-0014", position, cause, fix);
  }

  void ownerless(Position position, String cause, String fix) {
    add("EST-0018", position, cause, fix);
  }

  void secret(Position position, String cause, String fix) {
    add("EST-0019", position, cause, fix);
  }

  /** Rules that cannot be used, in the words of whoever compiles them. */
  void rule(Position position, Problem problem) {
    add(problems, position, problem);
  }

  /** Nothing is refused for it. */
  void warning(String code, Position position, String cause, String fix) {
    add(warnings, position, Problem.caller(code, position + ": " + cause, fix));
  }

  private void add(String code, Position position, String cause, String fix) {
    add(problems, position, Problem.caller(code, position + ": " + cause, fix));
  }

  private static void add(List<Found> to, Position position, Problem problem) {
    to.add(new Found(position, problem));
  }

  static String quoted(String seen) {
    return "\"" + plain(seen) + "\"";
  }

  /** What may be shown of a text that somebody wrote: short, and without control characters. */
  static String plain(String seen) {
    String plain =
        seen.codePoints()
            .filter(c -> !Character.isISOControl(c))
            .limit(80)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return plain.length() < seen.length() ? plain + "..." : plain;
  }

  static String meant(String seen, Collection<String> known, String otherwise) {
    @Nullable String near = Nearest.of(seen, known);
    if (near != null) {
      return "Did you mean " + near + "?";
    }
    return otherwise + (known.isEmpty() ? "none" : String.join(", ", known)) + ".";
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
