package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A kustomization file, decoded: what its fields say and where (types.Kustomization). */
final class Kustomization {
  private static final String VERSION = "kustomize.config.k8s.io/v1beta1";
  private static final String COMPONENT_VERSION = "kustomize.config.k8s.io/v1alpha1";

  final String file;
  final Position position;
  final boolean component;
  final List<Listed> resources;
  final List<Listed> components;
  final List<Listed> configurations;
  final List<Listed> crds;
  final List<Listed> generators;
  final List<Listed> transformers;
  final List<Listed> validators;
  final List<Rules.Generator> configMaps;
  final List<Rules.Generator> secrets;
  final List<Listed> strategicPatches;
  final List<Rules.Patch> patches;
  final List<Rules.Patch> jsonPatches;

  /** Texts of {@link #patches} that were read once; builds and threads share them. */
  final Map<Listed, PatchText> readPatches = new ConcurrentHashMap<>();

  final Listed namespace;
  final Listed namePrefix;
  final Listed nameSuffix;
  final List<Rules.Labels> labels;
  final Map<String, String> commonLabels;
  final Position commonLabelsPosition;
  final Map<String, String> commonAnnotations;
  final Position commonAnnotationsPosition;
  final List<Rules.Replica> replicas;
  final List<Rules.Image> images;
  final List<Rules.Replacement> replacements;
  final Position replacementsPosition;
  final List<Rules.Var> vars;
  final Map<String, String> openApi;
  final Position openApiPosition;
  final List<String> buildMetadata;
  final Rules.@Nullable Sort sort;
  final @Nullable Position helm;
  final List<String> warnings;

  Kustomization(Document document, Behaviour behaviour) {
    this(document.root(), document.file(), document::nearest, behaviour);
  }

  Kustomization(Value root, String file, Shape.Places places, Behaviour behaviour) {
    Shape shape = Shape.strict(root, file, places);
    this.file = file;
    position = places.nearest(Pointer.ROOT);
    component = header(shape);
    resources = joined(shape.texts("resources"), shape.texts("bases"));
    components = shape.texts("components");
    configurations = shape.texts("configurations");
    crds = shape.texts("crds");
    generators = shape.texts("generators");
    transformers = shape.texts("transformers");
    validators = shape.texts("validators");
    Rules.GeneratorOptions all = Rules.GeneratorOptions.of(shape.shape("generatorOptions"));
    configMaps = generators(shape, "configMapGenerator", false, all);
    secrets = generators(shape, "secretGenerator", true, all);
    strategicPatches = shape.texts("patchesStrategicMerge");
    patches = patches(shape, "patches", behaviour);
    jsonPatches = patches(shape, "patchesJson6902", behaviour);
    namespace = listed(shape, "namespace");
    namePrefix = listed(shape, "namePrefix");
    nameSuffix = listed(shape, "nameSuffix");
    labels = shape.shapes("labels").stream().map(one -> Rules.Labels.of(one, behaviour)).toList();
    commonLabels = shape.textMap("commonLabels");
    commonLabelsPosition = shape.position("commonLabels");
    commonAnnotations = shape.textMap("commonAnnotations");
    commonAnnotationsPosition = shape.position("commonAnnotations");
    replicas = shape.shapes("replicas").stream().map(Rules.Replica::of).toList();
    images = joined(images(shape, "images"), images(shape, "imageTags"));
    replacements =
        shape.shapes("replacements").stream()
            .map(one -> Rules.Replacement.of(one, behaviour))
            .toList();
    replacementsPosition = shape.position("replacements");
    vars = shape.shapes("vars").stream().map(Rules.Var::of).toList();
    openApi = shape.textMap("openapi");
    openApiPosition = shape.position("openapi");
    buildMetadata = Rules.texts(shape.texts("buildMetadata"));
    sort = sort(shape);
    helm = helm(shape);
    warnings = warnings(shape);
    shape.end();
    if (isEmpty(root)) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          position,
          "The kustomization is empty.",
          "Name resources, or remove the file.");
    }
  }

  /** An empty kustomization of a document that is not there. */
  static KustomizeException empty(String file) {
    return new KustomizeException(
        Code.KUSTOMIZATION,
        new Position(file, 1, 1),
        "The kustomization is empty.",
        "Name resources, or remove the file.");
  }

  private static boolean header(Shape shape) {
    String kind = shape.text("kind");
    String version = shape.text("apiVersion");
    Shape metadata = shape.shape("metadata");
    if (metadata != null) {
      metadata.knows("name", "namespace", "labels", "annotations").end();
    }
    boolean component = kind.equals("Component");
    if (!kind.isEmpty() && !component && !kind.equals("Kustomization")) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          shape.position("kind"),
          "The kind is '" + kind + "'.",
          "Write Kustomization or Component.");
    }
    String wanted = component ? COMPONENT_VERSION : VERSION;
    if (!version.isEmpty() && !version.equals(wanted)) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          shape.position("apiVersion"),
          "The apiVersion is '" + version + "'.",
          "Write " + wanted + ".");
    }
    return component;
  }

  private static List<Rules.Generator> generators(
      Shape shape, String field, boolean secret, Rules.GeneratorOptions all) {
    return shape.shapes(field).stream()
        .map(one -> Rules.Generator.of(one, secret).with(all))
        .toList();
  }

  private static List<Rules.Patch> patches(Shape shape, String field, Behaviour behaviour) {
    return shape.shapes(field).stream()
        .map(one -> Rules.Patch.of(one, "patch", behaviour))
        .toList();
  }

  private static List<Rules.Image> images(Shape shape, String field) {
    return shape.shapes(field).stream().map(Rules.Image::of).toList();
  }

  private static Listed listed(Shape shape, String field) {
    return new Listed(shape.text(field), shape.position(field));
  }

  private static Rules.@Nullable Sort sort(Shape shape) {
    Shape sort = shape.shape("sortOptions");
    return sort == null ? null : Rules.Sort.of(sort);
  }

  private static @Nullable Position helm(Shape shape) {
    shape.knows("helmGlobals");
    for (String field : List.of("helmCharts", "helmChartInflationGenerator")) {
      if (!shape.shapes(field).isEmpty()) {
        return shape.position(field);
      }
    }
    return null;
  }

  private static List<String> warnings(Shape shape) {
    List<String> warnings = new ArrayList<>();
    warn(shape, "bases", "resources", warnings);
    warn(shape, "commonLabels", "labels", warnings);
    warn(shape, "imageTags", "images", warnings);
    warn(shape, "patchesJson6902", "patches", warnings);
    warn(shape, "patchesStrategicMerge", "patches", warnings);
    warn(shape, "vars", "replacements", warnings);
    return List.copyOf(warnings);
  }

  private static void warn(Shape shape, String field, String instead, List<String> warnings) {
    if (shape.has(field)) {
      warnings.add(shape.position(field) + ": " + field + " is deprecated; use " + instead + ".");
    }
  }

  private static boolean isEmpty(Value root) {
    for (Map.Entry<String, Value> entry : root.asMapping().entries().entrySet()) {
      boolean header = entry.getKey().equals("kind") || entry.getKey().equals("apiVersion");
      boolean nothing = Scalars.absent(entry.getValue()) || entry.getValue().equals(Value.of(""));
      if (!header && !nothing) {
        return false;
      }
    }
    return true;
  }

  private static <T> List<T> joined(List<T> one, List<T> two) {
    if (two.isEmpty()) {
      return one;
    }
    List<T> both = new ArrayList<>(one);
    both.addAll(two);
    return List.copyOf(both);
  }
}
