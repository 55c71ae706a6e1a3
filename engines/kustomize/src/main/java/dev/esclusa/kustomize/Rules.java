package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the entries of a kustomization's lists say; each knows where it was written. */
final class Rules {
  private Rules() {}

  /** An entry of {@code labels}. */
  record Labels(
      Map<String, String> pairs,
      boolean selectors,
      boolean templates,
      boolean volumeClaims,
      List<FieldSpec> fields,
      Position position) {
    static Labels of(Shape shape, Behaviour behaviour) {
      Labels labels =
          new Labels(
              shape.textMap("pairs"),
              shape.flag("includeSelectors"),
              shape.flag("includeTemplates"),
              behaviour.upstream() && shape.flag("includeVolumeClaimTemplates"),
              FieldSpec.listOf(shape, "fields"),
              shape.position());
      shape.end();
      return labels;
    }
  }

  /** An entry of {@code images}. */
  record Image(
      String name,
      String newName,
      String tagSuffix,
      String newTag,
      String digest,
      Pattern pattern,
      Position position) {
    static Image of(Shape shape) {
      String name = shape.text("name");
      Pattern pattern =
          Pattern.found(
              "^" + name + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$",
              shape.position("name"));
      Image image =
          new Image(
              name,
              shape.text("newName"),
              shape.text("tagSuffix"),
              shape.text("newTag"),
              shape.text("digest"),
              pattern,
              shape.position());
      shape.end();
      return image;
    }
  }

  /** An entry of {@code replicas}. */
  record Replica(String name, long count, Position position) {
    static Replica of(Shape shape) {
      Replica replica = new Replica(shape.text("name"), shape.number("count"), shape.position());
      shape.end();
      return replica;
    }
  }

  /** An entry of {@code patches} or {@code patchesJson6902}. */
  record Patch(
      Listed path,
      Listed text,
      @Nullable Selector target,
      boolean nameChange,
      boolean kindChange,
      Position position) {
    static Patch of(Shape shape, String textField, Behaviour behaviour) {
      Shape target = shape.shape("target");
      Map<String, Boolean> options = shape.flagMap("options");
      Shape known = shape.shape("options");
      if (behaviour.since58() && known != null) {
        known.knows("allowNameChange", "allowKindChange").end();
      }
      Patch patch =
          new Patch(
              new Listed(shape.text("path"), shape.position("path")),
              new Listed(shape.text(textField), shape.position(textField)),
              target == null ? null : Selector.of(target),
              options.getOrDefault("allowNameChange", false),
              options.getOrDefault("allowKindChange", false),
              shape.position());
      shape.end();
      return patch;
    }
  }

  /** An entry of {@code vars}. */
  record Var(
      String name,
      Gvk gvk,
      String objectName,
      String namespace,
      String fieldPath,
      Position position) {
    static Var of(Shape shape) {
      Shape object = shape.shape("objref");
      String name = shape.text("name");
      Position position = shape.position();
      Gvk gvk = Gvk.ANY;
      String objectName = "";
      String namespace = "";
      if (object != null) {
        String apiVersion = object.text("apiVersion");
        String group = object.text("group");
        String version = object.text("version");
        if (!apiVersion.isEmpty()) {
          group = apiVersion.contains("/") ? ResId.group(apiVersion) : group;
          version = ResId.version(apiVersion);
        }
        gvk = new Gvk(group, version, object.text("kind"));
        objectName = object.text("name");
        namespace = object.text("namespace");
        object.end();
      }
      Shape field = shape.shape("fieldref");
      String path = field == null ? "" : field.text("fieldPath");
      if (field != null) {
        field.end();
      }
      shape.end();
      return new Var(
          name, gvk, objectName, namespace, path.isEmpty() ? "metadata.name" : path, position);
    }
  }

  /** Labels, annotations and more of generated objects. */
  record GeneratorOptions(
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean disableHash,
      boolean immutable) {
    static final GeneratorOptions NONE = new GeneratorOptions(Map.of(), Map.of(), false, false);

    static GeneratorOptions of(@Nullable Shape shape) {
      if (shape == null) {
        return NONE;
      }
      GeneratorOptions options =
          new GeneratorOptions(
              shape.textMap("labels"),
              shape.textMap("annotations"),
              shape.flag("disableNameSuffixHash"),
              shape.flag("immutable"));
      shape.end();
      return options;
    }

    /** What is said here wins over what is said for all. */
    GeneratorOptions over(GeneratorOptions all) {
      Map<String, String> allLabels = new TreeMap<>(all.labels);
      allLabels.putAll(labels);
      Map<String, String> allAnnotations = new TreeMap<>(all.annotations);
      allAnnotations.putAll(annotations);
      return new GeneratorOptions(
          allLabels, allAnnotations, disableHash || all.disableHash, immutable || all.immutable);
    }
  }

  /** An entry of {@code configMapGenerator} or {@code secretGenerator}. */
  record Generator(
      boolean secret,
      String name,
      String namespace,
      String behavior,
      String type,
      List<Listed> literals,
      List<Listed> files,
      List<Listed> envs,
      GeneratorOptions options,
      Position position) {
    static Generator of(Shape shape, boolean secret) {
      List<Listed> envs = new ArrayList<>(shape.texts("envs"));
      if (!shape.text("env").isEmpty()) {
        envs.add(new Listed(shape.text("env"), shape.position("env")));
      }
      Generator generator =
          new Generator(
              secret,
              shape.text("name"),
              shape.text("namespace"),
              shape.text("behavior"),
              secret ? shape.text("type") : "",
              shape.texts("literals"),
              shape.texts("files"),
              envs,
              GeneratorOptions.of(shape.shape("options")),
              shape.position());
      shape.end();
      return generator;
    }

    Generator with(GeneratorOptions all) {
      return new Generator(
          secret,
          name,
          namespace,
          behavior,
          type,
          literals,
          files,
          envs,
          options.over(all),
          position);
    }
  }

  /** How a value is cut, joined or made at a field. */
  record FieldOptions(String delimiter, int index, boolean create, String encoding) {
    static final FieldOptions NONE = new FieldOptions("", 0, false, "");

    static FieldOptions of(@Nullable Shape shape) {
      if (shape == null) {
        return NONE;
      }
      FieldOptions options =
          new FieldOptions(
              shape.text("delimiter"),
              Math.clamp(shape.number("index"), Integer.MIN_VALUE, Integer.MAX_VALUE),
              shape.flag("create"),
              shape.text("encoding"));
      shape.end();
      return options;
    }
  }

  /** Where a replacement's value comes from. */
  record Source(Selector select, String fieldPath, FieldOptions options, Position position) {
    static Source of(Shape shape) {
      String fieldPath = shape.text("fieldPath");
      FieldOptions options = FieldOptions.of(shape.shape("options"));
      return new Source(Selector.of(shape), fieldPath, options, shape.position());
    }
  }

  /** Where a replacement's value goes. */
  record Target(
      @Nullable Selector select,
      List<Selector> reject,
      List<Listed> fieldPaths,
      FieldOptions options,
      Position position) {
    static Target of(Shape shape) {
      Shape select = shape.shape("select");
      List<Listed> paths = shape.texts("fieldPaths");
      Target target =
          new Target(
              select == null ? null : Selector.of(select),
              shape.shapes("reject").stream().map(Selector::of).toList(),
              paths.isEmpty() ? List.of(new Listed("metadata.name", shape.position())) : paths,
              FieldOptions.of(shape.shape("options")),
              shape.position());
      shape.end();
      return target;
    }
  }

  /**
   * One source copied into targets, or the file that says so.
   *
   * @param constant the value itself, instead of a source; since 5.8
   */
  record Replacement(
      String path,
      @Nullable Source source,
      @Nullable Value constant,
      @Nullable List<Target> targets,
      Position position) {
    static Replacement of(Shape shape, Behaviour behaviour) {
      Shape source = shape.shape("source");
      boolean constant = behaviour.since58() && shape.has("sourceValue");
      boolean targeted = shape.has("targets");
      Replacement replacement =
          new Replacement(
              shape.text("path"),
              source == null ? null : Source.of(source),
              constant ? Value.of(shape.text("sourceValue")) : null,
              targeted ? shape.shapes("targets").stream().map(Target::of).toList() : null,
              shape.position());
      shape.end();
      if (constant && source != null) {
        throw new KustomizeException(
            Code.KUSTOMIZATION,
            replacement.position,
            "A replacement has both a source and a sourceValue.",
            "Keep one of them.");
      }
      if (!replacement.path.isEmpty()
          && (source != null || (replacement.targets != null && !replacement.targets.isEmpty()))) {
        throw new KustomizeException(
            Code.KUSTOMIZATION,
            replacement.position,
            "A replacement has both a path and a source or targets.",
            "Keep the path, or write the replacement here.");
      }
      return replacement;
    }
  }

  /** {@code sortOptions}. */
  record Sort(String order, @Nullable List<String> first, List<String> last, Position position) {
    static Sort of(Shape shape) {
      Shape legacy = shape.shape("legacySortOptions");
      Sort sort =
          new Sort(
              shape.text("order"),
              legacy == null ? null : texts(legacy.texts("orderFirst")),
              legacy == null ? List.of() : texts(legacy.texts("orderLast")),
              shape.position());
      if (legacy != null) {
        legacy.end();
      }
      shape.end();
      return sort;
    }
  }

  static List<String> texts(List<Listed> listed) {
    return listed.stream().map(Listed::text).toList();
  }
}
