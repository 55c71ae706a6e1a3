package dev.esclusa.documents;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * YAML as Conftest splits it: parts between lines of exactly {@code ---}, an empty one of which is
 * null. A separator with more on its line parts documents too, where Conftest forgets the rest.
 */
final class YamlDocuments {
  private final String file;
  private final Limits limits;

  YamlDocuments(String file, Limits limits) {
    this.file = file;
    this.limits = limits;
  }

  Value read(byte[] bytes) {
    String text = SourceText.of(file, bytes).text();
    List<Value> documents = new ArrayList<>();
    int line = 1;
    List<String> parts = parts(text);
    for (String part : parts) {
      List<Document> read = part(part, line);
      read.forEach(it -> documents.add(it.root()));
      if (read.isEmpty()) {
        documents.add(Value.NULL);
      }
      line += (int) part.chars().filter(c -> c == '\n').count() + 2;
    }
    return documents.size() == 1
        ? documents.getFirst()
        : Value.sequence(documents.toArray(Value[]::new));
  }

  private static List<String> parts(String text) {
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    String separator = end + "---" + end;
    List<String> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(separator);
    if (text.startsWith("%") && at >= 0) {
      at = text.indexOf(separator, at + separator.length()); // the first one ends the directives
    }
    while (at >= 0) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  private List<Document> part(String part, int line) {
    try {
      return Yaml.read(file, part.getBytes(StandardCharsets.UTF_8), ScalarProfile.KUBECTL, limits);
    } catch (TreeException refused) {
      Position place = refused.position();
      throw place == null
          ? refused
          : refused.at(new Position(file, place.line() + line - 1, place.column()));
    }
  }
}
