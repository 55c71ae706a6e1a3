package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.ParsedFile.ParsedObject;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The transformers that patch objects. */
final class Patches {
  private Patches() {}

  /** An entry of {@code patches}: either kind of patch, to its own object or to a target. */
  record Either(
      PatchText patch, @Nullable Selector target, boolean nameChange, boolean kindChange, Step step)
      implements Transformer {
    /**
     * @param read inline patches of the same kustomization that were read before
     */
    static Either of(
        Rules.Patch rule, Loader loader, BuildState build, Step step, Map<Listed, PatchText> read) {
      String inline = rule.text().text().strip();
      boolean path = !rule.path().text().isEmpty();
      if (path != inline.isEmpty()) {
        throw new KustomizeException(
            Code.PATCH,
            rule.position(),
            path ? "The patch has both a path and a text." : "The patch has no path and no text.",
            "Write either path: or patch:.");
      }
      PatchText text =
          path
              ? text(loader.file(rule.path()), rule.path().position(), build)
              : read.computeIfAbsent(rule.text(), it -> inline(inline, rule, build));
      return new Either(text, rule.target(), rule.nameChange(), rule.kindChange(), step);
    }

    private static PatchText inline(String text, Rules.Patch rule, BuildState build) {
      return PatchText.parse(
          text,
          rule.position().file(),
          rule.text().position(),
          build.behaviour(),
          build.options().limits().file());
    }

    private static PatchText text(ParsedFile file, Position named, BuildState build) {
      return file.patch(named, build.behaviour());
    }

    @Override
    public void apply(ObjectSet objects, BuildState build) {
      JsonPatch operations = patch.operations();
      if (operations != null) {
        applyOperations(operations, objects, build);
      } else if (target == null) {
        for (ParsedObject merge : patch.merges()) {
          Resource resource = objects.theOne(Resource.identity(merge.value()), step.position());
          merge(resource, merge, merge.value(), build);
        }
      } else if (!patch.merges().isEmpty()) {
        applyToTarget(target, objects, build);
      }
    }

    private void applyToTarget(Selector selector, ObjectSet objects, BuildState build) {
      if (patch.merges().size() > 1) {
        throw new KustomizeException(
            Code.PATCH,
            step.position(),
            "There are " + patch.merges().size() + " patches and one target.",
            "Give each patch an entry of its own, or leave the target out.");
      }
      ParsedObject merge = patch.merges().get(0);
      mergeSelected(objects.selected(selector), merge, build);
      objects.removeEmpty();
      refuseTwins(objects);
    }

    private void refuseTwins(ObjectSet objects) {
      List<Resource> all = objects.all();
      objects.keep(List.of());
      objects.addAll(all, step.position());
    }

    private void mergeSelected(List<Resource> selected, ParsedObject merge, BuildState build) {
      for (Resource resource : selected) {
        merge(resource, merge, forTarget(merge.value(), resource), build);
      }
    }

    private void merge(Resource resource, ParsedObject merge, Value value, BuildState build) {
      for (Pointer key : merge.unquotedKeys()) {
        if (resource.root().at(key) == null) {
          throw new KustomizeException(
              Code.PATCH,
              merge.document().nearest(key),
              "The key " + key.last() + " is not text.",
              "Put the key in quotes.");
        }
      }
      Merging.merge(
          resource,
          value,
          nameChange,
          kindChange,
          build,
          step.bringing(merge.document(), merge.pointer()));
    }

    private void applyOperations(JsonPatch operations, ObjectSet objects, BuildState build) {
      if (target == null) {
        throw new KustomizeException(
            Code.PATCH,
            step.position(),
            "A JSON patch has no target.",
            "Write target: kind, name.");
      }
      for (Resource resource : objects.selected(target)) {
        resource.rememberId();
        Merging.operate(resource, operations, build, step);
      }
    }
  }

  /** An entry of {@code patchesJson6902}. */
  record Operations(JsonPatch operations, Selector target, Step step) implements Transformer {
    static Operations of(Rules.Patch rule, Loader loader, BuildState build, Step step) {
      if (rule.target() == null || rule.target().name().isEmpty()) {
        throw new KustomizeException(
            Code.PATCH,
            rule.position(),
            "The JSON patch has no target name.",
            "Write target: kind, name.");
      }
      String inline = rule.text().text();
      boolean path = !rule.path().text().isEmpty();
      if (path != inline.isEmpty()) {
        throw new KustomizeException(
            Code.PATCH,
            rule.position(),
            path ? "The patch has both a path and a text." : "The patch has no path and no text.",
            "Write either path: or patch:.");
      }
      ParsedFile file = path ? loader.file(rule.path()) : null;
      String text = file == null ? inline : new String(file.bytes(), StandardCharsets.UTF_8);
      JsonPatch operations =
          JsonPatch.parse(
              text,
              file == null ? rule.position().file() : file.path(),
              build.options().limits().file());
      if (operations.isEmpty()) {
        throw new KustomizeException(
            Code.PATCH, rule.position(), "The patch is empty.", "Write what it changes.");
      }
      return new Operations(operations, rule.target(), step);
    }

    @Override
    public void apply(ObjectSet objects, BuildState build) {
      for (Resource resource : objects.selected(target)) {
        Merging.operate(resource, operations, build, step);
      }
    }
  }

  /** {@code patchesStrategicMerge}: files or texts, each object patched by the one of its name. */
  record Merges(List<ParsedObject> patches, Step step) implements Transformer {
    static Merges of(List<Listed> entries, Loader loader, BuildState build, Step step) {
      List<ParsedObject> patches = new ArrayList<>();
      for (Listed entry : entries) {
        patches.addAll(inlineOrFile(entry, loader, build));
      }
      return new Merges(patches, step).checked();
    }

    private static List<ParsedObject> inlineOrFile(Listed entry, Loader loader, BuildState build) {
      if (!entry.text().contains("\n") && !entry.text().contains(": ")) {
        return loader.file(entry).objects();
      }
      return ObjectReader.read(
          entry.position().file(),
          entry.text().getBytes(StandardCharsets.UTF_8),
          build.options().limits().file());
    }

    Merges checked() {
      if (patches.isEmpty()) {
        throw new KustomizeException(
            Code.PATCH, step.position(), "The patch is empty.", "Write what it changes.");
      }
      return this;
    }

    @Override
    public void apply(ObjectSet objects, BuildState build) {
      for (ParsedObject patch : patches) {
        Resource resource =
            objects.theOne(
                Resource.identity(patch.value()), patch.document().nearest(patch.pointer()));
        Merging.merge(
            resource,
            forTarget(patch.value(), resource),
            false,
            false,
            build,
            step.bringing(patch.document(), patch.pointer()));
        objects.removeEmpty();
      }
    }
  }

  /**
   * A patch as upstream hands it to selected objects: of their group and version, and with labels
   * and annotations as text, so that null deletes none of them (resWrangler.ApplySmPatch).
   */
  private static Value forTarget(Value patch, Resource resource) {
    Value result = patch;
    if (patch.at("metadata") instanceof Mapping) {
      result =
          Resource.withTexts(result, "labels", Resource.textMap(patch.at("metadata", "labels")));
      result =
          Resource.withTexts(
              result, "annotations", Resource.textMap(patch.at("metadata", "annotations")));
    }
    return result.with(Pointer.of("apiVersion"), Value.of(resource.id().apiVersion()));
  }

  /** What both kinds of patches do to one object. */
  private static final class Merging {
    static void merge(
        Resource resource,
        Value patch,
        boolean nameChange,
        boolean kindChange,
        BuildState build,
        Step step) {
      if (nameChange || kindChange) {
        resource.rememberId();
      }
      ResId before = resource.id();
      Value merged;
      try {
        merged = new StrategicMerge(build.schemas()).merge(resource.root(), patch);
      } catch (KustomizeException e) {
        throw e.at(step.position());
      }
      if (Scalars.empty(merged) || merged == null) {
        resource.set(Value.NULL, step);
        return;
      }
      Value result = merged;
      if (!kindChange) {
        result = with(result, Value.of(before.kind()), "kind");
      }
      if (!nameChange) {
        result = with(result, original(resource.root(), "name"), "metadata", "name");
      }
      Value namespace = resource.root().at("metadata", "namespace");
      result =
          before.namespace().isEmpty() || namespace == null
              ? result.without(Pointer.of("metadata", "namespace"))
              : with(result, namespace, "metadata", "namespace");
      resource.set(result, step);
    }

    private static Value original(Value root, String field) {
      Value value = root.at("metadata", field);
      return value == null ? Value.of("") : value;
    }

    private static Value with(Value root, Value value, String... path) {
      return value.equals(root.at(path)) ? root : root.with(Pointer.of(path), value);
    }

    static void operate(Resource resource, JsonPatch operations, BuildState build, Step step) {
      Value patched;
      try {
        patched = operations.apply(resource.withNotes(), build);
      } catch (KustomizeException e) {
        throw new KustomizeException(
            e.code(), e.position(), resource.id() + ": " + e.cause(), e.fix(), e);
      }
      Value annotations = patched.at("metadata", "annotations");
      Value texts =
          annotations == null
              ? patched
              : Resource.withTexts(patched, "annotations", Resource.textMap(annotations));
      resource.set(texts, step);
    }
  }
}
