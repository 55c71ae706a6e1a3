package dev.esclusa.kustomize;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The merge rules of the Kubernetes 1.21 types, from a table reduced to what has a rule. */
final class TableSchema implements MergeSchema {
  private static final Tables TABLES = read();

  private final @Nullable Integer type;
  private final @Nullable Integer itemType;
  private final boolean merges;
  private final List<String> keys;

  private record Tables(
      Map<String, TableSchema> kinds,
      Map<String, TableSchema> names,
      List<Map<String, TableSchema>> types) {}

  private TableSchema(
      @Nullable Integer type, @Nullable Integer itemType, boolean merges, List<String> keys) {
    this.type = type;
    this.itemType = itemType;
    this.merges = merges;
    this.keys = keys;
  }

  static @Nullable MergeSchema of(String apiVersion, String kind) {
    return TABLES.kinds.get(apiVersion + "/" + kind);
  }

  /** A type by its last name; those of one name merge alike. */
  static @Nullable MergeSchema named(String name) {
    return TABLES.names.get(name);
  }

  @Override
  public @Nullable MergeSchema field(String name) {
    return type == null ? null : TABLES.types.get(type).get(name);
  }

  @Override
  public @Nullable MergeSchema items() {
    return itemType == null ? null : new TableSchema(itemType, null, false, List.of());
  }

  @Override
  public boolean merges() {
    return merges;
  }

  @Override
  public List<String> keys() {
    return keys;
  }

  private static Tables read() {
    Mapping table = Json.read(Bundled.bytes("merge-keys-1.21.json")).asMapping();
    Map<String, TableSchema> kinds = new HashMap<>();
    Mapping kindTable = table.entries().getOrDefault("kinds", Value.mapping()).asMapping();
    kindTable
        .entries()
        .forEach(
            (kind, type) ->
                kinds.put(kind, new TableSchema((int) type.asLong(), null, false, List.of())));
    Map<String, TableSchema> names = new HashMap<>();
    List<Map<String, TableSchema>> types = new ArrayList<>();
    for (Value type :
        table.entries().getOrDefault("types", Value.sequence()).asSequence().items()) {
      Map<String, TableSchema> fields = new HashMap<>();
      Value listed = type.asMapping().entries().getOrDefault("fields", Value.mapping());
      listed.asMapping().entries().forEach((name, row) -> fields.put(name, row(row)));
      names.put(
          Scalars.text(type.at("name")), new TableSchema(types.size(), null, false, List.of()));
      types.add(fields);
    }
    return new Tables(Map.copyOf(kinds), Map.copyOf(names), List.copyOf(types));
  }

  private static TableSchema row(Value row) {
    String strategy = row.text("strategy");
    List<String> keys = new ArrayList<>();
    if (row.at("keys") instanceof Value.Sequence named) {
      named.items().forEach(key -> keys.add(key.asText()));
    }
    boolean merges = strategy != null && Arrays.asList(strategy.split(",")).contains("merge");
    return new TableSchema(index(row.at("t")), index(row.at("items")), merges, keys);
  }

  private static @Nullable Integer index(@Nullable Value value) {
    return value == null ? null : (int) value.asLong();
  }
}
