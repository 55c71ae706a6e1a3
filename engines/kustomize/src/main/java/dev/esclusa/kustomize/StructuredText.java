package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Misfit;
import dev.esclusa.kustomize.Rules.FieldOptions;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON or YAML inside of a text, into which a replacement's path leads since kustomize 5.8
 * (replacement.setValueInStructuredData): {@code data.config\.json.server.port}.
 */
final class StructuredText {
  private static final com.google.re2j.Pattern COMMENT =
      com.google.re2j.Pattern.compile(
          "(?m)^([^\"'#\\n]*(?:\"[^\"\\n]*\"|'[^'\\n]*'|[^\"'#\\s]))[ \\t]+#");

  private final Value value;
  private final FieldOptions options;
  private final Listed path;
  private final BuildState build;

  StructuredText(Value value, FieldOptions options, Listed path, BuildState build) {
    this.value = value;
    this.options = new FieldOptions("", 0, options.create(), "");
    this.path = path;
    this.build = build;
  }

  /** The object with the text changed; null where the path leads into no text that can be read. */
  @Nullable Value write(Value root) {
    List<String> parts = Paths.splitBracketed(path.text());
    for (int i = 1; i < parts.size(); i++) {
      if (scalar(root, parts.subList(0, i)) instanceof Value.Text(String text)) {
        return write(root, text, parts.subList(0, i), parts.subList(i, parts.size()));
      }
    }
    return null;
  }

  private static @Nullable Value scalar(Value root, List<String> place) {
    try {
      return FieldLookup.find(root, place);
    } catch (Misfit e) {
      return null; // it leads nowhere, so to no text either
    }
  }

  private @Nullable Value write(Value root, String text, List<String> place, List<String> inside) {
    Document document = document(text, build);
    if (document == null) {
      return null;
    }
    FieldWriter writer = new FieldWriter(value, options, path, inside, build);
    Value changed;
    try {
      changed = writer.write(document.root());
    } catch (Misfit e) {
      if (writer.found()) {
        throw e;
      }
      return null; // it is tried as a path without a text on the way, whose failure is told
    }
    Value.Text whole = new Value.Text(written(text, document, changed));
    return new FieldWriter(whole, FieldOptions.NONE, path, place, build).write(root);
  }

  /** The first document of a text; null where it is no YAML, or nothing. */
  static @Nullable Document document(String text, BuildState build) {
    try {
      List<Document> documents =
          Yaml.read(
              "text",
              text.getBytes(StandardCharsets.UTF_8),
              ScalarProfile.KUSTOMIZE,
              build.options().limits().file());
      return documents.isEmpty() ? null : documents.getFirst();
    } catch (TreeException e) {
      return null; // most texts are none
    }
  }

  private static String written(String text, Document document, Value changed) {
    String content = text.strip();
    if (content.startsWith("{") || content.startsWith("[")) {
      boolean indented = text.contains("\n") && text.contains("  ");
      return indented ? GoJson.indented(changed) : GoJson.compact(changed);
    }
    String spliced = spliced(text, document, changed);
    return (spliced == null ? Yaml.write(changed) : commentsMovedUp(spliced)).strip();
  }

  /** Upstream writes one space before a comment behind a value; texts of several lines stay. */
  private static String commentsMovedUp(String text) {
    boolean block = text.contains(": |") || text.contains(": >");
    return block ? text : COMMENT.matcher(text).replaceAll("$1 #");
  }

  /**
   * The text with only the scalars changed, so that comments and quotes stay; null if it cannot.
   */
  private static @Nullable String spliced(String text, Document document, Value changed) {
    List<Difference> differences = new ArrayList<>(Diff.between(document.root(), changed));
    differences.sort(
        Comparator.comparing((Difference one) -> document.nearest(one.pointer())).reversed());
    String result = text;
    for (Difference one : differences) {
      Position place = document.positionOf(one.pointer());
      result = place == null ? null : replaced(result, place, one);
      if (result == null) {
        return null;
      }
    }
    return result;
  }

  private static @Nullable String replaced(String text, Position place, Difference one) {
    Value before = one.before();
    Value after = one.after();
    if (before == null || after == null || !Scalars.isScalar(before) || !Scalars.isScalar(after)) {
      return null;
    }
    int start = offset(text, place);
    for (String quote : List.of("\"", "'", "")) {
      String old = quote + Scalars.text(before) + quote;
      String next = quote + Scalars.text(after) + quote;
      if (text.startsWith(old, start) && ends(text, start + old.length()) && fits(next, after)) {
        return text.substring(0, start) + next + text.substring(start + old.length());
      }
    }
    return null;
  }

  private static int offset(String text, Position place) {
    int offset = 0;
    for (int line = 1; line < place.line(); line++) {
      offset = text.indexOf('\n', offset) + 1;
    }
    return text.offsetByCodePoints(offset, place.column() - 1);
  }

  private static boolean ends(String text, int at) {
    int end = text.indexOf('\n', at);
    String rest = text.substring(at, end < 0 ? text.length() : end);
    return rest.isBlank() || rest.stripLeading().startsWith("#") && rest.startsWith(" ");
  }

  /** Whether what is written reads as what is meant. */
  private static boolean fits(String written, Value meant) {
    try {
      List<Document> read =
          Yaml.read(
              "text",
              ("a: " + written).getBytes(StandardCharsets.UTF_8),
              ScalarProfile.KUSTOMIZE,
              Limits.DEFAULT);
      return read.size() == 1 && meant.equals(read.getFirst().root().at("a"));
    } catch (TreeException e) {
      return false; // it needs quotes that are not there
    }
  }
}
