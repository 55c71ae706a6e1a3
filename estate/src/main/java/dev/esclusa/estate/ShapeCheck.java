package dev.esclusa.estate;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds one document against the table. */
final class ShapeCheck {
  private final Document document;
  private final String kind;
  private final Findings findings;
  private boolean sound = true;

  private ShapeCheck(Document document, String kind, Findings findings) {
    this.document = document;
    this.kind = kind;
    this.findings = findings;
  }

  /** The document with its shape; null when something was found. */
  static @Nullable Declared check(Document document, Findings findings) {
    DocumentShape shape = shapeOf(document, findings);
    if (shape == null) {
      return null;
    }
    ShapeCheck check = new ShapeCheck(document, shape.kind(), findings);
    check.parts(document.root().asMapping(), shape.fields(), Pointer.ROOT);
    return check.sound ? new Declared(shape, document) : null;
  }

  private static @Nullable DocumentShape shapeOf(Document document, Findings findings) {
    Value root = document.root();
    if (!(root instanceof Value.Mapping mapping)) {
      findings.wrongValue(
          document.position(),
          "the document",
          shown(root),
          "a mapping with apiVersion, kind, metadata and spec",
          "Write the document as a mapping, or remove it.");
      return null;
    }
    if (!DocumentShape.API_VERSION.equals(mapping.text("apiVersion"))) {
      findings.wrongVersion(
          document.nearest(Pointer.of("apiVersion")), plain(mapping.get("apiVersion")));
      return null;
    }
    DocumentShape shape = DocumentShape.of(plain(mapping.get("kind")));
    if (shape == null) {
      findings.unknownKind(
          document.nearest(Pointer.of("kind")), plain(mapping.get("kind")), DocumentShape.kinds());
    }
    return shape;
  }

  private void parts(Value.Mapping mapping, List<Field> fields, Pointer here) {
    String where = here.isRoot() ? kind : kind + "'s " + path(here);
    List<String> known = fields.stream().map(Field::name).toList();
    for (String key : mapping.keys()) {
      if (!known.contains(key)) {
        sound = false;
        String path = path(here.child(Findings.plain(key)));
        findings.unknownField(at(here.child(key)), path, where, known);
      }
    }
    for (Field field : fields) {
      Value value = mapping.get(field.name());
      Pointer place = here.child(field.name());
      if (value != null) {
        value(value, field.type(), place);
      } else if (field.required()) {
        sound = false;
        findings.missing(at(here), path(place), where, field.says());
      }
    }
  }

  private void value(Value value, FieldType type, Pointer here) {
    switch (type) {
      case FieldType.Text text -> text(value, text.form(), here);
      case FieldType.Truth _ -> {
        if (!(value instanceof Value.Bool)) {
          wrong(here, value, "true or false", "Write true or false, without quotes.");
        }
      }
      case FieldType.Whole whole -> whole(value, whole, here);
      case FieldType.Choice choice -> choice(value, choice, here);
      case FieldType.Reference _ -> text(value, TextForm.LINE, here);
      case FieldType.Many many -> many(value, many, here);
      case FieldType.Parts parts -> {
        if (value instanceof Value.Mapping mapping) {
          parts(mapping, parts.fields(), here);
        } else {
          wrong(here, value, "a mapping", "Its fields are " + names(parts.fields()) + ".");
        }
      }
      case FieldType.Texts _ -> texts(value, here);
    }
  }

  private void text(Value value, TextForm form, Pointer here) {
    if (!(value instanceof Value.Text text)) {
      String fix =
          value instanceof Value.Num || value instanceof Value.Bool
              ? "Put it in quotes."
              : "Write " + form.wanted() + ".";
      wrong(here, value, form.wanted(), fix);
    } else if (!form.accepts(text.value())) {
      wrong(here, value, form.wanted(), "Correct the text.");
    }
  }

  private void whole(Value value, FieldType.Whole whole, Pointer here) {
    boolean fits =
        value instanceof Value.Num number
            && number.isLong()
            && number.longValue() >= whole.min()
            && number.longValue() <= whole.max();
    if (!fits) {
      wrong(
          here,
          value,
          "a whole number from " + whole.min() + " to " + whole.max(),
          "Write such a number, without quotes.");
    }
  }

  private void choice(Value value, FieldType.Choice choice, Pointer here) {
    if (!(value instanceof Value.Text text) || !choice.words().contains(text.value())) {
      String wanted = "one of " + String.join(", ", choice.words());
      wrong(
          here,
          value,
          wanted,
          choice.words().contains(shown(value))
              ? "Put it in quotes."
              : Findings.meant(plain(value), choice.words(), "Use one of "));
    }
  }

  private void many(Value value, FieldType.Many many, Pointer here) {
    if (!(value instanceof Value.Sequence sequence)) {
      wrong(here, value, "a list", "Begin each item with '- ', or write [ ] around them.");
      return;
    }
    if (sequence.items().size() < many.min()) {
      wrong(here, value, "a list of at least " + many.min(), "Add an item.");
    }
    Set<Value> seen = new HashSet<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Value item = sequence.items().get(i);
      if (many.unique() && !seen.add(item)) {
        wrong(here.child(i), item, "something that is not in the list yet", "Remove one of them.");
      }
      value(item, many.item(), here.child(i));
    }
  }

  private void texts(Value value, Pointer here) {
    if (!(value instanceof Value.Mapping mapping)) {
      wrong(here, value, "a mapping of texts", "Write key: text.");
      return;
    }
    mapping
        .entries()
        .forEach(
            (key, one) -> {
              if (!(one instanceof Value.Text)) {
                wrong(here.child(key), one, "a text", "Put it in quotes.");
              }
            });
  }

  private void wrong(Pointer here, Value seen, String wanted, String fix) {
    sound = false;
    findings.wrongValue(at(here), path(here), shown(seen), wanted, fix);
  }

  private Position at(Pointer pointer) {
    return document.nearest(pointer);
  }

  private static String shown(Value value) {
    return switch (value) {
      case Value.Text text -> Findings.quoted(text.value());
      case Value.Num _, Value.Bool _, Value.Null _ -> value.toString();
      case Value.Sequence it when it.items().isEmpty() -> "an empty list";
      case Value.Sequence _ -> "a list";
      case Value.Mapping _ -> value.kindText();
    };
  }

  private static String plain(@Nullable Value value) {
    return value instanceof Value.Text text ? text.value() : value == null ? "" : shown(value);
  }

  private static String names(List<Field> fields) {
    return String.join(", ", fields.stream().map(Field::name).toList());
  }

  /** {@code spec.require[0].team}. */
  static String path(Pointer pointer) {
    StringBuilder path = new StringBuilder();
    for (String token : pointer.tokens()) {
      if (!token.isEmpty() && token.chars().allMatch(c -> c >= '0' && c <= '9')) {
        path.append('[').append(token).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(token);
      }
    }
    return path.isEmpty() ? "the document" : path.toString();
  }
}
