package dev.esclusa.adapters.kubernetes;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the paths of server-side apply conflicts, {@code .spec.containers[name="app"].image}. Field
 * names are not quoted in them and may hold dots, so a path can be read only along an object
 * (structured-merge-diff, fieldpath/path.go).
 */
final class FieldText {
  private FieldText() {}

  /** The place in this object; null when the object has nothing there. */
  static @Nullable Pointer pointerIn(Value object, String path) {
    return walk(object, path, Pointer.ROOT);
  }

  /** A guess for a path that no object can tell: every dot divides. */
  static Pointer guess(String path) {
    Pointer pointer = Pointer.ROOT;
    for (String token : path.split("[.\\[\\]]+", -1)) {
      pointer = token.isEmpty() ? pointer : pointer.child(token);
    }
    return pointer;
  }

  private static @Nullable Pointer walk(Value here, String rest, Pointer at) {
    if (rest.isEmpty()) {
      return at;
    }
    if (rest.startsWith(".") && here instanceof Value.Mapping mapping) {
      return named(mapping, rest.substring(1), at);
    }
    if (rest.startsWith("[") && here instanceof Value.Sequence(List<Value> items)) {
      int end = closing(rest);
      int index = end < 0 ? -1 : index(items, rest.substring(1, end));
      return index < 0 ? null : walk(items.get(index), rest.substring(end + 1), at.child(index));
    }
    return null;
  }

  /** The longest key first: {@code a.b} may be one name or two. */
  private static @Nullable Pointer named(Value.Mapping mapping, String rest, Pointer at) {
    List<String> keys =
        mapping.keys().stream()
            .filter(rest::startsWith)
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
    for (String key : keys) {
      Value below = mapping.get(key);
      Pointer found =
          below == null ? null : walk(below, rest.substring(key.length()), at.child(key));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Where the bracket that opens at 0 closes; quoted text may hold brackets. */
  private static int closing(String text) {
    boolean quoted = false;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ']' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static int index(List<Value> items, String inside) {
    try {
      if (inside.startsWith("=")) {
        return items.indexOf(Json.read(inside.substring(1)));
      }
      if (inside.matches("[0-9]{1,9}")) {
        int index = Integer.parseInt(inside);
        return index < items.size() ? index : -1;
      }
      Value.Mapping key = Json.read(keyJson(inside)).asMapping();
      for (int i = 0; i < items.size(); i++) {
        if (matches(items.get(i), key)) {
          return i;
        }
      }
      return -1;
    } catch (TreeException e) {
      return -1; // a spelling of a later release: nothing is taken by guess
    }
  }

  /** {@code name="a",port=80} as JSON: names of keys are identifiers, values are JSON. */
  private static String keyJson(String inside) {
    StringBuilder json = new StringBuilder("{\"");
    boolean quoted = false;
    boolean inName = true;
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (!inName && quoted && c == '\\' && i + 1 < inside.length()) {
        json.append(c).append(inside.charAt(++i));
      } else if (inName && c == '=') {
        json.append("\":");
        inName = false;
      } else if (!inName && !quoted && c == ',') {
        json.append(",\"");
        inName = true;
      } else {
        quoted = c == '"' ? !quoted : quoted;
        json.append(c);
      }
    }
    return json.append('}').toString();
  }

  /** A key field that the item leaves out may have been filled in by its default. */
  private static boolean matches(Value item, Value.Mapping key) {
    if (!(item instanceof Value.Mapping mapping)) {
      return false;
    }
    boolean any = false;
    for (Map.Entry<String, Value> one : key.entries().entrySet()) {
      Value found = mapping.get(one.getKey());
      if (found != null && !found.equals(one.getValue())) {
        return false;
      }
      any |= found != null;
    }
    return any;
  }
}
