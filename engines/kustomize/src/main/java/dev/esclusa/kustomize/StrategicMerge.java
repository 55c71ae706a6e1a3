package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge of a patch into an object, as kyaml does it (yaml/merge2 over yaml/walk, with new
 * list items in front). A result of null means that the value is gone; a value that upstream would
 * merge with itself (because it only stands in the patch) is merged with itself here too, which
 * drops its nulls and obeys its directives.
 */
final class StrategicMerge {
  private static final String DIRECTIVE = "$patch";

  private final MergeSchemas schemas;

  private enum Strategy {
    MERGE,
    REPLACE,
    DELETE
  }

  /** A patch without its directive, and what the directive said. */
  private record Directed(Value patch, Strategy strategy) {}

  StrategicMerge(MergeSchemas schemas) {
    this.schemas = schemas;
  }

  /** Null when the patch deletes the object. */
  @Nullable Value merge(Value object, Value patch) {
    return walk(object, patch, null);
  }

  private @Nullable Value walk(
      @Nullable Value dest, @Nullable Value patch, @Nullable MergeSchema given) {
    MergeSchema schema = given == null ? schemaOf(dest, patch) : given;
    Value first = Scalars.absent(dest) ? patch : dest;
    return switch (first) {
      case null -> walkMapping(dest, patch, schema);
      case Value.Null n -> walkMapping(dest, patch, schema);
      case Mapping m -> {
        sameKind(Mapping.class, dest, patch);
        yield walkMapping(dest, patch, schema);
      }
      case Sequence s -> {
        sameKind(Sequence.class, dest, patch);
        yield schema != null && schema.merges()
            ? walkItems(dest, patch, schema)
            : patch != null ? patch : dest;
      }
      case Value.Text t -> scalar(dest, patch);
      case Value.Num n -> scalar(dest, patch);
      case Value.Bool b -> scalar(dest, patch);
    };
  }

  private static @Nullable Value scalar(@Nullable Value dest, @Nullable Value patch) {
    for (Value value :
        new Value[] {dest == null ? Value.NULL : dest, patch == null ? Value.NULL : patch}) {
      if (!Scalars.isScalar(value)) {
        throw mismatch(dest, patch);
      }
    }
    return patch != null ? patch : dest;
  }

  private static void sameKind(
      Class<? extends Value> kind, @Nullable Value dest, @Nullable Value patch) {
    boolean fits =
        (Scalars.absent(dest) || kind.isInstance(dest))
            && (Scalars.absent(patch) || kind.isInstance(patch));
    if (!fits) {
      throw mismatch(dest, patch);
    }
  }

  private static KustomizeException mismatch(@Nullable Value dest, @Nullable Value patch) {
    return new KustomizeException(
        Code.PATCH,
        null,
        "The patch has "
            + (patch == null ? "nothing" : patch.kindText())
            + " where the object has "
            + (dest == null ? "nothing" : dest.kindText())
            + ".",
        "Use a value of the same kind, or delete the field first.");
  }

  private @Nullable MergeSchema schemaOf(@Nullable Value dest, @Nullable Value patch) {
    MergeSchema found = schemaOf(dest);
    return found == null ? schemaOf(patch) : found;
  }

  private @Nullable MergeSchema schemaOf(@Nullable Value value) {
    if (!(value instanceof Mapping mapping)) {
      return null;
    }
    String kind = Scalars.text(mapping.get("kind"));
    String apiVersion = Scalars.text(mapping.get("apiVersion"));
    return kind.isEmpty() || apiVersion.isEmpty() ? null : schemas.of(apiVersion, kind);
  }

  private @Nullable Value walkMapping(
      @Nullable Value dest, @Nullable Value patch, @Nullable MergeSchema schema) {
    if (Scalars.absent(dest)) {
      Directed directed = lenient(patch);
      if (directed.strategy() == Strategy.DELETE) {
        return null;
      }
      return patch == null ? dest : walkFields(directed.patch(), directed.patch(), schema);
    }
    if (patch instanceof Value.Null) {
      return null;
    }
    if (patch == null) {
      return walkFields(dest, null, schema);
    }
    Directed directed = directive(patch);
    boolean self = dest == patch;
    return switch (directed.strategy()) {
      case DELETE -> null;
      case REPLACE -> walkFields(directed.patch(), directed.patch(), schema);
      case MERGE -> walkFields(self ? directed.patch() : dest, directed.patch(), schema);
    };
  }

  /** Even where there is no patch: lists below may hold items twice, which any merge makes one. */
  private @Nullable Value walkFields(
      @Nullable Value dest, @Nullable Value patch, @Nullable MergeSchema schema) {
    if (!(dest instanceof Mapping mapping)) {
      return dest;
    }
    Mapping changes = patch instanceof Mapping changed ? changed : Value.mapping();
    Map<String, Value> result = null;
    for (String name : names(mapping, changes)) {
      Value before = mapping.get(name);
      Value change = changes.get(name);
      if (change == null && before != null && Scalars.isScalar(before)) {
        if (before != Scalars.UNWRITTEN) {
          continue;
        }
      }
      Value merged = walk(before, change, schema == null ? null : schema.field(name));
      if (merged != before || merged == null || merged.isNull()) {
        result = result == null ? new LinkedHashMap<>(mapping.entries()) : result;
        if (merged == null || merged.isNull()) {
          result.remove(name);
        } else {
          result.put(name, merged);
        }
      }
    }
    return result == null ? mapping : Value.mapping(result);
  }

  private static Set<String> names(Mapping dest, Mapping changes) {
    if (dest == changes || changes.isEmpty()) {
      return dest.keys();
    }
    Set<String> names = new LinkedHashSet<>(dest.keys());
    names.addAll(changes.keys());
    return names;
  }

  // Lists that merge item by item (walk/associative_sequence.go)

  private @Nullable Value walkItems(
      @Nullable Value destValue, @Nullable Value patchValue, MergeSchema schema) {
    Sequence dest;
    Sequence patch;
    if (patchValue == null && destValue != null) {
      dest = destValue.asSequence();
      patch = Value.sequence();
    } else if (patchValue == null || (patchValue.isNull() && !Scalars.absent(destValue))) {
      return null;
    } else if (Scalars.absent(destValue)) {
      dest = patchValue.asSequence();
      patch = dest;
    } else {
      Directed directed = directive(patchValue);
      if (directed.strategy() == Strategy.DELETE) {
        return null;
      }
      patch = directed.patch().asSequence();
      dest =
          directed.strategy() == Strategy.REPLACE || destValue == null || destValue == patchValue
              ? patch
              : destValue.asSequence();
    }
    List<String> keys = schema.keys();
    return keys.isEmpty()
        ? mergeItems(scalars(patch, dest), List.of(""), dest, patch, schema)
        : mergeItems(keyValues(keys, patch, dest), keys, dest, patch, schema);
  }

  /** The key values of the items, those of the patch first. */
  private static List<List<String>> keyValues(List<String> keys, Sequence patch, Sequence dest) {
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Sequence source : List.of(patch, dest)) {
      for (Value item : source.items()) {
        List<String> values = new ArrayList<>();
        for (String key : keys) {
          Value value = item instanceof Mapping mapping ? mapping.get(key) : null;
          values.add(Scalars.empty(value) ? "" : Scalars.text(value));
        }
        seen.add(values);
      }
    }
    return new ArrayList<>(seen);
  }

  private static List<List<String>> scalars(Sequence patch, Sequence dest) {
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Sequence source : List.of(patch, dest)) {
      source.items().forEach(item -> seen.add(List.of(Scalars.text(item))));
    }
    return new ArrayList<>(seen);
  }

  private @Nullable Value mergeItems(
      List<List<String>> all,
      List<String> keys,
      Sequence destination,
      Sequence patch,
      MergeSchema schema) {
    if (keys.size() > 1) {
      fillGaps(all);
    }
    List<Value> dest = new ArrayList<>(destination.items());
    List<Value> added = new ArrayList<>();
    List<Integer> valid = validKeys(all, keys);
    List<String> validKeys = valid.stream().map(keys::get).toList();
    for (List<String> values : all) {
      List<String> validValues = valid.stream().map(values::get).toList();
      Value old = find(dest, validKeys, validValues);
      Value change = destination == patch ? old : find(patch.items(), validKeys, validValues);
      Value merged = walk(old, change, schema.items());
      if (merged == null || Scalars.absent(merged) || isEmptyMapping(merged)) {
        ItemList.set(dest, null, validKeys, validValues);
      } else {
        Value keyed = withKeys(merged, validKeys, validValues);
        ItemList.set(added, keyed, validKeys, validValues);
        if (old != null && !replaces(change, old)) {
          dest.replaceAll(item -> item == old ? keyed : item);
        }
      }
    }
    List<Value> result = all.isEmpty() ? dest : appended(added, dest, validKeys);
    return sameItems(result, destination.items()) ? destination : new Sequence(result);
  }

  /** Upstream merges into the old item where it stands, but a replacement leaves that untouched. */
  private static boolean replaces(@Nullable Value change, Value old) {
    return change != old
        && change instanceof Mapping mapping
        && known(mapping.get(DIRECTIVE)) == Strategy.REPLACE;
  }

  private static boolean sameItems(List<Value> one, List<Value> two) {
    if (one.size() != two.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.get(i) != two.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmptyMapping(Value value) {
    return value instanceof Mapping mapping && mapping.isEmpty();
  }

  private static Value withKeys(Value item, List<String> keys, List<String> values) {
    Value result = item;
    for (int i = 0; i < keys.size(); i++) {
      boolean missing = result instanceof Mapping mapping && !mapping.has(keys.get(i));
      if (missing && !values.get(i).isEmpty()) {
        result = result.asMapping().with(keys.get(i), Scalars.plain(values.get(i)));
      }
    }
    return result;
  }

  /**
   * Values that agree where both say something become one: a port without a protocol, for example.
   */
  private static void fillGaps(List<List<String>> all) {
    for (int i = 0; i < all.size(); i++) {
      List<String> one = all.get(i);
      for (int j = 0; j < all.size(); j++) {
        List<String> both = both(one, all.get(j));
        if (both != null) {
          all.set(i, both);
          all.set(j, both);
        }
      }
    }
  }

  private static @Nullable List<String> both(List<String> one, List<String> two) {
    boolean common = false;
    List<String> both = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      String left = one.get(i);
      String right = two.get(i);
      if (left.equals(right)) {
        common = true;
      } else if (!left.isEmpty() && !right.isEmpty()) {
        return null;
      }
      both.add(left.isEmpty() ? right : left);
    }
    return common ? both : null;
  }

  /** The keys that any item has a value for; all of them where none has. */
  private static List<Integer> validKeys(List<List<String>> all, List<String> keys) {
    List<Integer> valid = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      int key = i;
      if (all.stream().anyMatch(values -> !values.get(key).isEmpty())) {
        valid.add(i);
      }
    }
    if (valid.isEmpty()) {
      for (int i = 0; i < keys.size(); i++) {
        valid.add(i);
      }
    }
    return valid;
  }

  /** The first item with these values; keys without a value do not count unless all lack one. */
  private static @Nullable Value find(List<Value> items, List<String> keys, List<String> values) {
    boolean any = values.stream().anyMatch(value -> !value.isEmpty());
    for (Value item : items) {
      if (keys.get(0).isEmpty()) {
        if (Scalars.isScalar(item) && Scalars.text(item).equals(values.get(0))) {
          return item;
        }
      } else if (item instanceof Mapping mapping && matches(mapping, keys, values, any)) {
        return item;
      }
    }
    return null;
  }

  private static boolean matches(
      Mapping item, List<String> keys, List<String> values, boolean anyValue) {
    for (int i = 0; i < keys.size(); i++) {
      if (anyValue && values.get(i).isEmpty()) {
        continue;
      }
      Value value = item.get(keys.get(i));
      if (value == null || !Scalars.text(value).equals(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<Value> appended(List<Value> added, List<Value> dest, List<String> keys) {
    for (Value item : dest) {
      if (keys.get(0).isEmpty()) {
        ItemList.set(added, item, keys, List.of(Scalars.text(item)));
        continue;
      }
      List<String> values = new ArrayList<>();
      for (String key : keys) {
        Value value = item instanceof Mapping mapping ? mapping.get(key) : null;
        if (value == null) {
          added.add(item);
        } else {
          values.add(Scalars.text(value));
        }
      }
      if (keys.size() > 1) {
        ItemList.set(added, null, keys, values);
      }
      ItemList.set(added, item, keys, values);
    }
    return added;
  }

  // Directives (merge2/smpdirective.go)

  private static Directed lenient(@Nullable Value patch) {
    if (patch instanceof Mapping mapping && known(mapping.get(DIRECTIVE)) != null) {
      return directive(mapping);
    }
    return new Directed(patch == null ? Value.NULL : patch, Strategy.MERGE);
  }

  private static Directed directive(Value patch) {
    if (patch instanceof Mapping mapping) {
      Value directive = mapping.get(DIRECTIVE);
      return directive == null
          ? new Directed(patch, Strategy.MERGE)
          : new Directed(mapping.without(DIRECTIVE), strategy(directive));
    }
    if (patch instanceof Sequence sequence) {
      return itemDirective(sequence);
    }
    throw new KustomizeException(
        Code.PATCH,
        null,
        "The patch has " + patch.kindText() + " where the object has a mapping or a list.",
        "Use a value of the same kind.");
  }

  private static Directed itemDirective(Sequence sequence) {
    for (Value item : sequence.items()) {
      if (item instanceof Mapping mapping && mapping.has(DIRECTIVE)) {
        if (mapping.size() > 1) {
          break;
        }
        Value said = mapping.entries().getOrDefault(DIRECTIVE, Value.NULL);
        List<Value> rest = new ArrayList<>(sequence.items());
        ItemList.set(rest, null, List.of(DIRECTIVE), List.of(Scalars.text(said)));
        return new Directed(new Sequence(rest), strategy(said));
      }
    }
    return new Directed(sequence, Strategy.MERGE);
  }

  private static Strategy strategy(Value directive) {
    Strategy known = known(directive);
    if (known == null) {
      throw new KustomizeException(
          Code.PATCH,
          null,
          "The directive $patch says " + directive + ".",
          "Write delete, replace or merge.");
    }
    return known;
  }

  private static @Nullable Strategy known(@Nullable Value directive) {
    return switch (Scalars.text(directive)) {
      case "delete" -> Strategy.DELETE;
      case "replace" -> Strategy.REPLACE;
      case "merge" -> Strategy.MERGE;
      default -> null;
    };
  }
}
