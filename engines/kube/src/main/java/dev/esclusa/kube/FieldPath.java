package dev.esclusa.kube;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path to a field as managers own it; its text is that of the API server: {@code
 * .spec.containers[name="app"].image}.
 */
public record FieldPath(List<PathElement> elements) {
  public FieldPath {
    elements = List.copyOf(elements);
  }

  /** The same place in this object; null when the object has nothing there. */
  public @Nullable Pointer pointerIn(Value object) {
    Pointer pointer = Pointer.ROOT;
    Value here = object;
    for (PathElement element : elements) {
      String token = token(element, here);
      Value next = token == null ? null : here.at(Pointer.of(token));
      if (token == null || next == null) {
        return null;
      }
      pointer = pointer.child(token);
      here = next;
    }
    return pointer;
  }

  private static @Nullable String token(PathElement element, Value here) {
    return switch (element) {
      case PathElement.Named(String name) -> here instanceof Value.Mapping ? name : null;
      case PathElement.Index(int index) -> Integer.toString(index);
      case PathElement.Item(Value value) -> indexWhere(here, value::equals);
      case PathElement.Keyed keyed -> indexWhere(here, item -> matches(item, keyed.key()));
    };
  }

  private static @Nullable String indexWhere(
      Value list, java.util.function.Predicate<Value> wanted) {
    if (list instanceof Value.Sequence(List<Value> items)) {
      for (int i = 0; i < items.size(); i++) {
        if (wanted.test(items.get(i))) {
          return Integer.toString(i);
        }
      }
    }
    return null;
  }

  /** A key field that the item leaves out may have been filled in by its default. */
  private static boolean matches(Value item, Map<String, Value> key) {
    return item instanceof Value.Mapping mapping
        && key.keySet().stream().anyMatch(mapping::has)
        && key.entrySet().stream()
            .allMatch(
                entry -> {
                  Value found = mapping.get(entry.getKey());
                  return found == null || found.equals(entry.getValue());
                });
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    elements.forEach(text::append);
    return text.toString();
  }
}
