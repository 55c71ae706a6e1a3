package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldTables.Table;
import dev.esclusa.kustomize.KustomizeException.Code;
import java.util.List;

/** Which fields an entry of {@code labels} writes: its own, and tables as its flags say. */
final class LabelFields {
  private static final FieldSpec METADATA = new FieldSpec(Gvk.ANY, "metadata/labels", true);
  private static final List<FieldSpec> CLAIMS =
      List.of(
          new FieldSpec(
              new Gvk("apps", "", "StatefulSet"),
              "spec/volumeClaimTemplates[]/metadata/labels",
              true));

  private LabelFields() {}

  static List<FieldSpec> of(Rules.Labels rule, FieldTables tables, Behaviour behaviour) {
    List<FieldSpec> fields = FieldSpec.merged(rule.fields(), tables.rows(Table.LABELS));
    if (rule.selectors()) {
      fields = FieldSpec.merged(fields, tables.rows(Table.COMMON_LABELS));
    } else {
      if (rule.templates()) {
        fields = FieldSpec.merged(fields, templates(tables, behaviour));
      }
      fields = FieldSpec.merged(fields, List.of(METADATA));
    }
    if (rule.volumeClaims()) {
      if (!rule.templates() && !rule.selectors()) {
        throw new KustomizeException(
            Code.KUSTOMIZATION,
            rule.position(),
            "includeVolumeClaimTemplates stands alone.",
            "Write includeTemplates: true too.");
      }
      fields = FieldSpec.merged(fields, CLAIMS);
    }
    return fields;
  }

  /** Upstream labels claims only where that is asked for. */
  private static List<FieldSpec> templates(FieldTables tables, Behaviour behaviour) {
    List<FieldSpec> rows = tables.rows(Table.TEMPLATE_LABELS);
    return behaviour.upstream()
        ? rows.stream().filter(row -> !row.path().contains("volumeClaimTemplates")).toList()
        : rows;
  }
}
