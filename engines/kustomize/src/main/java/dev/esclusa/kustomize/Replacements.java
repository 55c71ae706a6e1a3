package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Rules.FieldOptions;
import dev.esclusa.kustomize.Rules.Replacement;
import dev.esclusa.kustomize.Rules.Source;
import dev.esclusa.kustomize.Rules.Target;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Copies one field into others (filters/replacement). */
record Replacements(List<Replacement> replacements, Step step) implements Transformer {
  static Replacements of(List<Replacement> listed, Loader loader, BuildState build, Step step) {
    List<Replacement> all = new ArrayList<>();
    for (Replacement replacement : listed) {
      if (replacement.path().isEmpty()) {
        all.add(replacement);
      } else {
        all.addAll(
            fromFile(loader.file(new Listed(replacement.path(), replacement.position())), build));
      }
    }
    return new Replacements(List.copyOf(all), step);
  }

  private static List<Replacement> fromFile(ParsedFile file, BuildState build) {
    List<Replacement> found = new ArrayList<>();
    List<Document> documents = file.configuration();
    if (documents.isEmpty()) {
      throw refuse(file, "is empty");
    }
    Document document = documents.get(0);
    switch (document.root()) {
      case Mapping m ->
          found.add(
              Replacement.of(
                  Shape.lenient(m, document, Pointer.ROOT, file.path()), build.behaviour()));
      case Sequence list -> {
        for (int i = 0; i < list.items().size(); i++) {
          Pointer place = Pointer.ROOT.child(i);
          found.add(
              Replacement.of(
                  Shape.lenient(list.items().get(i), document, place, file.path()),
                  build.behaviour()));
        }
      }
      default -> throw refuse(file, "holds " + document.root().kindText());
    }
    return found;
  }

  private static KustomizeException refuse(ParsedFile file, String fault) {
    return new KustomizeException(
        Code.KUSTOMIZATION,
        new Position(file.path(), 1, 1),
        "The file of replacements " + fault + ".",
        "Write one replacement or a list of them.");
  }

  @Override
  public void apply(ObjectSet objects, BuildState build) {
    for (Replacement replacement : replacements) {
      Source source = replacement.source();
      Value constant = replacement.constant();
      List<Target> targets = replacement.targets();
      boolean sourceless = source == null && constant == null;
      if (sourceless || targets == null) {
        throw new KustomizeException(
            Code.KUSTOMIZATION,
            replacement.position(),
            "A replacement has no " + (sourceless ? "source" : "targets") + ".",
            "Write a source and at least one target.");
      }
      Value value = source == null ? orNothing(constant) : value(source, objects, build);
      for (Target target : targets) {
        apply(value, target, objects, build);
      }
    }
  }

  private static Value orNothing(@Nullable Value constant) {
    return constant == null ? Value.NULL : constant;
  }

  private static Value value(Source source, ObjectSet objects, BuildState build) {
    Resource from = theOne(source, objects, build);
    String path = source.fieldPath().isEmpty() ? "metadata.name" : source.fieldPath();
    Value found;
    try {
      found = FieldLookup.find(from.root(), Paths.splitBracketed(path));
    } catch (FieldFilter.Misfit e) {
      throw new KustomizeException(
          Code.FIELD,
          source.position(),
          "The source field " + path + " of " + from.id() + ": " + e.fault + ".",
          "Mend the path.",
          e);
    }
    if (found == null || Scalars.empty(found)) {
      throw new KustomizeException(
          Code.FIELD,
          source.position(),
          "The source " + from.id() + " has no field " + path + ".",
          "Mend the path, or add the field.");
    }
    return refined(found, source);
  }

  private static Resource theOne(Source source, ObjectSet objects, BuildState build) {
    Resource found = null;
    for (Resource resource : objects) {
      if (selectsSource(source.select(), resource, build)) {
        if (found != null) {
          throw new KustomizeException(
              Code.SELECTION,
              source.position(),
              "The source fits " + found.id() + " and " + resource.id() + ".",
              "Name kind, name and namespace so that one is left.");
        }
        found = resource;
      }
    }
    if (found == null) {
      List<String> names = objects.all().stream().map(Resource::name).toList();
      String nearest = Nearest.of(source.select().name(), names);
      throw new KustomizeException(
          Code.SELECTION,
          source.position(),
          "No object fits the source (" + source.select() + ").",
          nearest == null || nearest.equals(source.select().name())
              ? "Mend kind, name and namespace."
              : "Did you mean '" + nearest + "'?");
    }
    return found;
  }

  /** Targets are named by patterns since 5.8, sources only by what upstream does since. */
  private static boolean selects(Selector selector, Resource resource, BuildState build) {
    boolean byPattern = build.behaviour().since58();
    return any(resource, byPattern ? selector::selectsByPattern : selector::selectsExactly);
  }

  private static boolean selectsSource(Selector selector, Resource resource, BuildState build) {
    boolean byPattern = build.behaviour().upstream();
    return any(resource, byPattern ? selector::selectsByPattern : selector::selectsExactly);
  }

  private static boolean any(Resource resource, Predicate<ResId> wanted) {
    ResId now = resource.id();
    ResId plain =
        new ResId(now.group(), now.version(), now.kind(), now.name(), now.namespace(), false);
    return wanted.test(plain) || resource.formerIds().stream().anyMatch(wanted);
  }

  private static Value refined(Value value, Source source) {
    FieldOptions options = source.options();
    if (options.delimiter().isEmpty()) {
      return value;
    }
    if (!Scalars.isScalar(value)) {
      throw new KustomizeException(
          Code.FIELD,
          source.position(),
          "The source is " + value.kindText() + "; a delimiter cuts text only.",
          "Name a text field, or leave the delimiter out.");
    }
    List<String> parts = TextParts.split(Scalars.text(value), options.delimiter());
    if (options.index() < 0 || options.index() >= parts.size()) {
      throw new KustomizeException(
          Code.FIELD,
          source.position(),
          "The source has " + parts.size() + " parts; there is no part " + options.index() + ".",
          "Write an index from 0 to " + (parts.size() - 1) + ".");
    }
    return Scalars.retype(value, parts.get(options.index()));
  }

  private void apply(Value value, Target target, ObjectSet objects, BuildState build) {
    Selector select = target.select();
    if (select == null) {
      throw new KustomizeException(
          Code.KUSTOMIZATION, target.position(), "A target has no select.", "Write select: kind.");
    }
    for (Resource resource : objects) {
      boolean rejected =
          target.reject().stream().anyMatch(reject -> rejects(reject, resource, build));
      if (!rejected && select.selectsMetadata(resource) && selects(select, resource, build)) {
        write(value, target, resource, build);
      }
    }
  }

  /** Each half of a reject that says something rejects on its own. */
  private static boolean rejects(Selector reject, Resource resource, BuildState build) {
    return (reject.hasSelectors() && reject.selectsMetadata(resource))
        || (!reject.namesNothing() && selects(reject, resource, build));
  }

  private void write(Value value, Target target, Resource resource, BuildState build) {
    for (Listed path : target.fieldPaths()) {
      Value written;
      try {
        written = written(resource.root(), value, target, path, build);
      } catch (FieldFilter.Misfit e) {
        throw new KustomizeException(
            Code.FIELD,
            path.position(),
            "The target field " + path.text() + " of " + resource.id() + ": " + e.fault + ".",
            "Mend the path, or write options: create: true.",
            e);
      }
      resource.set(written, step);
      if (!Scalars.isScalar(value)) {
        build.measure(written, path.position());
      }
    }
  }

  private static Value written(
      Value root, Value value, Target target, Listed path, BuildState build) {
    Value inText =
        build.behaviour().since58()
            ? new StructuredText(value, target.options(), path, build).write(root)
            : null;
    return inText == null
        ? new FieldWriter(value, target.options(), path, build).write(root)
        : inText;
  }
}
