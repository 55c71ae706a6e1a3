package dev.esclusa.kustomize;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text behind scalars, and scalars from text. Upstream works on YAML nodes that keep the text
 * and whether it was quoted; here a text that would read as something else must have been quoted.
 */
final class Scalars {
  /**
   * A null that was not written: {@code key:} and nothing. It equals every null, but a strategic
   * merge drops it where a written one stays.
   */
  static final Value UNWRITTEN = new Value.Null();

  private Scalars() {}

  static boolean mayHoldNull(Value value) {
    return value.isNull() || !isScalar(value);
  }

  /** What kyaml calls the value of a node; collections have none. */
  static String text(@Nullable Value value) {
    return switch (value) {
      case null -> "";
      case Value.Text(String text) -> text;
      case Value.Null n -> "";
      case Value.Bool b -> b.toString();
      case Value.Num n -> n.toString();
      case Mapping m -> "";
      case Sequence s -> "";
    };
  }

  static boolean isScalar(Value value) {
    return !(value instanceof Mapping) && !(value instanceof Sequence);
  }

  static boolean absent(@Nullable Value value) {
    return value == null || value.isNull();
  }

  /** kyaml IsNilOrEmpty: nothing, null, or a collection without content. */
  static boolean empty(@Nullable Value value) {
    return switch (value) {
      case null -> true;
      case Value.Null n -> true;
      case Mapping m -> m.isEmpty();
      case Sequence s -> s.items().isEmpty();
      case Value.Text t -> false;
      case Value.Bool b -> false;
      case Value.Num n -> false;
    };
  }

  /** What replaces a scalar by text without a tag: quoted stays quoted, plain is read again. */
  static Value retext(Value old, String text) {
    return old instanceof Value.Text ? new Value.Text(text) : plain(text);
  }

  /** What replaces the text of a scalar that keeps its type. */
  static Value retype(Value old, String text) {
    if (old instanceof Value.Text) {
      return new Value.Text(text);
    }
    Value next = plain(text);
    if (next.getClass() != old.getClass()) {
      throw new FieldFilter.Misfit("it is " + old.kindText() + " and cannot become '" + text + "'");
    }
    return next;
  }

  /** What an unquoted scalar means. */
  static Value plain(String text) {
    if (text.isEmpty() || !isWordOrNumber(text)) {
      return text.isEmpty() ? Value.NULL : new Value.Text(text);
    }
    try {
      List<Document> documents =
          Yaml.read(
              "scalar",
              text.getBytes(StandardCharsets.UTF_8),
              ScalarProfile.KUSTOMIZE,
              Limits.DEFAULT);
      boolean scalar = documents.size() == 1 && isScalar(documents.get(0).root());
      return scalar
          ? documents.get(0).root()
          : documents.isEmpty() ? Value.NULL : new Value.Text(text);
    } catch (TreeException e) {
      return new Value.Text(text); // no plain scalar: it would have been written in quotes
    }
  }

  /** Whether it may mean something else than text; spares the reader for nearly all names. */
  private static boolean isWordOrNumber(String text) {
    return switch (text.charAt(0)) {
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '.', '~', '!', '&', '*' ->
          true;
      default ->
          switch (text) {
            case "true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL" -> true;
            default -> false;
          };
    };
  }
}
