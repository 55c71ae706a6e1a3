package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Rules.Replacement;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.kustomize.Transformers.ValueAdd;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Generators and transformers that are configured by objects (plugins/loader, builtinhelpers). Only
 * the built-in ones run; programs, containers and helm are refused.
 */
final class Plugins {
  private static final List<String> TRANSFORMERS =
      List.of(
          "AnnotationsTransformer",
          "HashTransformer",
          "ImageTagTransformer",
          "LabelTransformer",
          "NamespaceTransformer",
          "PatchJson6902Transformer",
          "PatchStrategicMergeTransformer",
          "PatchTransformer",
          "PrefixSuffixTransformer",
          "PrefixTransformer",
          "ReplacementTransformer",
          "ReplicaCountTransformer",
          "SuffixTransformer",
          "ValueAddTransformer");
  private static final List<String> GENERATORS =
      List.of("ConfigMapGenerator", "IAMPolicyGenerator", "SecretGenerator");

  private final BuildState build;
  private final Loader loader;

  Plugins(BuildState build, Loader loader) {
    this.build = build;
    this.loader = loader;
  }

  static KustomizeException helm(Position position) {
    return new KustomizeException(
        Code.HELM,
        position,
        "The kustomization inflates a helm chart; no program is run here.",
        "Render the chart and commit the result, or deploy the chart on its own.");
  }

  Resource generate(Resource configuration) {
    checkBuiltIn(configuration, GENERATORS, "generator");
    Shape shape = shape(configuration);
    Step step = step(configuration);
    if (configuration.kind().equals("IAMPolicyGenerator")) {
      return new Resource(iamPolicy(shape), step);
    }
    return Generated.make(rule(configuration), loader, build, step);
  }

  Generated.Behavior behavior(Resource configuration) {
    return Generated.Behavior.of(Scalars.text(configuration.root().at("behavior")));
  }

  private Rules.Generator rule(Resource configuration) {
    Shape shape = shape(configuration);
    Rules.Generator rule =
        Rules.Generator.of(shape, configuration.kind().equals("SecretGenerator"));
    boolean named = !rule.name().isEmpty();
    return named ? rule : renamed(rule, configuration);
  }

  /** Without a name of its own the object is called as its configuration. */
  private static Rules.Generator renamed(Rules.Generator rule, Resource configuration) {
    return new Rules.Generator(
        rule.secret(),
        configuration.name(),
        rule.namespace().isEmpty() ? configuration.namespace() : rule.namespace(),
        rule.behavior(),
        rule.type(),
        rule.literals(),
        rule.files(),
        rule.envs(),
        rule.options(),
        rule.position());
  }

  Transformer transformer(Resource configuration) {
    checkBuiltIn(configuration, TRANSFORMERS, "transformer");
    Shape shape = shape(configuration);
    Step step = step(configuration);
    List<FieldSpec> fields = FieldSpec.listOf(shape, "fieldSpecs");
    return switch (configuration.kind()) {
      case "AnnotationsTransformer" ->
          new Transformers.Entries(shape.textMap("annotations"), fields, step);
      case "LabelTransformer" -> new Transformers.Entries(shape.textMap("labels"), fields, step);
      case "HashTransformer" -> new HashSuffix(step);
      case "ImageTagTransformer" -> image(shape, fields, step);
      case "NamespaceTransformer" -> namespace(shape, fields, step);
      case "PatchJson6902Transformer" ->
          Patches.Operations.of(
              Rules.Patch.of(shape, "jsonOp", build.behaviour()), loader, build, step);
      case "PatchStrategicMergeTransformer" -> merges(shape, step);
      case "PatchTransformer" ->
          Patches.Either.of(
              Rules.Patch.of(shape, "patch", build.behaviour()),
              loader,
              build,
              step,
              new HashMap<>());
      case "PrefixTransformer" -> affix(shape.text("prefix"), "", shape, fields, step);
      case "SuffixTransformer" -> affix("", shape.text("suffix"), shape, fields, step);
      case "PrefixSuffixTransformer" -> both(shape, fields, step);
      case "ReplacementTransformer" -> replacements(shape, step);
      case "ReplicaCountTransformer" -> replicas(shape, fields, step);
      case "ValueAddTransformer" -> valueAdd(shape, step);
      default -> throw unknown(configuration, TRANSFORMERS, "transformer");
    };
  }

  private static void checkBuiltIn(Resource configuration, List<String> known, String what) {
    ResId id = configuration.id();
    Position place = configuration.changes().get(0).step().position();
    if (!id.apiVersion().equals("builtin")) {
      throw new KustomizeException(
          Code.PROGRAM,
          place,
          "The " + what + " " + id.apiVersion() + " " + id.kind() + " would run a program.",
          "Use a built-in " + what + ", or commit what the program makes.");
    }
    if (id.kind().equals("HelmChartInflationGenerator")) {
      throw helm(place);
    }
    if (!known.contains(id.kind())) {
      throw unknown(configuration, known, what);
    }
  }

  private static KustomizeException unknown(
      Resource configuration, List<String> known, String what) {
    String nearest = Nearest.of(configuration.kind(), known);
    return new KustomizeException(
        Code.KUSTOMIZATION,
        configuration.changes().get(0).step().position(),
        "There is no built-in " + what + " " + configuration.kind() + ".",
        nearest == null
            ? "Known are " + String.join(", ", known) + "."
            : "Did you mean " + nearest + "?");
  }

  private static Step step(Resource configuration) {
    return new Step(
        configuration.kind() + " " + configuration.name(),
        configuration.changes().get(0).step().position());
  }

  private static Shape shape(Resource configuration) {
    Step made = configuration.changes().get(0).step();
    Step.Brought brought = made.brought();
    return brought == null
        ? Shape.lenient(configuration.root(), null, Pointer.ROOT, made.position().file())
        : Shape.lenient(
            configuration.root(), brought.document(), brought.at(), made.position().file());
  }

  private static Transformer image(Shape shape, List<FieldSpec> fields, Step step) {
    Shape image = shape.shape("imageTag");
    return new Transformers.Images(Rules.Image.of(orEmpty(image, shape)), fields, step);
  }

  private static Transformer replicas(Shape shape, List<FieldSpec> fields, Step step) {
    Shape replica = shape.shape("replica");
    return new Transformers.Replicas(Rules.Replica.of(orEmpty(replica, shape)), fields, step);
  }

  private static Shape orEmpty(@Nullable Shape part, Shape whole) {
    return part == null
        ? Shape.lenient(Value.mapping(), null, Pointer.ROOT, whole.position().file())
        : part;
  }

  private static Transformer namespace(Shape shape, List<FieldSpec> fields, Step step) {
    Shape metadata = shape.shape("metadata");
    return new NamespaceTransformer(
        metadata == null ? "" : metadata.text("namespace"),
        fields,
        NamespaceTransformer.Subjects.of(
            shape.text("setRoleBindingSubjects"), shape.position("setRoleBindingSubjects")),
        shape.flag("unsetOnly"),
        step);
  }

  private static Transformer affix(
      String prefix, String suffix, Shape shape, List<FieldSpec> fields, Step step) {
    if (!shape.has("fieldSpecs")) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          shape.position(),
          "The transformer has no fieldSpecs.",
          "Write fieldSpecs: - path: metadata/name.");
    }
    return new Transformers.Affix(prefix, suffix, fields, step);
  }

  private static Transformer both(Shape shape, List<FieldSpec> fields, Step step) {
    Transformer prefix = affix(shape.text("prefix"), "", shape, fields, step);
    Transformer suffix = affix("", shape.text("suffix"), shape, fields, step);
    return (objects, build) -> {
      prefix.apply(objects, build);
      suffix.apply(objects, build);
    };
  }

  private Transformer merges(Shape shape, Step step) {
    List<ParsedFile.ParsedObject> patches = new ArrayList<>();
    List<Listed> paths = shape.texts("paths");
    if (!paths.isEmpty()) {
      patches.addAll(Patches.Merges.of(paths, loader, build, step).patches());
    }
    String text = shape.text("patches");
    if (!text.isEmpty()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      patches.addAll(
          ObjectReader.read(step.position().file(), bytes, build.options().limits().file()));
    }
    return new Patches.Merges(patches, step).checked();
  }

  private Transformer replacements(Shape shape, Step step) {
    List<Replacement> listed =
        shape.shapes("replacements").stream()
            .map(one -> Replacement.of(one, build.behaviour()))
            .toList();
    return Replacements.of(listed, loader, build, step);
  }

  private Transformer valueAdd(Shape shape, Step step) {
    String value = shape.text("value").strip();
    List<ValueAdd.Target> targets =
        new ArrayList<>(shape.shapes("targets").stream().map(ValueAdd.Target::of).toList());
    String path = shape.text("targetFilePath");
    if (!path.isEmpty()) {
      ParsedFile file = loader.file(new Listed(path, shape.position("targetFilePath")));
      for (Document document : file.configuration()) {
        Shape.lenient(document.root(), document, Pointer.ROOT, file.path())
            .shapes("targets")
            .stream()
            .map(ValueAdd.Target::of)
            .forEach(targets::add);
      }
    }
    if (targets.isEmpty()) {
      throw new KustomizeException(
          Code.KUSTOMIZATION, step.position(), "There are no targets.", "Write targets.");
    }
    String added = value.isEmpty() ? Folders.last(loader.folder()) : value;
    return new ValueAdd(added, targets, step);
  }

  private static Value iamPolicy(Shape shape) {
    if (!shape.text("cloud").equals("gke")) {
      throw new KustomizeException(
          Code.GENERATOR,
          shape.position("cloud"),
          "The cloud is '" + shape.text("cloud") + "'.",
          "Write gke; no other is known.");
    }
    Shape service = shape.shape("kubernetesService");
    Shape account = shape.shape("serviceAccount");
    String mail =
        (account == null ? "" : account.text("name"))
            + "@"
            + (account == null ? "" : account.text("projectId"))
            + ".iam.gserviceaccount.com";
    Value object =
        Value.mapping(
            "apiVersion",
            "v1",
            "kind",
            "ServiceAccount",
            "metadata",
            Value.mapping(
                "annotations",
                Value.mapping("iam.gke.io/gcp-service-account", mail),
                "name",
                service == null ? "" : service.text("name")));
    String namespace = service == null ? "" : service.text("namespace");
    return namespace.isEmpty()
        ? object
        : object.with(Pointer.of("metadata", "namespace"), Value.of(namespace));
  }
}
