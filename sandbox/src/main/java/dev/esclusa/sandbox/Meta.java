package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reading and changing the {@code metadata} of an object. */
final class Meta {
  static final Mapping EMPTY = Value.mapping();

  private Meta() {}

  static Mapping of(Mapping object) {
    return object.get("metadata") instanceof Mapping metadata ? metadata : EMPTY;
  }

  static Mapping spec(Mapping object) {
    return mappingAt(object, "spec");
  }

  static Mapping status(Mapping object) {
    return mappingAt(object, "status");
  }

  static Mapping mappingAt(Mapping object, String... keys) {
    return object.at(keys) instanceof Mapping found ? found : EMPTY;
  }

  static List<Value> itemsAt(Mapping object, String... keys) {
    return object.at(keys) instanceof Sequence found ? found.items() : List.of();
  }

  static List<Mapping> mappingsAt(Mapping object, String... keys) {
    List<Mapping> found = new ArrayList<>();
    for (Value item : itemsAt(object, keys))
      if (item instanceof Mapping mapping) found.add(mapping);
    return found;
  }

  static List<String> textsAt(Mapping object, String... keys) {
    List<String> found = new ArrayList<>();
    for (Value item : itemsAt(object, keys)) if (item instanceof Text text) found.add(text.value());
    return found;
  }

  static String textOr(Mapping object, String otherwise, String... keys) {
    String found = object.text(keys);
    return found == null ? otherwise : found;
  }

  static long longOr(Mapping object, long otherwise, String... keys) {
    return object.at(keys) instanceof Value.Num number && number.isLong()
        ? number.longValue()
        : otherwise;
  }

  static String name(Mapping object) {
    return textOr(object, "", "metadata", "name");
  }

  static String namespace(Mapping object) {
    return textOr(object, "", "metadata", "namespace");
  }

  static String uid(Mapping object) {
    return textOr(object, "", "metadata", "uid");
  }

  static String kind(Mapping object) {
    return textOr(object, "", "kind");
  }

  static String resourceVersion(Mapping object) {
    return textOr(object, "", "metadata", "resourceVersion");
  }

  static @Nullable String annotation(Mapping object, String name) {
    return object.text("metadata", "annotations", name);
  }

  static List<String> finalizers(Mapping object) {
    return textsAt(object, "metadata", "finalizers");
  }

  static boolean isBeingDeleted(Mapping object) {
    return object.text("metadata", "deletionTimestamp") != null;
  }

  static List<Mapping> owners(Mapping object) {
    return mappingsAt(object, "metadata", "ownerReferences");
  }

  static Mapping with(Mapping object, String name, Value value) {
    return changed(object, metadata -> metadata.with(name, value));
  }

  static Mapping without(Mapping object, String name) {
    return changed(object, metadata -> metadata.without(name));
  }

  static Mapping withRevision(Mapping object, long revision) {
    return with(object, "resourceVersion", Value.of(Long.toString(revision)));
  }

  /** The list is dropped when it is empty, as the API server does. */
  static Mapping withList(Mapping object, String name, List<? extends Value> items) {
    return items.isEmpty()
        ? without(object, name)
        : with(object, name, new Sequence(List.copyOf(items)));
  }

  static Mapping withFinalizers(Mapping object, List<String> finalizers) {
    return withList(object, "finalizers", finalizers.stream().map(Value::of).toList());
  }

  static Mapping changed(Mapping object, UnaryOperator<Mapping> change) {
    return object.with("metadata", change.apply(of(object)));
  }

  /**
   * The value at {@code name} of {@code from} put into {@code into}, or removed there when absent.
   */
  static Mapping carried(String name, Mapping from, Mapping into) {
    Value value = from.get(name);
    return value == null ? into.without(name) : into.with(name, value);
  }
}
