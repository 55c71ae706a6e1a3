package dev.esclusa.kustomize;

import dev.esclusa.kustomize.ParsedFile.ParsedObject;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The text of plain scalars as it stands in the file. A build turns all annotations into text
 * (upstream keeps its notes there), and {@code 1.10} must not become {@code 1.1} on the way.
 */
final class RawScalars {
  private static final Pointer ANNOTATIONS = Pointer.of("metadata", "annotations");

  private final byte[] bytes;
  private @Nullable List<String> lines;

  RawScalars(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Numbers and booleans among the annotations as text. */
  ParsedObject withAnnotationTexts(ParsedObject object) {
    return with(object, scalar -> scalar instanceof Value.Num || scalar instanceof Value.Bool);
  }

  /**
   * Folded annotations as they are written: upstream writes all annotations anew, without their
   * style, so that what it does to other folded texts spares them.
   */
  ParsedObject withFoldedAnnotations(ParsedObject object) {
    if (!mayFold() || !(object.value().at(ANNOTATIONS) instanceof Mapping annotations)) {
      return object;
    }
    Value value = object.value();
    for (String key : annotations.keys()) {
      Pointer place = ANNOTATIONS.child(key);
      Position position = position(object, place);
      if (position != null && word(position).startsWith(">")) {
        value = value.with(place, folded(position));
      }
    }
    return value == object.value() ? object : object.with(value);
  }

  private boolean mayFold() {
    for (int i = 2; i < bytes.length; i++) {
      if (bytes[i] == '>' && bytes[i - 1] == ' ' && bytes[i - 2] == ':') {
        return true;
      }
    }
    return false;
  }

  /** Reads the one scalar once more, by rules that leave it as it is. */
  private Value folded(Position position) {
    List<String> all = lines();
    String header = all.get(position.line() - 1);
    int indent = header.length() - header.stripLeading().length();
    StringBuilder text = new StringBuilder("a: ").append(header.substring(position.column() - 1));
    for (String line : all.subList(position.line(), all.size())) {
      if (!line.isBlank() && line.length() - line.stripLeading().length() <= indent) {
        break;
      }
      text.append('\n').append(line.substring(Math.min(indent, line.length())));
    }
    byte[] one = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    return ParsedFile.reading(
        () -> {
          Value root =
              Yaml.read(position.file(), one, ScalarProfile.KUBECTL, Limits.DEFAULT)
                  .getFirst()
                  .root();
          return root.asMapping().entries().getOrDefault("a", Value.NULL);
        });
  }

  /** Nulls among the annotations as text: what was written, which may be nothing. */
  ParsedObject withNullAnnotationTexts(ParsedObject object) {
    return with(object, Value::isNull);
  }

  /**
   * The object with its unwritten nulls told apart from written ones ({@link Scalars#UNWRITTEN}).
   */
  ParsedObject withUnwrittenNulls(ParsedObject object) {
    Value value = marked(object.value(), object.pointer(), object);
    return value == object.value() ? object : object.with(value);
  }

  private Value marked(Value here, Pointer place, ParsedObject object) {
    return switch (here) {
      case Value.Null n -> {
        Position position = object.document().positionOf(place);
        yield position != null && word(position).isEmpty() ? Scalars.UNWRITTEN : here;
      }
      case Mapping mapping -> {
        Mapping result = mapping;
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          if (Scalars.mayHoldNull(entry.getValue())) {
            Value next = marked(entry.getValue(), place.child(entry.getKey()), object);
            result = next == entry.getValue() ? result : result.with(entry.getKey(), next);
          }
        }
        yield result;
      }
      case Value.Sequence sequence -> {
        int[] at = {0};
        yield FieldFilter.mapped(
            sequence,
            item -> {
              int index = at[0]++;
              return Scalars.mayHoldNull(item) ? marked(item, place.child(index), object) : item;
            });
      }
      case Value.Text t -> here;
      case Value.Num t -> here;
      case Value.Bool t -> here;
    };
  }

  /** The object with the places of keys that YAML takes for numbers or words, unless in quotes. */
  ParsedObject withUnquotedKeys(ParsedObject object) {
    List<Pointer> keys = new ArrayList<>();
    collect(object.value(), Pointer.ROOT, object, keys);
    return new ParsedObject(object.value(), object.document(), object.pointer(), keys);
  }

  private void collect(Value here, Pointer place, ParsedObject object, List<Pointer> keys) {
    if (here instanceof Mapping mapping) {
      for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
        Pointer child = place.child(entry.getKey());
        boolean bare = !(Scalars.plain(entry.getKey()) instanceof Value.Text);
        if (bare && stands(entry.getKey() + ":", object.document().positionOf(child))) {
          keys.add(child);
        }
        collect(entry.getValue(), child, object, keys);
      }
    }
  }

  private boolean stands(String key, @Nullable Position position) {
    List<String> all = lines();
    return position != null
        && position.line() <= all.size()
        && all.get(position.line() - 1).stripLeading().startsWith(key);
  }

  private ParsedObject with(ParsedObject object, Predicate<Value> chosen) {
    if (!(object.value().at(ANNOTATIONS) instanceof Mapping annotations)) {
      return object;
    }
    Value value = object.value();
    for (Map.Entry<String, Value> entry : annotations.entries().entrySet()) {
      Value scalar = entry.getValue();
      if (chosen.test(scalar)) {
        Pointer place = ANNOTATIONS.child(entry.getKey());
        value = value.with(place, new Value.Text(text(object, place, scalar)));
      }
    }
    return value == object.value() ? object : object.with(value);
  }

  private String text(ParsedObject object, Pointer place, Value scalar) {
    Position position = position(object, place);
    String written = position == null ? "" : word(position);
    boolean same = (!written.isEmpty() || scalar.isNull()) && Scalars.plain(written).equals(scalar);
    return same ? written : Scalars.text(scalar);
  }

  private static @Nullable Position position(ParsedObject object, Pointer place) {
    Pointer whole = object.pointer();
    for (String token : place.tokens()) {
      whole = whole.child(token);
    }
    return object.document().positionOf(whole);
  }

  private String word(Position position) {
    List<String> all = lines();
    if (position.line() > all.size()) {
      return "";
    }
    String line = all.get(position.line() - 1);
    int start = Math.min(position.column() - 1, line.length());
    int end = start;
    while (end < line.length() && " \t\r,}]#".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return line.substring(start, end);
  }

  private List<String> lines() {
    List<String> known = lines;
    if (known == null) {
      known = new ArrayList<>(new String(bytes, StandardCharsets.UTF_8).lines().toList());
      lines = known;
    }
    return known;
  }
}
