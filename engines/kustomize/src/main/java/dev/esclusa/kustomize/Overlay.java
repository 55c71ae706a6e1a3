package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.List;

/**
 * Fields of a kustomization that somebody lays over a folder from outside of it, as an Argo CD
 * Application ({@code spec.source.kustomize}) and a Flux Kustomization do. They do what one more
 * overlay above the folder would; paths in them start at the folder.
 *
 * @param fields those of {@link #FIELDS} that are wanted
 * @param place where they were written
 */
public record Overlay(Value.Mapping fields, Position place) {
  /** What may be laid over; everything else belongs into the folder, where its files lie. */
  public static final List<String> FIELDS =
      List.of(
          "namespace",
          "namePrefix",
          "nameSuffix",
          "labels",
          "commonLabels",
          "commonAnnotations",
          "images",
          "replicas",
          "patches");

  /** Lays nothing over. */
  public static final Overlay NONE = new Overlay(Value.mapping(), new Position("", 1, 1));

  boolean isEmpty() {
    return fields.size() == 0;
  }

  Kustomization kustomization(Behaviour behaviour) {
    for (String field : fields.keys()) {
      if (!FIELDS.contains(field)) {
        String nearest = Nearest.of(field, FIELDS);
        throw new KustomizeException(
            Code.KUSTOMIZATION,
            place,
            "The field '" + field + "' cannot be laid over a folder.",
            nearest == null
                ? "Write it in the folder's kustomization; here stand " + FIELDS + "."
                : "Did you mean '" + nearest + "'?");
      }
    }
    return new Kustomization(fields, place.file(), _ -> place, behaviour);
  }
}
