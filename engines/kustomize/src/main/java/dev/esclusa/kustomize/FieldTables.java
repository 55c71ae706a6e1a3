package dev.esclusa.kustomize;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.Yaml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which fields each transformer looks at: the built-in tables, and what {@code configurations} and
 * {@code crds} add (builtinconfig.TransformerConfig).
 */
final class FieldTables {
  static final FieldTables EMPTY = new FieldTables(Map.of(), List.of());
  static final FieldTables BUILT_IN = builtIn();

  /** Volumes of images, which the built-in table names since 5.8. */
  static final List<FieldSpec> VOLUME_IMAGES =
      List.of(
          new FieldSpec(Gvk.ANY, "spec/volumes[]/image/reference", true),
          new FieldSpec(Gvk.ANY, "spec/template/spec/volumes[]/image/reference", true));

  /** The built-in tables once they were merged into nothing, as every build begins. */
  private static final FieldTables GATHERED = EMPTY.merged(BUILT_IN);

  private final Map<Table, List<FieldSpec>> tables;
  private final List<Backrefs> nameReferences;
  private final Map<String, List<NameRow>> rowsByKind;

  /** A table of rows. */
  enum Table {
    NAME_PREFIX("namePrefix"),
    NAME_SUFFIX("nameSuffix"),
    NAMESPACE("namespace"),
    COMMON_LABELS("commonLabels"),
    LABELS("labels"),
    TEMPLATE_LABELS("templateLabels"),
    COMMON_ANNOTATIONS("commonAnnotations"),
    VAR_REFERENCE("varReference"),
    IMAGES("images"),
    REPLICAS("replicas");

    private final String field;

    Table(String field) {
      this.field = field;
    }
  }

  /** The fields that may hold the name of an object of this kind. */
  record Backrefs(Gvk target, List<FieldSpec> referrers) {}

  /** One field of one kind that may hold the name of an object of another. */
  record NameRow(Gvk target, FieldSpec field) {}

  private FieldTables(Map<Table, List<FieldSpec>> tables, List<Backrefs> nameReferences) {
    this.tables = tables;
    this.nameReferences = nameReferences;
    this.rowsByKind = rowsByKind(nameReferences);
  }

  private static FieldTables builtIn() {
    byte[] bytes = Bundled.bytes("field-specs-5.6.json");
    Document document =
        Yaml.read("field-specs-5.6.json", bytes, ScalarProfile.KUBECTL, Limits.DEFAULT).get(0);
    return of(Shape.strict(document));
  }

  static FieldTables of(Shape shape) {
    Map<Table, List<FieldSpec>> tables = new LinkedHashMap<>();
    for (Table table : Table.values()) {
      tables.put(table, FieldSpec.sorted(FieldSpec.listOf(shape, table.field)));
    }
    List<Backrefs> references = new ArrayList<>();
    for (Shape row : shape.shapes("nameReference")) {
      Gvk target = new Gvk(row.text("group"), row.text("version"), row.text("kind"));
      references.add(new Backrefs(target, FieldSpec.listOf(row, "fieldSpecs")));
      row.end();
    }
    shape.end();
    return new FieldTables(tables, sorted(references));
  }

  static FieldTables of(Map<Table, List<FieldSpec>> tables, List<Backrefs> references) {
    return new FieldTables(tables, references);
  }

  List<FieldSpec> rows(Table table) {
    return tables.getOrDefault(table, List.of());
  }

  /** The rows whose field may stand in an object of this kind, in table order. */
  List<NameRow> nameRows(String kind) {
    List<NameRow> ofKind = rowsByKind.get(kind);
    return ofKind == null ? rowsByKind.getOrDefault("", List.of()) : ofKind;
  }

  FieldTables and(FieldTables incoming) {
    boolean plain = incoming == BUILT_IN || incoming == GATHERED;
    if (incoming.isEmpty() || (plain && this == GATHERED)) {
      return this;
    }
    if (plain && isEmpty()) {
      return GATHERED;
    }
    return merged(incoming);
  }

  /** Row by row even into nothing: what comes late and is wider than a row before it is dropped. */
  private FieldTables merged(FieldTables incoming) {
    Map<Table, List<FieldSpec>> merged = new LinkedHashMap<>();
    for (Table table : Table.values()) {
      merged.put(table, FieldSpec.sorted(FieldSpec.merged(rows(table), incoming.rows(table))));
    }
    return new FieldTables(merged, sorted(references(incoming.nameReferences)));
  }

  private boolean isEmpty() {
    return this == EMPTY
        || (nameReferences.isEmpty() && tables.values().stream().allMatch(List::isEmpty));
  }

  private List<Backrefs> references(List<Backrefs> incoming) {
    Map<Gvk, Backrefs> merged = new LinkedHashMap<>();
    nameReferences.forEach(one -> merged.put(one.target(), one));
    for (Backrefs one : incoming) {
      merged.merge(
          one.target(),
          one,
          (have, more) ->
              new Backrefs(have.target(), FieldSpec.merged(have.referrers(), more.referrers())));
    }
    return List.copyOf(merged.values());
  }

  private static List<Backrefs> sorted(List<Backrefs> references) {
    return references.stream()
        .sorted(Comparator.comparing(Backrefs::target, Gvk::compare))
        .toList();
  }

  private static Map<String, List<NameRow>> rowsByKind(List<Backrefs> references) {
    Map<String, List<NameRow>> rows = new LinkedHashMap<>();
    rows.put("", new ArrayList<>());
    for (Backrefs reference : references) {
      for (FieldSpec field : reference.referrers()) {
        rows.putIfAbsent(field.gvk().kind(), new ArrayList<>());
      }
    }
    for (Backrefs reference : references) {
      for (FieldSpec field : reference.referrers()) {
        NameRow row = new NameRow(reference.target(), field);
        String kind = field.gvk().kind();
        rows.forEach(
            (of, list) -> {
              if (kind.isEmpty() || kind.equals(of)) {
                list.add(row);
              }
            });
      }
    }
    return rows;
  }
}
