package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.PatchStrategy;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch of built-in kinds (Kubernetes docs, "Update API Objects in Place Using
 * kubectl patch"; apimachinery, strategicpatch). Lists merge where the type says by which key;
 * {@code $patch}, {@code $deleteFromPrimitiveList}, {@code $setElementOrder} and {@code
 * $retainKeys} direct it.
 */
public final class StrategicMerge {
  private static final String PATCH = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMerge() {}

  public static Value patch(Value live, Value patch, ObjectSchema schema) {
    if (!(patch instanceof Value.Mapping changes)) {
      throw KubeException.patch(
          Pointer.ROOT, "a strategic merge patch is a mapping", "write the fields to change");
    }
    return merge(live.asMapping(), changes, schema.root(), Pointer.ROOT);
  }

  private static Value.Mapping merge(
      Value.Mapping original, Value.Mapping patch, Struct struct, Pointer at) {
    Value directive = patch.get(PATCH);
    if (directive != null) {
      return directed(directive, patch, at);
    }
    Map<String, Value> merged = new LinkedHashMap<>(original.entries());
    retain(merged, patch, at);
    Map<String, Value> changes = new LinkedHashMap<>(patch.entries());
    changes.remove(RETAIN);
    for (String key : patch.keys()) {
      if (key.startsWith(ORDER)) {
        order(merged, changes, key.substring(ORDER.length()), patch, struct, at);
        changes.remove(key);
      }
    }
    changes.forEach((key, change) -> apply(merged, key, change, struct, at));
    return Value.mapping(merged);
  }

  private static Value.Mapping directed(Value directive, Value.Mapping patch, Pointer at) {
    return switch (directive instanceof Value.Text(String word) ? word : "") {
      case "replace" -> patch.without(PATCH);
      case "delete" -> Value.mapping();
      default ->
          throw KubeException.patch(
              at.child(PATCH),
              "$patch: " + directive + " is unknown here",
              "use replace or delete");
    };
  }

  private static void retain(Map<String, Value> merged, Value.Mapping patch, Pointer at) {
    Value list = patch.get(RETAIN);
    if (list == null) {
      return;
    }
    Set<String> kept = new LinkedHashSet<>();
    ListKeys.items(list).forEach(item -> kept.add(item.asText()));
    patch
        .entries()
        .forEach(
            (key, change) -> {
              if (!change.isNull() && !key.startsWith("$") && !kept.contains(key)) {
                throw KubeException.patch(
                    at.child(RETAIN),
                    "the patch sets '" + key + "', which $retainKeys does not keep",
                    "add it to $retainKeys");
              }
            });
    merged.keySet().retainAll(kept);
  }

  private static void apply(
      Map<String, Value> merged, String key, Value change, Struct struct, Pointer at) {
    if (key.startsWith(DELETE_ITEMS)) {
      String field = key.substring(DELETE_ITEMS.length());
      merged.computeIfPresent(field, (name, old) -> withoutItems(old, change));
      return;
    }
    if (change.isNull()) {
      merged.remove(key);
      return;
    }
    Value next = changed(merged.get(key), change, struct, key, at.child(key));
    if (next == null) {
      merged.remove(key);
    } else {
      merged.put(key, next);
    }
  }

  private static Value withoutItems(Value list, Value gone) {
    List<Value> rest = new ArrayList<>(ListKeys.items(list));
    rest.removeAll(ListKeys.items(gone));
    return new Value.Sequence(rest);
  }

  private static @Nullable Value changed(
      @Nullable Value old, Value change, Struct struct, String key, Pointer at) {
    Schema schema = under(struct, key);
    PatchStrategy strategy = strategy(struct, key);
    if (old instanceof Value.Mapping was && change instanceof Value.Mapping now) {
      boolean replace = strategy.replace();
      return replace ? now : merge(was, now, structOf(schema, now), at);
    }
    if (old instanceof Value.Sequence was && change instanceof Value.Sequence now) {
      return strategy.merge() ? mergeLists(was, now, strategy, schema, at) : now;
    }
    return cleaned(change);
  }

  private static PatchStrategy strategy(Struct struct, String key) {
    Field field = struct.fields().get(key);
    return field == null ? PatchStrategy.NONE : field.patch();
  }

  private static Schema under(Struct struct, String key) {
    Schema schema = struct.under(key);
    return schema == null ? Schema.ANY : schema;
  }

  private static Struct structOf(Schema schema, Value value) {
    return schema.settledFor(value) instanceof Struct struct ? struct : Schema.UNKNOWN_MAPPING;
  }

  private static Value mergeLists(
      Value.Sequence old, Value.Sequence patch, PatchStrategy strategy, Schema schema, Pointer at) {
    if (strategy.mergeKey().isEmpty()) {
      Set<Value> both = new LinkedHashSet<>(old.items());
      both.addAll(patch.items());
      return new Value.Sequence(
          inOrder(List.copyOf(both), patch.items(), old.items(), item -> item));
    }
    Keyed keyed = new Keyed(strategy.mergeKey(), schema, at);
    List<Value> rest = new ArrayList<>();
    List<Value> base = keyed.withoutDeleted(old.items(), patch.items(), rest);
    List<Value> merged = keyed.merge(base, rest);
    return new Value.Sequence(inOrder(merged, rest, base, keyed::keyOf));
  }

  /**
   * Reorders a list as {@code $setElementOrder} says; items that only the server has keep their
   * place among the others.
   */
  private static void order(
      Map<String, Value> merged,
      Map<String, Value> changes,
      String field,
      Value.Mapping patch,
      Struct struct,
      Pointer at) {
    List<Value> wanted = ListKeys.items(patch.get(ORDER + field));
    Value old = merged.get(field);
    Value change = changes.remove(field);
    Value both =
        change == null || change.isNull()
            ? change == null ? old : null
            : changed(old, change, struct, field, at.child(field));
    if (!(both instanceof Value.Sequence(List<Value> items))) {
      if (both == null) {
        merged.remove(field);
      }
      return;
    }
    String mergeKey = strategy(struct, field).mergeKey();
    Keyed keyed = new Keyed(mergeKey, under(struct, field), at.child(field));
    List<Value> ordered =
        mergeKey.isEmpty()
            ? inOrder(items, wanted, ListKeys.items(old), item -> item)
            : inOrder(items, wanted, ListKeys.items(old), keyed::keyOf);
    merged.put(field, new Value.Sequence(ordered));
  }

  /** What identifies an item of a list. */
  private interface Identity {
    @Nullable Value of(Value item);
  }

  /**
   * Items named by the patch take its order, the others that of the server; where both know two
   * items, the server's order decides which comes first (strategicpatch, mergeSortedSlice).
   */
  private static List<Value> inOrder(
      List<Value> items, List<Value> patchOrder, List<Value> serverOrder, Identity identity) {
    List<@Nullable Value> byPatch = identities(patchOrder, identity);
    List<@Nullable Value> byServer = identities(serverOrder, identity);
    List<Value> ofPatch = new ArrayList<>();
    List<Value> ofServer = new ArrayList<>();
    for (Value item : items) {
      (byPatch.contains(identity.of(item)) ? ofPatch : ofServer).add(item);
    }
    ofPatch.sort(Comparator.comparingInt(item -> byPatch.indexOf(identity.of(item))));
    List<Value> out = new ArrayList<>();
    int s = 0;
    for (Value next : ofPatch) {
      int place = byServer.indexOf(identity.of(next));
      while (s < ofServer.size()
          && earlier(byServer.indexOf(identity.of(ofServer.get(s))), place)) {
        out.add(ofServer.get(s++));
      }
      out.add(next);
    }
    out.addAll(ofServer.subList(s, ofServer.size()));
    return out;
  }

  private static List<@Nullable Value> identities(List<Value> items, Identity identity) {
    List<@Nullable Value> found = new ArrayList<>();
    for (Value item : items) {
      found.add(identity.of(item));
    }
    return found;
  }

  private static boolean earlier(int one, int other) {
    return one >= 0 && other >= 0 && one < other;
  }

  /** A list whose items are told apart by one field. */
  private record Keyed(String key, Schema list, Pointer at) {
    @Nullable Value keyOf(Value item) {
      return item instanceof Value.Mapping mapping ? mapping.get(key) : null;
    }

    /**
     * The old items without those that the patch deletes; fills {@code rest} with what is left of
     * the patch.
     */
    List<Value> withoutDeleted(List<Value> old, List<Value> patch, List<Value> rest) {
      List<Value> kept = new ArrayList<>(old);
      boolean replace = false;
      for (Value item : patch) {
        Value directive = item.at(PATCH);
        if (directive == null) {
          rest.add(item);
        } else if (directive.equals(Value.of("delete"))) {
          Value gone = required(item);
          kept.removeIf(candidate -> gone.equals(keyOf(candidate)));
        } else if (directive.equals(Value.of("replace"))) {
          replace = true;
        } else {
          throw KubeException.patch(
              at.child(PATCH),
              "$patch: " + directive + " is unknown in a list",
              "use delete or replace");
        }
      }
      if (!replace) {
        return kept;
      }
      List<Value> replaced = List.copyOf(rest);
      rest.clear();
      return replaced;
    }

    List<Value> merge(List<Value> base, List<Value> patch) {
      List<Value> merged = new ArrayList<>(base);
      for (Value item : patch) {
        Value wanted = required(item);
        int found = indexOf(merged, wanted);
        if (found < 0) {
          Value added = cleaned(item);
          merged.add(added == null ? Value.mapping() : added);
        } else {
          merged.set(
              found,
              StrategicMerge.merge(
                  merged.get(found).asMapping(),
                  item.asMapping(),
                  structOf(items(), item),
                  at.child(found)));
        }
      }
      return merged;
    }

    private Schema items() {
      return list.resolved() instanceof ListOf known ? known.items() : Schema.ANY;
    }

    private int indexOf(List<Value> items, Value wanted) {
      for (int i = 0; i < items.size(); i++) {
        if (wanted.equals(keyOf(items.get(i)))) {
          return i;
        }
      }
      return -1;
    }

    private Value required(Value item) {
      Value found = keyOf(item);
      if (found == null) {
        throw KubeException.patch(
            at, "an item of the patch lacks the merge key '" + key + "'", "add it");
      }
      return found;
    }
  }

  /** A new value as it is stored: without nulls and directives; null for one that only directs. */
  private static @Nullable Value cleaned(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> cleanedMapping(mapping);
      case Value.Sequence(List<Value> items) -> {
        List<Value> kept = new ArrayList<>();
        for (Value item : items) {
          Value left = cleaned(item);
          if (left != null) {
            kept.add(left);
          }
        }
        yield new Value.Sequence(kept);
      }
      default -> value;
    };
  }

  private static @Nullable Value cleanedMapping(Value.Mapping mapping) {
    if (mapping.has(PATCH)) {
      return null; // also for replace: the API server does the same
    }
    Map<String, Value> kept = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, item) -> {
              Value left = item.isNull() || key.startsWith("$") ? null : cleaned(item);
              if (left != null) {
                kept.put(key, left);
              }
            });
    return Value.mapping(kept);
  }
}
