package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldTables.Table;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.ParsedFile.ParsedObject;
import dev.esclusa.kustomize.Rules.Generator;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One kustomization that is built: the order of its steps is the order of this file
 * (target.KustTarget).
 */
final class Target {
  private final BuildState build;
  private final Loader loader;
  private final Kustomization kustomization;
  private final String fileName;
  private final @Nullable OriginNote origin; // null where no build metadata is asked for

  private Target(
      BuildState build,
      Loader loader,
      Kustomization kustomization,
      String fileName,
      @Nullable OriginNote origin) {
    this.build = build;
    this.loader = loader;
    this.kustomization = kustomization;
    this.fileName = fileName;
    this.origin = origin;
  }

  static Target root(BuildState build, String folder) {
    Loader loader = new Loader(build, build.root(), folder, null);
    build.enterFolder(null);
    ParsedFile file = loader.kustomization(null);
    Kustomization kustomization = file.kustomization(build.behaviour());
    build.schemas().choose(kustomization, loader);
    build.warn(kustomization.warnings);
    return new Target(
        build,
        loader,
        kustomization,
        Folders.last(file.path()),
        kustomization.buildMetadata.isEmpty() ? null : OriginNote.ROOT);
  }

  Kustomization kustomization() {
    return kustomization;
  }

  /** The objects as they leave this kustomization, where it is the root of the build. */
  Accumulation build(Overlay overlay) {
    Accumulation all = new Accumulation();
    accumulate(all);
    if (!overlay.isEmpty()) {
      Kustomization above = overlay.kustomization(build.behaviour());
      new Target(build, loader, above, fileName, origin).transform(all);
    }
    ObjectSet objects = all.objects();
    new HashSuffix(new Step("name suffix hash", kustomization.position)).apply(objects, build);
    new NameReferences(all.tables()).apply(objects, build);
    Variables.resolve(all.vars(), objects, all.tables().rows(Table.VAR_REFERENCE), build);
    dropLocal(objects);
    return all;
  }

  /** A component works on what its parent gathered, everything else on its own. */
  private void accumulate(Accumulation all) {
    addResources(all, kustomization.resources);
    addTables(all);
    generate(all);
    addComponents(all);
    transform(all);
    validate(all);
    all.addVars(kustomization.vars);
  }

  // Resources and components

  private void addResources(Accumulation all, List<Listed> entries) {
    for (Listed entry : entries) {
      ParsedFile file = Remote.isRemote(entry.text()) ? remote(entry) : loader.fileOrNull(entry);
      if (file == null) {
        addFolder(all, entry, false);
      } else {
        addFile(all, file, entry);
      }
      build.checkObjects(all.objects().size(), entry.position());
    }
  }

  /** What looks like a place elsewhere may still be a file here, but no folder. */
  private @Nullable ParsedFile remote(Listed entry) {
    return Remote.isHttp(entry.text()) ? null : loader.fileOrNull(entry);
  }

  private void addFile(Accumulation all, ParsedFile file, Listed entry) {
    List<Resource> resources = new ArrayList<>();
    for (ParsedObject object : file.resources()) {
      Step made = new Step("resources", object.document().nearest(object.pointer()));
      Resource resource =
          new Resource(object.value(), made.bringing(object.document(), object.pointer()));
      if (origin != null) {
        resource.setOrigin(origin.at(entry));
      }
      build.schemas().see(resource.id());
      resources.add(resource);
    }
    all.objects().addAll(resources, entry.position());
  }

  private void addComponents(Accumulation all) {
    for (Listed entry : kustomization.components) {
      addFolder(all, entry, true);
    }
  }

  private void addFolder(Accumulation all, Listed entry, boolean component) {
    if (entry.text().isEmpty()) {
      throw new KustomizeException(
          Code.KUSTOMIZATION, entry.position(), "An entry is empty.", "Name a file or a folder.");
    }
    Loader below = loader.enter(entry);
    build.enterFolder(entry.position());
    ParsedFile file = below.kustomization(entry.position());
    Kustomization child = file.kustomization(build.behaviour());
    build.schemas().choose(child, below);
    build.warn(child.warnings);
    checkKind(child, component, entry);
    OriginNote note = origin == null ? null : below.note(origin, entry);
    Target target = new Target(build, below, child, Folders.last(file.path()), note);
    if (component) {
      target.accumulate(all);
    } else {
      Accumulation own = new Accumulation();
      target.accumulate(own);
      all.addAll(own, entry.position());
    }
  }

  private static void checkKind(Kustomization child, boolean component, Listed entry) {
    if (child.component != component) {
      throw new KustomizeException(
          Code.KUSTOMIZATION,
          entry.position(),
          child.file + " is " + (child.component ? "a Component." : "no Component."),
          component
              ? "Name it under resources, or make it kind: Component."
              : "Name it under components.");
    }
  }

  // Field tables

  private void addTables(Accumulation all) {
    FieldTables own = FieldTables.EMPTY;
    for (Listed entry : kustomization.configurations) {
      for (Document document : first(loader.file(entry).configuration())) {
        own = merged(own, FieldTables.of(Shape.strict(document)), entry);
      }
    }
    all.addTables(FieldTables.BUILT_IN.and(own), kustomization.position);
    FieldTables learnt = FieldTables.EMPTY;
    for (Listed entry : kustomization.crds) {
      learnt = merged(learnt, CrdTables.of(loader.file(entry)), entry);
    }
    all.addTables(learnt, kustomization.position);
  }

  private static List<Document> first(List<Document> documents) {
    return documents.isEmpty() ? documents : documents.subList(0, 1);
  }

  private static FieldTables merged(FieldTables have, FieldTables more, Listed entry) {
    try {
      return have.and(more);
    } catch (KustomizeException e) {
      throw e.at(entry.position());
    }
  }

  // Generators

  private void generate(Accumulation all) {
    if (kustomization.helm != null) {
      throw Plugins.helm(kustomization.helm);
    }
    for (Generator rule : kustomization.configMaps) {
      generate(all, rule, "configMapGenerator", "ConfigMapGenerator");
    }
    for (Generator rule : kustomization.secrets) {
      generate(all, rule, "secretGenerator", "SecretGenerator");
    }
    Plugins plugins = new Plugins(build, loader);
    for (Resource configuration : configurations(kustomization.generators)) {
      Resource made = plugins.generate(configuration);
      OriginNote note = noteOf(configuration);
      if (note != null && made.origin() == null) {
        made.setOrigin(note);
      }
      all.objects().absorb(made, plugins.behavior(configuration), made.changes().get(0).step());
    }
    build.checkObjects(all.objects().size(), kustomization.position);
  }

  private void generate(Accumulation all, Generator rule, String field, String kind) {
    Step step = new Step(field, rule.position());
    Resource made = Generated.make(rule, loader, build, step);
    made.setOrigin(builtIn(kind));
    all.objects().absorb(made, Generated.Behavior.of(rule.behavior()), step);
  }

  private @Nullable OriginNote builtIn(String kind) {
    return origin == null
        ? null
        : origin.configured(Folders.join(origin.path(), fileName), OriginNote.By.builtin(kind));
  }

  /** Where a configured plugin's own configuration stands (resource.OriginFromCustomPlugin). */
  private static @Nullable OriginNote noteOf(Resource configuration) {
    OriginNote from = configuration.origin();
    ResId id = configuration.id();
    return from == null
        ? null
        : from.configured(
            from.path(), new OriginNote.By(id.apiVersion(), id.kind(), id.name(), id.namespace()));
  }

  /**
   * Generators, transformers or validators: objects written in place, or files and folders of them.
   */
  private List<Resource> configurations(List<Listed> entries) {
    Accumulation found = new Accumulation();
    List<Listed> paths = new ArrayList<>();
    for (Listed entry : entries) {
      List<ParsedObject> inline = inline(entry);
      if (inline == null) {
        paths.add(entry);
        continue;
      }
      List<Resource> resources = new ArrayList<>();
      for (ParsedObject object : inline) {
        Resource resource = new Resource(object.value(), new Step("inline", entry.position()));
        resource.setOrigin(origin == null ? null : origin.at(fileName));
        resources.add(resource);
      }
      found.objects().addAll(resources, entry.position());
    }
    addResources(found, paths);
    return found.objects().all();
  }

  private @Nullable List<ParsedObject> inline(Listed entry) {
    if (!entry.text().contains("\n") && !entry.text().contains(": ")) {
      return null;
    }
    Limits limits = build.options().limits().file();
    byte[] bytes = entry.text().getBytes(StandardCharsets.UTF_8);
    return ObjectReader.read(entry.position().file(), bytes, limits);
  }

  // Transformers

  private void transform(Accumulation all) {
    FieldTables tables = all.tables();
    ObjectSet objects = all.objects();
    patchStrategically(objects);
    patch(objects);
    rename(objects, tables);
    label(objects, tables);
    annotate(objects, tables);
    patchByOperations(objects);
    count(objects, tables);
    retag(objects, tables);
    replace(objects);
    for (Resource configuration : configurations(kustomization.transformers)) {
      Transformer transformer = new Plugins(build, loader).transformer(configuration);
      run(transformer, objects, noteOf(configuration));
    }
  }

  private void run(Transformer transformer, ObjectSet objects, @Nullable OriginNote note) {
    transformer.apply(objects, build);
    if (note != null) {
      objects.forEach(resource -> resource.addTransformation(note));
    }
    objects.removeEmpty();
  }

  private void run(Transformer transformer, ObjectSet objects, String kind) {
    run(transformer, objects, builtIn(kind));
  }

  private void patchStrategically(ObjectSet objects) {
    List<Listed> entries = kustomization.strategicPatches;
    if (!entries.isEmpty()) {
      Step step = new Step("patchesStrategicMerge", entries.get(0).position());
      run(
          Patches.Merges.of(entries, loader, build, step),
          objects,
          "PatchStrategicMergeTransformer");
    }
  }

  /** All patches are read before the first is applied, as upstream does. */
  private void patch(ObjectSet objects) {
    List<Patches.Either> patches = new ArrayList<>();
    for (Rules.Patch rule : kustomization.patches) {
      Step step = new Step("patches", rule.position());
      patches.add(Patches.Either.of(rule, loader, build, step, kustomization.readPatches));
    }
    for (Patches.Either patch : patches) {
      run(patch, objects, "PatchTransformer");
    }
  }

  private void rename(ObjectSet objects, FieldTables tables) {
    Listed namespace = kustomization.namespace;
    if (!namespace.text().isEmpty()) {
      run(
          new NamespaceTransformer(
              namespace.text(),
              tables.rows(Table.NAMESPACE),
              NamespaceTransformer.Subjects.DEFAULT_ONLY,
              false,
              new Step("namespace", namespace.position())),
          objects,
          "NamespaceTransformer");
    }
    Listed prefix = kustomization.namePrefix;
    if (!prefix.text().isEmpty()) {
      Step step = new Step("namePrefix", prefix.position());
      run(
          new Transformers.Affix(prefix.text(), "", tables.rows(Table.NAME_PREFIX), step),
          objects,
          "PrefixTransformer");
    }
    Listed suffix = kustomization.nameSuffix;
    if (!suffix.text().isEmpty()) {
      Step step = new Step("nameSuffix", suffix.position());
      run(
          new Transformers.Affix("", suffix.text(), tables.rows(Table.NAME_SUFFIX), step),
          objects,
          "SuffixTransformer");
    }
  }

  private void label(ObjectSet objects, FieldTables tables) {
    if (kustomization.labels.isEmpty() && kustomization.commonLabels.isEmpty()) {
      return;
    }
    for (Rules.Labels rule : kustomization.labels) {
      List<FieldSpec> fields = LabelFields.of(rule, tables, build.behaviour());
      Step step = new Step("labels", rule.position());
      run(new Transformers.Entries(rule.pairs(), fields, step), objects, "LabelTransformer");
    }
    Step step = new Step("commonLabels", kustomization.commonLabelsPosition);
    run(
        new Transformers.Entries(
            kustomization.commonLabels, tables.rows(Table.COMMON_LABELS), step),
        objects,
        "LabelTransformer");
  }

  private void annotate(ObjectSet objects, FieldTables tables) {
    if (!kustomization.commonAnnotations.isEmpty()) {
      Step step = new Step("commonAnnotations", kustomization.commonAnnotationsPosition);
      run(
          new Transformers.Entries(
              kustomization.commonAnnotations, tables.rows(Table.COMMON_ANNOTATIONS), step),
          objects,
          "AnnotationsTransformer");
    }
  }

  private void patchByOperations(ObjectSet objects) {
    List<Transformer> patches = new ArrayList<>();
    for (Rules.Patch rule : kustomization.jsonPatches) {
      Step step = new Step("patchesJson6902", rule.position());
      patches.add(Patches.Operations.of(rule, loader, build, step));
    }
    for (Transformer patch : patches) {
      run(patch, objects, "PatchJson6902Transformer");
    }
  }

  private void count(ObjectSet objects, FieldTables tables) {
    for (Rules.Replica rule : kustomization.replicas) {
      Step step = new Step("replicas", rule.position());
      run(
          new Transformers.Replicas(rule, tables.rows(Table.REPLICAS), step),
          objects,
          "ReplicaCountTransformer");
    }
  }

  private void retag(ObjectSet objects, FieldTables tables) {
    List<FieldSpec> fields = tables.rows(Table.IMAGES);
    if (build.behaviour().since58()) {
      fields = FieldSpec.merged(fields, FieldTables.VOLUME_IMAGES);
    }
    for (Rules.Image rule : kustomization.images) {
      Step step = new Step("images", rule.position());
      run(new Transformers.Images(rule, fields, step), objects, "ImageTagTransformer");
    }
  }

  private void replace(ObjectSet objects) {
    if (!kustomization.replacements.isEmpty()) {
      Step step = new Step("replacements", kustomization.replacementsPosition);
      run(
          Replacements.of(kustomization.replacements, loader, build, step),
          objects,
          "ReplacementTransformer");
    }
  }

  // Validators and the end of the root

  /** Validators may look, not touch; a label that says who validated is taken off again. */
  private void validate(Accumulation all) {
    for (Resource configuration : configurations(kustomization.validators)) {
      List<Value> before = new ArrayList<>();
      all.objects().forEach(resource -> before.add(resource.root()));
      new Plugins(build, loader).transformer(configuration).apply(all.objects(), build);
      List<Value> after = new ArrayList<>();
      all.objects().forEach(resource -> after.add(withoutMark(resource.root())));
      if (!before.equals(after)) {
        throw new KustomizeException(
            Code.CONFLICT,
            configuration.changes().get(0).step().position(),
            "The validator changes objects.",
            "Name it under transformers.");
      }
    }
  }

  private static Value withoutMark(Value root) {
    return root.without(Pointer.of("metadata", "labels", "validated-by"));
  }

  private static void dropLocal(ObjectSet objects) {
    List<Resource> kept = new ArrayList<>();
    for (Resource resource : objects) {
      Map<String, String> annotations = resource.annotations();
      String local = annotations.get("config.kubernetes.io/local-config");
      if (local == null || local.equals("false")) {
        kept.add(resource);
      }
    }
    objects.keep(kept);
  }

  Position position() {
    return kustomization.position;
  }
}
