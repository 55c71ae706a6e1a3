package dev.esclusa.cli;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** In which form a result is printed: for people, or in the words of the API. */
final class Format {
  /** The forms. */
  enum Form {
    TABLE,
    JSON,
    YAML
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "table (for people), json or yaml.")
  private Form form = Form.TABLE;

  void print(Terminal terminal, Object result, Supplier<List<String>> forPeople) {
    printValue(
        terminal, () -> result instanceof Value value ? value : Records.toValue(result), forPeople);
  }

  private void printValue(
      Terminal terminal, Supplier<Value> result, Supplier<List<String>> forPeople) {
    switch (form) {
      case TABLE -> terminal.lines(forPeople.get());
      case JSON -> terminal.text(Plain.json(ended(Json.pretty(result.get()))));
      case YAML -> terminal.text(Plain.json(ended(Yaml.write(result.get()))));
    }
  }

  boolean forPeople() {
    return form == Form.TABLE;
  }

  private static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }
}
