package dev.esclusa.kustomize;

import dev.esclusa.kustomize.FieldFilter.Made;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The transformers that write fields of a table: labels, annotations, names, images, replicas. */
final class Transformers {
  private static final List<Gvk> NEVER_RENAMED =
      List.of(
          new Gvk("", "", "CustomResourceDefinition"),
          new Gvk("apiregistration.k8s.io", "", "APIService"),
          new Gvk("", "", "Namespace"));

  private Transformers() {}

  /** Labels or annotations: entries put into every mapping that the table names. */
  record Entries(Map<String, String> entries, List<FieldSpec> fields, Step step)
      implements Transformer {
    @Override
    public void apply(ObjectSet objects, BuildState build) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        FieldFilter.Setter setter = FieldFilter.entry(entry.getKey(), Value.of(entry.getValue()));
        for (Resource resource : objects) {
          resource.set(
              FieldFilter.applyAll(resource.id(), resource.root(), fields, Made.MAPPING, setter),
              step);
        }
      }
    }
  }

  /** A prefix or suffix of names; remembers what each was called before. */
  record Affix(String prefix, String suffix, List<FieldSpec> fields, Step step)
      implements Transformer {
    @Override
    public void apply(ObjectSet objects, BuildState build) {
      for (Resource resource : objects) {
        ResId first = resource.originalId();
        if (NEVER_RENAMED.stream().anyMatch(kind -> kind.selects(first))) {
          continue;
        }
        for (FieldSpec field : fields) {
          if (field.gvk().selects(first)) {
            rename(resource, field);
          }
        }
      }
    }

    private void rename(Resource resource, FieldSpec field) {
      if (field.path().equals("metadata/name")) {
        resource.addPrefix(prefix);
        resource.addSuffix(suffix);
        if (!prefix.isEmpty() || !suffix.isEmpty()) {
          resource.rememberId();
        }
      }
      resource.set(
          FieldFilter.apply(
              resource.id(),
              resource.root(),
              field,
              Made.SCALAR,
              old -> Scalars.retext(FieldFilter.scalar(old), prefix + Scalars.text(old) + suffix)),
          step);
    }
  }

  /** New name, tag or digest of images. */
  record Images(Rules.Image image, List<FieldSpec> fields, Step step) implements Transformer {
    @Override
    public void apply(ObjectSet objects, BuildState build) {
      for (Resource resource : objects) {
        if (!resource.kind().equals("CustomResourceDefinition")) {
          Value everywhere = inContainers(resource.root());
          resource.set(
              FieldFilter.applyAll(resource.id(), everywhere, fields, Made.NOTHING, this::updated),
              step);
        }
      }
    }

    /** Containers are known by their name wherever they stand; the table comes on top. */
    private Value inContainers(Value here) {
      if (here instanceof Sequence sequence) {
        return FieldFilter.mapped(sequence, this::inContainers);
      }
      if (!(here instanceof Mapping mapping)) {
        return here;
      }
      Mapping result = mapping;
      for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
        Value next = inContainers(entry.getValue());
        boolean containers =
            entry.getKey().equals("containers") || entry.getKey().equals("initContainers");
        if (containers && next instanceof Sequence list) {
          next = FieldFilter.mapped(list, this::container);
        }
        result = next == entry.getValue() ? result : result.with(entry.getKey(), next);
      }
      return result;
    }

    private Value container(Value item) {
      if (item.isNull()) {
        return item;
      }
      if (!(item instanceof Mapping container)) {
        throw new KustomizeException(
            Code.FIELD,
            step.position(),
            "A list of containers holds " + item.kindText() + ".",
            "Write mappings with a name and an image.");
      }
      Value image = container.get("image");
      Value next = image == null || image.isNull() ? image : updated(image);
      return next == null || next == image ? item : container.with("image", next);
    }

    private Value updated(Value found) {
      String text = Scalars.text(FieldFilter.scalar(found));
      if (!image.pattern().matches(text)) {
        return found;
      }
      return Scalars.retext(found, ImageName.parse(text).with(image).toString());
    }
  }

  /** The number of replicas of what has a name. */
  record Replicas(Rules.Replica replica, List<FieldSpec> fields, Step step) implements Transformer {
    @Override
    public void apply(ObjectSet objects, BuildState build) {
      boolean found = false;
      for (FieldSpec field : fields) {
        for (Resource resource : objects.all()) {
          if (isOrWas(resource, field.gvk())) {
            found = true;
            set(resource, field);
          }
        }
      }
      if (!found) {
        throw missing(objects);
      }
    }

    private boolean isOrWas(Resource resource, Gvk gvk) {
      for (ResId former : resource.formerIds()) {
        if (former.name().equals(replica.name()) && gvk.selects(former)) {
          return true;
        }
      }
      return resource.name().equals(replica.name()) && gvk.selects(resource.id());
    }

    private void set(Resource resource, FieldSpec field) {
      Value count = Value.of(replica.count());
      FieldFilter.Setter setter = old -> FieldFilter.scalar(old).equals(count) ? old : count;
      resource.set(
          FieldFilter.apply(resource.id(), resource.root(), field, Made.SCALAR, setter), step);
    }

    private KustomizeException missing(ObjectSet objects) {
      String nearest =
          Nearest.of(replica.name(), objects.all().stream().map(Resource::name).toList());
      return new KustomizeException(
          Code.SELECTION,
          replica.position(),
          "Nothing with replicas is or was called '" + replica.name() + "'.",
          nearest == null ? "Mend the name." : "Did you mean '" + nearest + "'?");
    }
  }

  /** Text put into fields, whole or as a part of a file path (ValueAddTransformer). */
  record ValueAdd(String value, List<Target> targets, Step step) implements Transformer {
    /** Which objects, which field, and which part of a path; part 0 means the whole field. */
    record Target(@Nullable Selector selector, Listed path, int part) {
      static Target of(Shape shape) {
        Shape selector = shape.shape("selector");
        Target target =
            new Target(
                selector == null ? null : Selector.of(selector),
                new Listed(shape.text("fieldPath"), shape.position("fieldPath")),
                (int) shape.number("filePathPosition"));
        shape.end();
        if (target.path.text().isEmpty() || target.part < 0) {
          throw new KustomizeException(
              Code.KUSTOMIZATION,
              shape.position(),
              target.part < 0 ? "filePathPosition is negative." : "The target has no fieldPath.",
              "Write a fieldPath, and a filePathPosition of 1 or more where it is a file path.");
        }
        return target;
      }
    }

    @Override
    public void apply(ObjectSet objects, BuildState build) {
      for (Target target : targets) {
        List<Resource> selected =
            target.selector == null ? objects.all() : objects.selected(target.selector);
        for (Resource resource : selected) {
          resource.set(changed(resource, target), step);
        }
      }
    }

    private Value changed(Resource resource, Target target) {
      if (target.path.text().equals("metadata/namespace")) {
        return new NamespaceTransformer(
                value, List.of(), NamespaceTransformer.Subjects.DEFAULT_ONLY, false, step)
            .changed(resource.root(), resource.id(), false);
      }
      Pointer pointer = new Pointer(Paths.split(target.path.text(), '/'));
      Value old = resource.root().at(pointer);
      if (old != null && !Scalars.isScalar(old)) {
        throw misfit(target.path.position(), target.path.text(), resource);
      }
      String text = target.part == 0 ? value : inserted(Scalars.text(old), target.part - 1, value);
      Value next = old == null || old.isNull() ? Scalars.plain(text) : Scalars.retext(old, text);
      return resource.root().with(pointer, next);
    }

    private static KustomizeException misfit(Position place, String path, Resource resource) {
      return new KustomizeException(
          Code.FIELD,
          place,
          "The field " + path + " of " + resource.id() + " is no scalar.",
          "Name a field that holds text.");
    }

    /** {@code raw/pie} with {@code PEACH} at 1 is {@code raw/PEACH/pie}; a leading slash stays. */
    private static String inserted(String path, int part, String value) {
      boolean absolute = path.startsWith("/");
      List<String> parts = new ArrayList<>();
      for (String one : path.split("/")) {
        if (!one.isEmpty()) {
          parts.add(one);
        }
      }
      parts.add(Math.min(part, parts.size()), value);
      return (absolute ? "/" : "") + String.join("/", parts);
    }
  }
}
