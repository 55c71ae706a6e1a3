package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Misfit;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field by its path: keys, numbers, {@code -} for the last item, {@code [name=web]} (kyaml
 * PathGetter).
 */
final class FieldLookup {
  private FieldLookup() {}

  static @Nullable Value find(Value root, List<String> path) {
    Value here = root;
    for (String untrimmed : path) {
      String part = untrimmed.strip();
      if (part.isEmpty()) {
        continue;
      }
      Value next = step(here, part);
      if (next == null) {
        return null;
      }
      here = next;
    }
    return here;
  }

  private static @Nullable Value step(Value here, String part) {
    if (Paths.isIndex(part) || part.equals("-")) {
      List<Value> items = items(here, part);
      int index = part.equals("-") ? items.size() - 1 : Integer.parseInt(part);
      return index < 0 || index >= items.size() ? null : items.get(index);
    }
    if (part.equals("*")) {
      throw new Misfit("a source path takes no wildcard");
    }
    if (Paths.isElement(part)) {
      return element(items(here, part), part);
    }
    return switch (here) {
      case Value.Null n -> null;
      case Mapping mapping -> mapping.get(part);
      default -> throw new Misfit("'" + part + "' is looked for in " + here.kindText());
    };
  }

  private static List<Value> items(Value here, String part) {
    if (here instanceof Sequence sequence) {
      return sequence.items();
    }
    throw new Misfit("'" + part + "' is looked for in " + here.kindText());
  }

  private static @Nullable Value element(List<Value> items, String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new Misfit("'" + part + "' is no [key=value]");
    }
    String key = part.substring(1, equals);
    String value = part.substring(equals + 1, part.length() - 1);
    for (Value item : items) {
      Value seen = key.isEmpty() ? item : item instanceof Mapping mapping ? mapping.get(key) : null;
      if (seen != null && Scalars.isScalar(seen) && Scalars.text(seen).equals(value)) {
        return item;
      }
    }
    return null;
  }
}
