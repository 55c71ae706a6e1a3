package dev.esclusa.estate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That {@code docs/documents.md} says of every field what the table of documents says. */
class DocumentsPageTest {
  private static final Set<String> NOTHING = Set.of("", "\"\"", "[]", "{}");
  private static final Set<String> EVERYWHERE = Set.of("name", "labels", "annotations");
  private static final Path PAGE = Path.of("../docs/documents.md");

  @Test
  void thePageOfDocumentsIsMadeFromTheTable() throws IOException {
    String page = page();
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("rewritten by ./dev golden").isEqualTo(page);
  }

  private static String page() {
    StringBuilder text =
        new StringBuilder(
            """
            # The documents of the configuration

            What may stand in the `.yaml` files below `esclusa/` of the root repository, field by field. The page is
            made from the table that also checks the documents and makes their
            [JSON Schema](../estate/src/main/resources/dev/esclusa/estate/estate.schema.json), which editors read.
            What the nouns mean is in [words](words.md).

            Every document has `apiVersion: esclusa.dev/v1`, its `kind` and a `metadata.name`;
            `metadata.labels` and `metadata.annotations` are for people and tools.

            | form | looks like |
            |---|---|
            """);
    for (TextForm form : TextForm.values()) {
      text.append("| %s | %s |\n".formatted(word(form), form.wanted().replace("|", "\\|")));
    }
    for (DocumentShape shape : DocumentShape.ALL) {
      text.append("\n## ").append(shape.kind()).append("\n\n").append(shape.says());
      text.append("\n\n| field | what it holds | when not written | what it means |\n");
      text.append("|---|---|---|---|\n");
      shape.metadata().stream()
          .filter(it -> !EVERYWHERE.contains(it.name()))
          .forEach(it -> rows(text, "metadata.", it));
      shape.spec().forEach(it -> rows(text, "", it));
    }
    return text.toString();
  }

  private static void rows(StringBuilder text, String prefix, Field field) {
    text.append(
        "| `%s%s` | %s | %s | %s |\n"
            .formatted(prefix, field.name(), holds(field.type()), absent(field), field.says()));
    parts(field.type()).forEach(it -> rows(text, prefix + field.name() + ".", it));
  }

  private static String absent(Field field) {
    Value otherwise = field.otherwise();
    String value =
        otherwise == null ? "" : new String(Json.write(otherwise), StandardCharsets.UTF_8);
    return field.required()
        ? "required"
        : NOTHING.contains(value) ? "" : "`" + value.replace("\"", "") + "`";
  }

  private static List<Field> parts(FieldType type) {
    return switch (type) {
      case FieldType.Parts it -> it.fields();
      case FieldType.Many it -> parts(it.item());
      default -> List.of();
    };
  }

  private static String word(TextForm form) {
    return form.name().toLowerCase(Locale.ROOT);
  }

  private static String holds(FieldType type) {
    return switch (type) {
      case FieldType.Text it -> word(it.form());
      case FieldType.Truth _ -> "true or false";
      case FieldType.Whole it -> "%d to %d".formatted(it.min(), it.max());
      case FieldType.Choice it -> String.join(", ", it.words());
      case FieldType.Reference it -> it.kind() + " by name";
      case FieldType.Many it -> "list: " + holds(it.item());
      case FieldType.Parts _ -> "fields";
      case FieldType.Texts _ -> "texts by key";
    };
  }
}
