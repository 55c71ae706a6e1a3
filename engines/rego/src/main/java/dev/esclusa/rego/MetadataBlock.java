package dev.esclusa.rego;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Comments in a row of which the first is {@code # METADATA} in column 1; the others are YAML (OPA
 * documentation, "Annotations").
 */
final class MetadataBlock {
  private static final Set<String> MAPPINGS = Set.of("custom", "labels", "compile");
  private static final Set<String> SEQUENCES =
      Set.of("organizations", "related_resources", "authors", "schemas");
  private static final Set<String> TEXTS = Set.of("scope", "title", "description");

  private final String file;
  private final int row;
  private final List<Tokens.Comment> lines;

  private MetadataBlock(String file, int row, List<Tokens.Comment> lines) {
    this.file = file;
    this.row = row;
    this.lines = lines;
  }

  /** The blocks of a file. */
  static List<MetadataBlock> in(String file, List<Tokens.Comment> comments) {
    List<MetadataBlock> blocks = new ArrayList<>();
    for (int i = 0; i < comments.size(); i++) {
      if (!opens(comments.get(i))) {
        continue;
      }
      int start = i;
      while (i + 1 < comments.size() && goesOn(comments.get(i), comments.get(i + 1))) {
        i++;
      }
      blocks.add(
          new MetadataBlock(file, comments.get(start).row(), comments.subList(start + 1, i + 1)));
    }
    return blocks;
  }

  private static boolean opens(Tokens.Comment comment) {
    return comment.column() == 1 && comment.text().strip().startsWith("METADATA");
  }

  private static boolean goesOn(Tokens.Comment before, Tokens.Comment next) {
    return next.column() == 1 && next.row() == before.row() + 1 && !opens(next);
  }

  Annotations read() {
    StringBuilder yaml = new StringBuilder();
    for (Tokens.Comment line : lines) {
      yaml.append(line.text().startsWith(" ") ? line.text().substring(1) : line.text());
      yaml.append('\n');
    }
    if (yaml.toString().isBlank()) {
      throw malformed("the metadata block is empty", "Write scope, title or custom below it.");
    }
    return annotations(mapping(yaml.toString()));
  }

  private Value.Mapping mapping(String yaml) {
    try {
      List<Document> documents =
          Yaml.read(
              file,
              yaml.getBytes(StandardCharsets.UTF_8),
              ScalarProfile.KUBECTL,
              new Limits(1 << 20, 100, 100, 100_000));
      if (documents.isEmpty()) {
        return Value.mapping();
      }
      if (documents.getFirst().root() instanceof Value.Mapping found) {
        return found;
      }
    } catch (TreeException e) {
      Position inside = e.position();
      int line = inside == null ? 1 : inside.line();
      int index = Math.min(line, lines.size()) - 1;
      throw new Malformed(
          new Position(file, lines.get(Math.max(0, index)).row(), 1),
          "the metadata is no YAML: " + e.cause(),
          "Write a space behind each colon and '#'.");
    }
    throw malformed("the metadata is no mapping", "Write title: ... and the like.");
  }

  private Annotations annotations(Value.Mapping found) {
    RegoObject.Builder fields = RegoObject.builder();
    List<Annotations.Schema> schemas = List.of();
    boolean entrypoint = found.get("entrypoint") instanceof Value.Bool(boolean truth) && truth;
    for (Map.Entry<String, Value> entry : found.entries().entrySet()) {
      String name = entry.getKey();
      Value value = entry.getValue();
      if (value instanceof Value.Null || unknown(name)) {
        continue;
      }
      checkKind(name, value);
      switch (name) {
        case "related_resources" -> fields.put(name, resources(value.asSequence()));
        case "authors" -> fields.put(name, authors(value.asSequence()));
        case "schemas" -> {
          schemas = schemas(value.asSequence());
          fields.put(name, schemaObjects(schemas));
        }
        case "entrypoint" -> {
          if (entrypoint) {
            fields.put(name, RegoBoolean.TRUE);
          }
        }
        case "scope", "title", "description" -> {
          if (!text(value).isEmpty()) {
            fields.put(name, RegoValue.of(text(value)));
          }
        }
        default -> fields.put(name, RegoValue.of(value));
      }
    }
    Value scope = found.get("scope");
    return new Annotations(
        scope == null || scope instanceof Value.Null ? "" : text(scope),
        fields.build(),
        entrypoint,
        schemas,
        null,
        new Position(file, row, 1),
        row + lines.size());
  }

  private static boolean unknown(String name) {
    return !MAPPINGS.contains(name)
        && !SEQUENCES.contains(name)
        && !TEXTS.contains(name)
        && !name.equals("entrypoint");
  }

  private void checkKind(String name, Value value) {
    boolean fits =
        MAPPINGS.contains(name)
            ? value instanceof Value.Mapping
            : SEQUENCES.contains(name)
                ? value instanceof Value.Sequence
                : TEXTS.contains(name)
                    ? !(value instanceof Value.Mapping) && !(value instanceof Value.Sequence)
                    : value instanceof Value.Bool;
    if (!fits) {
      throw malformed("'" + name + "' has a value of the wrong kind", "See OPA's annotations.");
    }
  }

  private static String text(Value value) {
    return value instanceof Value.Text(String text) ? text : value.toString();
  }

  private RegoValue resources(Value.Sequence all) {
    List<RegoValue> read = new ArrayList<>();
    for (Value resource : all.items()) {
      RegoObject.Builder object = RegoObject.builder();
      String ref = resource instanceof Value.Text(String text) ? text : trimmed(resource, "ref");
      if (ref.isEmpty()) {
        throw malformed("a related resource has no address", "Write ref: https://...");
      }
      object.put("ref", RegoValue.of(ref));
      String description = trimmed(resource, "description");
      if (!description.isEmpty()) {
        object.put("description", RegoValue.of(description));
      }
      read.add(object.build());
    }
    return RegoArray.of(read);
  }

  private static String trimmed(Value mapping, String key) {
    return mapping instanceof Value.Mapping found
            && found.get(key) instanceof Value.Text(String text)
        ? text.strip()
        : "";
  }

  private RegoValue authors(Value.Sequence all) {
    List<RegoValue> read = new ArrayList<>();
    for (Value author : all.items()) {
      String name = trimmed(author, "name");
      String email = trimmed(author, "email");
      if (author instanceof Value.Text(String text)) {
        String[] words = text.strip().split("\\s+", -1);
        String last = words[words.length - 1];
        boolean mailed = last.startsWith("<") && last.endsWith(">") && last.length() >= 2;
        email = mailed ? last.substring(1, last.length() - 1) : "";
        name = String.join(" ", Arrays.asList(words).subList(0, words.length - (mailed ? 1 : 0)));
      }
      if (name.isEmpty() && email.isEmpty()) {
        throw malformed("an author has neither name nor email", "Write name: ... or email: ...");
      }
      RegoObject.Builder object = RegoObject.builder();
      object.put("name", RegoValue.of(name));
      if (!email.isEmpty()) {
        object.put("email", RegoValue.of(email));
      }
      read.add(object.build());
    }
    return RegoArray.of(read);
  }

  private List<Annotations.Schema> schemas(Value.Sequence all) {
    List<Annotations.Schema> read = new ArrayList<>();
    for (Value line : all.items()) {
      if (!(line instanceof Value.Mapping pair) || pair.size() == 0) {
        throw malformed("a schema has no path", "Write - input: schema.name.");
      }
      Map.Entry<String, Value> entry = pair.entries().entrySet().iterator().next();
      Term.Ref path = reference(entry.getKey(), "a schema has a path that is no reference");
      switch (entry.getValue()) {
        case Value.Text(String name) -> {
          Term.Ref named = reference(name, "'" + name + "' is no reference to a schema");
          if (!named.startsAt("schema")) {
            throw malformed("'" + name + "' is no reference to a schema", "Write schema.name.");
          }
          read.add(new Annotations.Schema(path, named, null));
        }
        case Value.Mapping definition ->
            read.add(new Annotations.Schema(path, null, RegoValue.of(definition)));
        default -> throw malformed("the schema of '" + entry.getKey() + "' is no schema", "");
      }
    }
    return read;
  }

  private Term.Ref reference(String text, String otherwise) {
    try {
      return switch (RegoParser.term(text)) {
        case Term.Ref ref -> ref;
        case Term.Var var when var.name().equals("schema") ->
            new Term.Ref(List.of(var), var.position());
        default -> throw malformed(otherwise, "");
      };
    } catch (RegoRefused e) {
      throw malformed(otherwise, "");
    }
  }

  private static RegoValue schemaObjects(List<Annotations.Schema> schemas) {
    List<RegoValue> objects = new ArrayList<>();
    for (Annotations.Schema schema : schemas) {
      RegoObject.Builder object = RegoObject.builder();
      object.put("path", names(schema.path()));
      if (schema.named() != null) {
        object.put("schema", names(schema.named()));
      }
      if (schema.definition() != null) {
        object.put("definition", schema.definition());
      }
      objects.add(object.build());
    }
    return RegoArray.of(objects);
  }

  private static RegoValue names(Term.Ref ref) {
    List<RegoValue> names = new ArrayList<>();
    for (Term part : ref.parts()) {
      names.add(
          part instanceof Term.Scalar(RegoString text, Position at)
              ? text
              : RegoValue.of(part.toString()));
    }
    return RegoArray.of(names);
  }

  private Malformed malformed(String text, String fix) {
    return new Malformed(new Position(file, row, 1), text, fix);
  }

  /** A block that cannot be read. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String fix;

    Malformed(Position position, @Nullable String text, String fix) {
      super(text, null, false, false);
      this.position = position;
      this.fix = fix;
    }

    Position position() {
      return position;
    }

    String fix() {
      return fix;
    }
  }
}
