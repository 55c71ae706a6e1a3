package dev.esclusa.tree;

import dev.esclusa.tree.RecordShape.Part;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record as a mapping by component name, with its kind first where a sealed interface permits it.
 */
final class RecordCodec implements Codec {
  static final String KIND = "kind";

  private final RecordShape shape;
  private final List<Part> parts;
  private final @Nullable Text kind;
  private final String tag;

  RecordCodec(Class<?> type) {
    shape = new RecordShape(type);
    parts = shape.parts;
    kind = isVariant(type) ? new Text(Codecs.kebab(type.getSimpleName())) : null;
    tag = tagOf(type);
    if (kind != null && parts.stream().anyMatch(part -> part.name.equals(tag))) {
      throw Codecs.noForm("The variant " + type.getName() + " with a component '" + tag + "'");
    }
  }

  /** The key of the name: {@code kind}, where no sealed interface above says another. */
  static String tagOf(Class<?> type) {
    Records.Tag own = type.getAnnotation(Records.Tag.class);
    if (own != null) {
      return own.value();
    }
    for (Class<?> parent : type.getInterfaces()) {
      String tag = parent.isSealed() ? tagOf(parent) : KIND;
      if (!tag.equals(KIND)) {
        return tag;
      }
    }
    return KIND;
  }

  static boolean isVariant(Class<?> type) {
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isSealed()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Value write(Object object) {
    LinkedHashMap<String, Value> entries = LinkedHashMap.newLinkedHashMap(parts.size() + 1);
    if (kind != null) {
      entries.put(tag, kind);
    }
    for (Part part : parts) {
      Object component = part.get(object);
      if (component != null) {
        entries.put(part.name, part.codec().write(component));
      }
    }
    return Mapping.owning(entries);
  }

  @Override
  public Object read(Value value, Trail trail) {
    Mapping mapping = trail.mapping(value);
    @Nullable Object[] arguments = new @Nullable Object[parts.size()];
    int known = checkKind(mapping, trail);
    for (int i = 0; i < arguments.length; i++) {
      Part part = parts.get(i);
      Value component = mapping.get(part.name);
      if (component != null) {
        known++;
        arguments[i] = readPart(part, component, trail);
      } else if (!part.nullable) {
        throw trail.refused(
            "TRE-0013", "'" + part.name + "' is missing", "Write " + part.name + ".", null);
      }
    }
    if (known < mapping.size()) {
      throw unknown(mapping, trail);
    }
    return shape.make(arguments, trail);
  }

  private static Object readPart(Part part, Value value, Trail trail) {
    trail.enter(part.name);
    Object component = part.codec().read(value, trail);
    trail.leave();
    return component;
  }

  /** Returns how many keys the kind takes. */
  private int checkKind(Mapping mapping, Trail trail) {
    if (kind == null) {
      return 0;
    }
    Value seen = mapping.get(tag);
    if (!kind.equals(seen)) {
      throw trail.refused(
          seen == null ? "TRE-0013" : "TRE-0014",
          "The " + tag + (seen == null ? " is missing" : " is " + seen),
          "Write " + tag + ": " + kind.value() + ".",
          null);
    }
    return 1;
  }

  private TreeException unknown(Mapping mapping, Trail trail) {
    List<String> names =
        Stream.concat(
                kind == null ? Stream.empty() : Stream.of(tag),
                parts.stream().map(part -> part.name))
            .toList();
    String unknown =
        mapping.keys().stream()
            .filter(key -> !names.contains(key))
            .collect(Collectors.joining(", "));
    return trail.refused(
        "TRE-0012",
        "'" + unknown + "' is unknown",
        names.isEmpty() ? "Remove it." : "Use " + String.join(", ", names) + ".",
        null);
  }
}
