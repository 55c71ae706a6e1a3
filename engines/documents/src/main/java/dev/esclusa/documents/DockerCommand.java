package dev.esclusa.documents;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One instruction of a Dockerfile, taken apart as BuildKit does it: each has its own rules for its
 * words.
 *
 * @param name in small letters
 * @param written as it stands in the file
 * @param inner what {@code ONBUILD} carries; null for all others
 */
record DockerCommand(
    String name,
    String written,
    List<String> flags,
    List<String> words,
    boolean json,
    @Nullable DockerCommand inner) {

  /** Makes a problem of this line. */
  @FunctionalInterface
  interface Fault {
    DocumentException of(String fault, String fix);
  }

  static DockerCommand of(String line, char escape, Fault fault) {
    String[] parts = line.strip().split("[\\t\\u000B\\f\\r ]+", 2);
    String name = parts[0].toLowerCase(Locale.ROOT);
    List<String> flags = new ArrayList<>();
    String rest =
        parts.length < 2 ? "" : new DockerWords(parts[1], escape).takeFlags(flags).strip();
    if (rest.isEmpty() && !name.equals("run")) {
      throw fault.of(parts[0] + " needs an argument.", "Write it behind the instruction.");
    }
    return switch (name) {
      case "run", "cmd", "entrypoint", "shell" -> maybeJson(name, parts[0], flags, rest, fault);
      case "add", "copy", "volume" -> jsonOrWords(name, parts[0], flags, rest, fault);
      case "from", "expose" -> plain(name, parts[0], flags, spaced(rest));
      case "arg" -> plain(name, parts[0], flags, new DockerWords(rest, escape).words());
      case "env", "label" -> plain(name, parts[0], flags, pairs(parts[0], rest, escape, fault));
      case "maintainer", "stopsignal", "user", "workdir" ->
          plain(name, parts[0], flags, List.of(rest));
      case "healthcheck" -> healthcheck(parts[0], flags, rest, fault);
      case "onbuild" ->
          new DockerCommand(name, parts[0], flags, List.of(), false, of(rest, escape, fault));
      default ->
          throw fault.of(
              "There is no instruction " + parts[0] + ".",
              "See docs.docker.com/reference/dockerfile.");
    };
  }

  private static DockerCommand plain(
      String name, String written, List<String> flags, List<String> words) {
    return new DockerCommand(name, written, flags, words, false, null);
  }

  private static List<String> spaced(String rest) {
    return List.of(rest.split("[\\t\\u000B\\f\\r ]+"));
  }

  private static DockerCommand maybeJson(
      String name, String written, List<String> flags, String rest, Fault fault) {
    List<String> array = array(rest, fault);
    return array == null
        ? plain(name, written, flags, rest.isEmpty() ? List.of() : List.of(rest))
        : new DockerCommand(name, written, flags, array, true, null);
  }

  private static DockerCommand jsonOrWords(
      String name, String written, List<String> flags, String rest, Fault fault) {
    List<String> array = array(rest, fault);
    return array == null
        ? plain(name, written, flags, spaced(rest))
        : new DockerCommand(name, written, flags, array, true, null);
  }

  private static DockerCommand healthcheck(
      String written, List<String> flags, String rest, Fault fault) {
    String[] parts = rest.split("\\s+", 2);
    DockerCommand command =
        maybeJson("healthcheck", written, flags, parts.length < 2 ? "" : parts[1], fault);
    List<String> words = new ArrayList<>(List.of(parts[0]));
    words.addAll(command.words());
    return new DockerCommand("healthcheck", written, flags, words, command.json(), null);
  }

  /** A JSON array of strings; null when it is none, and then the text is meant. */
  private static @Nullable List<String> array(String rest, Fault fault) {
    if (!rest.startsWith("[")) {
      return null;
    }
    try {
      List<String> words = new ArrayList<>();
      for (Value item : Json.read(rest).asSequence().items()) {
        if (!(item instanceof Value.Text text)) {
          throw fault.of("An array holds more than strings.", "Put each element into quotes.");
        }
        words.add(text.value());
      }
      return words;
    } catch (TreeException noJson) {
      return null;
    }
  }

  /** Name, value and what stood between them, for each pair. */
  private static List<String> pairs(String written, String rest, char escape, Fault fault) {
    List<String> words = new DockerWords(rest, escape).words();
    List<String> pairs = new ArrayList<>();
    if (words.isEmpty() || !words.getFirst().contains("=")) {
      String[] old = rest.split("[\\t\\u000B\\f\\r ]+", 2);
      if (old.length < 2) {
        throw fault.of(written + " needs a name and a value.", "Write name=value.");
      }
      return List.of(old[0], old[1], "");
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw fault.of("'" + word + "' has no value.", "Write name=value.");
      }
      pairs.addAll(List.of(word.substring(0, equals), word.substring(equals + 1), "="));
    }
    return pairs;
  }
}
