package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a configuration while it is decoded, as Go's encoding/json does it: keys match
 * without regard to case, null is absence. A strict shape refuses keys that nobody asked for.
 */
final class Shape {
  private final Mapping mapping;
  private final @Nullable Places places; // null where only the file is known
  private final Pointer pointer;
  private final String file;
  private final boolean strict;
  private final Set<String> asked = new TreeSet<>();

  /** A text and where it was written. */
  record Listed(String text, Position position) {}

  private Shape(
      Mapping mapping, @Nullable Places places, Pointer pointer, String file, boolean strict) {
    this.mapping = mapping;
    this.places = places;
    this.pointer = pointer;
    this.file = file;
    this.strict = strict;
  }

  /** Where the parts of a configuration were written. */
  @FunctionalInterface
  interface Places {
    /** The place of the pointer or, when it names nothing, of the nearest value around it. */
    Position nearest(Pointer pointer);
  }

  static Shape strict(Document document) {
    return strict(document.root(), document.file(), document::nearest);
  }

  static Shape strict(Value root, String file, Places places) {
    return of(root, places, Pointer.ROOT, file, true);
  }

  static Shape lenient(Value value, @Nullable Document document, Pointer pointer, String file) {
    return of(value, document == null ? null : document::nearest, pointer, file, false);
  }

  private static Shape of(
      Value value, @Nullable Places places, Pointer pointer, String file, boolean strict) {
    if (value instanceof Mapping mapping) {
      return new Shape(mapping, places, pointer, file, strict);
    }
    Position place = places == null ? new Position(file, 1, 1) : places.nearest(pointer);
    throw new KustomizeException(
        Code.KUSTOMIZATION,
        place,
        "Found " + value.kindText() + " where a mapping is wanted.",
        "Write field: value lines.");
  }

  Position position() {
    return places == null ? new Position(file, 1, 1) : places.nearest(pointer);
  }

  Position position(String field) {
    String key = key(field);
    return places == null || key == null ? position() : places.nearest(pointer.child(key));
  }

  boolean has(String field) {
    return raw(field) != null;
  }

  /** What stands under the field; null when absent or null. */
  @Nullable Value raw(String field) {
    asked.add(field);
    String key = key(field);
    Value value = key == null ? null : mapping.get(key);
    return Scalars.absent(value) ? null : value;
  }

  private @Nullable String key(String field) {
    if (mapping.has(field)) {
      return field;
    }
    for (String key : mapping.keys()) {
      if (key.equalsIgnoreCase(field)) {
        return key;
      }
    }
    return null;
  }

  /** Empty when absent. */
  String text(String field) {
    Value value = raw(field);
    return value == null ? "" : asText(value, position(field), field);
  }

  /** Only kustomization files insist on text; elsewhere numbers and booleans become text. */
  private String asText(Value value, Position place, String field) {
    if (value instanceof Value.Text(String text)) {
      return text;
    }
    if (!strict && Scalars.isScalar(value)) {
      return Scalars.text(value);
    }
    throw misfit(place, field, "text", value);
  }

  boolean flag(String field) {
    Value value = raw(field);
    if (value == null) {
      return false;
    }
    if (value instanceof Value.Bool bool) {
      return bool.value();
    }
    throw misfit(position(field), field, "true or false", value);
  }

  long number(String field) {
    Value value = raw(field);
    if (value == null) {
      return 0;
    }
    if (value instanceof Value.Num number && number.isLong()) {
      return number.longValue();
    }
    throw misfit(position(field), field, "a whole number", value);
  }

  @Nullable Shape shape(String field) {
    Value value = raw(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Mapping) {
      return child(value, pointer.child(String.valueOf(key(field))));
    }
    throw misfit(position(field), field, "a mapping", value);
  }

  List<Shape> shapes(String field) {
    List<Shape> shapes = new ArrayList<>();
    List<Value> items = items(field);
    Pointer list = pointer.child(String.valueOf(key(field)));
    for (int i = 0; i < items.size(); i++) {
      Pointer place = list.child(i);
      if (items.get(i) instanceof Mapping || items.get(i).isNull()) {
        Value item = items.get(i).isNull() ? Value.mapping() : items.get(i);
        shapes.add(child(item, place));
      } else {
        throw misfit(place(place), field, "a list of mappings", items.get(i));
      }
    }
    return shapes;
  }

  List<Listed> texts(String field) {
    List<Listed> texts = new ArrayList<>();
    List<Value> items = items(field);
    Pointer list = pointer.child(String.valueOf(key(field)));
    for (int i = 0; i < items.size(); i++) {
      Position place = place(list.child(i));
      Value item = items.get(i);
      texts.add(new Listed(item.isNull() ? "" : asText(item, place, field), place));
    }
    return texts;
  }

  Map<String, String> textMap(String field) {
    Map<String, String> map = new LinkedHashMap<>();
    entries(field)
        .forEach(
            (key, value) ->
                map.put(
                    key, value.isNull() ? "" : asText(value, position(field), field + "." + key)));
    return map;
  }

  Map<String, Boolean> flagMap(String field) {
    Map<String, Boolean> map = new LinkedHashMap<>();
    entries(field)
        .forEach(
            (key, value) -> {
              if (!(value instanceof Value.Bool bool)) {
                throw misfit(position(field), field + "." + key, "true or false", value);
              }
              map.put(key, bool.value());
            });
    return map;
  }

  /** Names a field that is known but not looked into. */
  Shape knows(String... fields) {
    asked.addAll(List.of(fields));
    return this;
  }

  /** Ends the decoding: a strict shape refuses what was not asked for. */
  void end() {
    if (!strict) {
      return;
    }
    Set<String> known = new HashSet<>();
    asked.forEach(field -> known.add(field.toLowerCase(Locale.ROOT)));
    for (String key : mapping.keys()) {
      if (!known.contains(key.toLowerCase(Locale.ROOT))) {
        throw unknown(key);
      }
    }
  }

  private Map<String, Value> entries(String field) {
    Value value = raw(field);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Mapping map) {
      return map.entries();
    }
    throw misfit(position(field), field, "a mapping", value);
  }

  private List<Value> items(String field) {
    Value value = raw(field);
    if (value == null) {
      return List.of();
    }
    if (value instanceof Sequence sequence) {
      return sequence.items();
    }
    throw misfit(position(field), field, "a list", value);
  }

  private Shape child(Value value, Pointer place) {
    return of(value, places, place, file, strict);
  }

  private Position place(Pointer place) {
    return places == null ? new Position(file, 1, 1) : places.nearest(place);
  }

  private static KustomizeException misfit(
      Position place, String field, String wanted, Value seen) {
    boolean quotable = wanted.equals("text") && Scalars.isScalar(seen);
    return new KustomizeException(
        Code.KUSTOMIZATION,
        place,
        "The field " + field + " wants " + wanted + ", not " + seen.kindText() + ".",
        quotable ? "Put the value in quotes." : "Write " + wanted + ".");
  }

  private KustomizeException unknown(String key) {
    String nearest = Nearest.of(key, asked);
    return new KustomizeException(
        Code.KUSTOMIZATION,
        places == null ? position() : places.nearest(pointer.child(key)),
        "There is no field '" + key + "' here.",
        nearest == null
            ? "Remove it; known are " + String.join(", ", asked) + "."
            : "Did you mean '" + nearest + "'?");
  }
}
