package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A row of a field table: which kinds, which path ({@code spec/containers[]/image}), and whether a
 * missing field is made (types.FieldSpec).
 */
record FieldSpec(Gvk gvk, String path, boolean create, List<String> steps) {
  private static final Comparator<FieldSpec> ORDER =
      Comparator.comparing(FieldSpec::gvk, Gvk::compare);

  FieldSpec(Gvk gvk, String path, boolean create) {
    this(gvk, path, create, Paths.split(path, '/'));
  }

  static FieldSpec of(Shape shape) {
    Gvk gvk = new Gvk(shape.text("group"), shape.text("version"), shape.text("kind"));
    FieldSpec spec = new FieldSpec(gvk, shape.text("path"), shape.flag("create"));
    shape.end();
    return spec;
  }

  static List<FieldSpec> listOf(Shape shape, String field) {
    return shape.shapes(field).stream().map(FieldSpec::of).toList();
  }

  /**
   * The rows of both; an incoming row that an existing one covers is dropped (FsSlice.MergeAll).
   */
  static List<FieldSpec> merged(List<FieldSpec> have, List<FieldSpec> incoming) {
    if (incoming.isEmpty()) {
      return have;
    }
    List<FieldSpec> result = new ArrayList<>(have);
    for (FieldSpec spec : incoming) {
      mergeOne(result, spec);
    }
    return List.copyOf(result);
  }

  private static void mergeOne(List<FieldSpec> rows, FieldSpec spec) {
    for (FieldSpec row : rows) {
      if (row.path.equals(spec.path) && spec.gvk.selects(row.gvk)) {
        if (row.create != spec.create) {
          throw new KustomizeException(
              Code.KUSTOMIZATION,
              null,
              "Two field tables disagree whether '" + spec.path + "' is made where it is missing.",
              "Give both the same 'create'.");
        }
        return;
      }
    }
    rows.add(spec);
  }

  static List<FieldSpec> sorted(List<FieldSpec> rows) {
    return rows.stream().sorted(ORDER).toList();
  }
}
