package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Made;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The last touch on each object: the managed-by label, and no trace of how it was built. */
final class Finish {
  private static final String ORIGIN = "config.kubernetes.io/origin";
  private static final String TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";
  private static final FieldSpec LABELS = new FieldSpec(Gvk.ANY, "metadata/labels", true);

  /**
   * Annotations that upstream uses for its own notes and never prints (resource.BuildAnnotations).
   */
  private static final Set<String> INTERNAL =
      Set.of(
          "internal.config.kubernetes.io/previousKinds",
          "internal.config.kubernetes.io/previousNames",
          "internal.config.kubernetes.io/prefixes",
          "internal.config.kubernetes.io/suffixes",
          "internal.config.kubernetes.io/previousNamespaces",
          "internal.config.kubernetes.io/allowNameChange",
          "internal.config.kubernetes.io/allowKindChange",
          "internal.config.kubernetes.io/refBy",
          "internal.config.kubernetes.io/generatorBehavior",
          "internal.config.kubernetes.io/needsHashSuffix",
          "internal.config.kubernetes.io/path",
          "internal.config.kubernetes.io/index",
          "internal.config.kubernetes.io/seqindent",
          "internal.config.kubernetes.io/id",
          "internal.config.kubernetes.io/annotations-migration-resource-id",
          "config.kubernetes.io/path",
          "config.kubernetes.io/index",
          "config.k8s.io/id");

  private final Kustomization kustomization;
  private final BuildState build;

  Finish(Kustomization kustomization, BuildState build) {
    this.kustomization = kustomization;
    this.build = build;
  }

  List<RenderedObject> of(ObjectSet objects) {
    boolean managed =
        build.options().managedByLabel() || kustomization.buildMetadata.contains("managedByLabel");
    List<RenderedObject> rendered = new ArrayList<>();
    for (Resource resource : objects) {
      Step step = new Step("buildMetadata", kustomization.position);
      if (managed) {
        resource.set(withManagedBy(resource), step);
      }
      Value annotated = withAnnotations(resource);
      if (!annotated.equals(resource.root())) {
        resource.set(annotated, step);
      }
      build.measure(resource.root(), kustomization.position);
      rendered.add(new RenderedObject(resource.object(), List.copyOf(resource.changes())));
    }
    return rendered;
  }

  private Value withManagedBy(Resource resource) {
    return FieldFilter.apply(
        resource.id(),
        resource.root(),
        LABELS,
        Made.MAPPING,
        FieldFilter.entry(
            "app.kubernetes.io/managed-by",
            Value.of("kustomize-" + build.options().buildVersion())));
  }

  private Value withAnnotations(Resource resource) {
    Map<String, String> annotations = new TreeMap<>(resource.annotations());
    annotations.keySet().removeAll(INTERNAL);
    annotations.remove(ORIGIN);
    annotations.remove(TRANSFORMATIONS);
    OriginNote origin = resource.origin();
    if (origin != null && kustomization.buildMetadata.contains("originAnnotations")) {
      annotations.put(ORIGIN, origin.text());
    }
    if (!resource.transformations().isEmpty()
        && kustomization.buildMetadata.contains("transformerAnnotations")) {
      annotations.put(TRANSFORMATIONS, OriginNote.text(resource.transformations()));
    }
    return Resource.withTexts(resource.root(), "annotations", annotations);
  }
}
