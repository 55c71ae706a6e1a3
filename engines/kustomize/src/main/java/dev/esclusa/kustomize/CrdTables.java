package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldTables.Backrefs;
import dev.esclusa.kustomize.FieldTables.Table;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code crds} files teach: fields of custom kinds that hold names, labels or annotations,
 * marked by {@code x-kubernetes-} extensions (accumulator.LoadConfigFromCRDs).
 */
final class CrdTables {
  private final Mapping types;
  private final Map<Table, List<FieldSpec>> tables = new EnumMap<>(Table.class);
  private final List<Backrefs> references = new ArrayList<>();

  private CrdTables(Mapping types) {
    this.types = types;
  }

  static FieldTables of(ParsedFile file) {
    List<Document> documents = file.configuration();
    if (documents.isEmpty() || !(documents.get(0).root() instanceof Mapping types)) {
      return FieldTables.EMPTY;
    }
    CrdTables learnt = new CrdTables(types);
    FieldTables all = FieldTables.EMPTY;
    for (String name : types.keys()) {
      if (learnt.isKind(name)) {
        CrdTables one = new CrdTables(types);
        Gvk gvk = new Gvk("", "", name.substring(name.lastIndexOf('.') + 1));
        one.walk(gvk, name, "", new HashSet<>());
        all = all.and(FieldTables.of(one.tables, List.copyOf(one.references)));
      }
    }
    return all;
  }

  private boolean isKind(String name) {
    Mapping properties = properties(name);
    return properties != null
        && properties.has("kind")
        && properties.has("apiVersion")
        && properties.has("metadata");
  }

  private @Nullable Mapping properties(String name) {
    Value schema = child(types.get(name), "Schema");
    return child(schema, "properties") instanceof Mapping mapping ? mapping : null;
  }

  private static @Nullable Value child(@Nullable Value value, String key) {
    if (!(value instanceof Mapping mapping)) {
      return null;
    }
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      if (entry.getKey().equalsIgnoreCase(key)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private void walk(Gvk gvk, String type, String path, Set<String> inside) {
    Mapping properties = properties(type);
    if (properties == null || !inside.add(type)) {
      return;
    }
    for (Map.Entry<String, Value> entry : properties.entries().entrySet()) {
      String here = path.isEmpty() ? entry.getKey() : path + "/" + entry.getKey();
      learn(gvk, here, entry.getValue());
      String reference = entry.getValue().text("$ref");
      if (reference != null) {
        walk(gvk, reference, here, inside);
      }
    }
    inside.remove(type);
  }

  private void learn(Gvk gvk, String path, Value property) {
    add(property, "x-kubernetes-annotation", Table.COMMON_ANNOTATIONS, gvk, path);
    add(property, "x-kubernetes-label-selector", Table.COMMON_LABELS, gvk, path);
    add(property, "x-kubernetes-identity", Table.NAME_PREFIX, gvk, path);
    String version = property.text("x-kubernetes-object-ref-api-version");
    String kind = property.text("x-kubernetes-object-ref-kind");
    if (version != null && kind != null) {
      String key = property.text("x-kubernetes-object-ref-name-key");
      FieldSpec field = new FieldSpec(gvk, path + "/" + (key == null ? "name" : key), false);
      references.add(new Backrefs(new Gvk("", version, kind), List.of(field)));
    }
  }

  private void add(Value property, String mark, Table table, Gvk gvk, String path) {
    if (property.text(mark) != null) {
      List<FieldSpec> rows = new ArrayList<>(tables.getOrDefault(table, List.of()));
      rows.add(new FieldSpec(gvk, path, false));
      tables.put(table, rows);
    }
  }
}
