package dev.esclusa.observe;

import dev.esclusa.kube.FieldPath;
import dev.esclusa.kube.ManagedFields;
import dev.esclusa.model.Address;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Objects;

/** Reads who wrote an object from the object itself. */
public final class Writers {
  private Writers() {}

  /**
   * The managers of a Kubernetes object ({@code metadata.managedFields}); nobody for other objects.
   * An entry whose fields are all gone holds nothing and is left out.
   */
  public static List<Writer> of(Resource live) {
    Value body = live.body();
    if (!(live.address() instanceof Address.Kubernetes)) {
      return List.of();
    }
    return ManagedFields.of(body).entries().stream()
        .map(it -> writer(it, body))
        .filter(it -> !it.fields().isEmpty())
        .toList();
  }

  private static Writer writer(ManagedFields.Entry entry, Value body) {
    List<Pointer> fields =
        entry.fields().paths().stream()
            .map((FieldPath path) -> path.pointerIn(body))
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    return new Writer(entry.manager(), fields, null, entry.time());
  }
}
