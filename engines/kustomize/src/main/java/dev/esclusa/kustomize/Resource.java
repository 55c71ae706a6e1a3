package dev.esclusa.kustomize;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object on its way through a build: its value, every identity that it had, and what changed it
 * (api/resource.Resource). The value is immutable and shared; only this holder changes. Upstream
 * keeps the history in annotations, here it stands beside the value.
 */
final class Resource {
  private Value root;
  private @Nullable ResId id;
  private final List<Former> formers = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private final List<String> suffixes = new ArrayList<>();
  private final List<String> vars = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private boolean hashed;
  private @Nullable OriginNote origin;
  private final List<OriginNote> transformations = new ArrayList<>();

  /** An identity that the object had; group and version are always those of today. */
  private record Former(String namespace, String name, String kind) {}

  /** The value before a step changed it; null before the object was made. */
  record Change(Step step, @Nullable Value before) {}

  Resource(Value root, Step made) {
    this.root = root;
    changes.add(new Change(made, null));
  }

  private Resource(Resource other) {
    root = other.root;
    id = other.id;
    formers.addAll(other.formers);
    prefixes.addAll(other.prefixes);
    suffixes.addAll(other.suffixes);
    vars.addAll(other.vars);
    changes.addAll(other.changes);
    hashed = other.hashed;
    origin = other.origin;
    transformations.addAll(other.transformations);
  }

  Resource copy() {
    return new Resource(this);
  }

  Value root() {
    return root;
  }

  /** The value as an object; empty once it was deleted. */
  Mapping object() {
    return root instanceof Mapping mapping ? mapping : Value.mapping();
  }

  boolean isEmpty() {
    return Scalars.empty(root);
  }

  List<Change> changes() {
    return changes;
  }

  void set(Value next, Step step) {
    if (next != root) {
      changes.add(new Change(step, root));
      root = next;
      id = null;
    }
  }

  ResId id() {
    ResId known = id;
    if (known == null) {
      known = identity(root);
      id = known;
    }
    return known;
  }

  static ResId identity(Value root) {
    String apiVersion = Scalars.text(root.at("apiVersion"));
    String kind = Scalars.text(root.at("kind"));
    return new ResId(
        ResId.group(apiVersion),
        ResId.version(apiVersion),
        kind,
        Scalars.text(root.at("metadata", "name")),
        Scalars.text(root.at("metadata", "namespace")),
        Scopes.cluster(apiVersion, kind));
  }

  ResId originalId() {
    return formers.isEmpty() ? id() : formerId(formers.get(0));
  }

  List<ResId> formerIds() {
    return formers.isEmpty() ? List.of() : formers.stream().map(this::formerId).toList();
  }

  private ResId formerId(Former former) {
    ResId now = id();
    return new ResId(now.group(), now.version(), former.kind, former.name, former.namespace, false);
  }

  boolean wasOrIs(ResId wanted) {
    for (Former former : formers) {
      if (former.name.equals(wanted.name()) && formerId(former).same(wanted)) {
        return true;
      }
    }
    return id().same(wanted);
  }

  boolean wasCalled(String name) {
    for (Former former : formers) {
      if (former.name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  boolean wasOfKind(Gvk gvk) {
    ResId now = formers.isEmpty() ? null : id();
    for (Former former : formers) {
      if (now != null && gvk.selects(now.group(), now.version(), former.kind)) {
        return true;
      }
    }
    return false;
  }

  void rememberId() {
    ResId now = id();
    formers.add(new Former(now.effectiveNamespace(), now.name(), now.kind()));
  }

  String name() {
    return id().name();
  }

  String namespace() {
    return id().namespace();
  }

  String kind() {
    return id().kind();
  }

  void addPrefix(String prefix) {
    if (!prefix.isEmpty()) {
      prefixes.add(prefix);
    }
  }

  void addSuffix(String suffix) {
    if (!suffix.isEmpty()) {
      suffixes.add(suffix);
    }
  }

  /** Whether both were renamed in one context; with {@code lenient} an unrenamed one fits any. */
  boolean sameContext(Resource other, boolean lenient) {
    return sameEnding(prefixes, other.prefixes, lenient)
        && sameEnding(suffixes, other.suffixes, lenient);
  }

  private static boolean sameEnding(List<String> one, List<String> two, boolean lenient) {
    if (one.isEmpty() || two.isEmpty()) {
      return lenient || one.size() == two.size();
    }
    int common = Math.min(one.size(), two.size());
    return one.subList(one.size() - common, one.size())
        .equals(two.subList(two.size() - common, two.size()));
  }

  boolean hashed() {
    return hashed;
  }

  void wantHash() {
    hashed = true;
  }

  void addVar(String name) {
    vars.add(name);
  }

  boolean feeds(String var) {
    return vars.contains(var);
  }

  @Nullable OriginNote origin() {
    return origin;
  }

  void setOrigin(@Nullable OriginNote note) {
    origin = note;
  }

  List<OriginNote> transformations() {
    return transformations;
  }

  void addTransformation(OriginNote note) {
    if (origin == null) {
      origin = note;
    } else {
      transformations.add(note);
    }
  }

  Map<String, String> labels() {
    return textMap(root.at("metadata", "labels"));
  }

  Map<String, String> annotations() {
    return textMap(root.at("metadata", "annotations"));
  }

  static Map<String, String> textMap(@Nullable Value value) {
    if (!(value instanceof Mapping mapping)) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((key, item) -> texts.put(key, item.isNull() ? "null" : Scalars.text(item)));
    return texts;
  }

  /**
   * The value as a JSON patch meets it: upstream keeps its notes among the annotations, so that an
   * object that it noted something about has some.
   */
  Value withNotes() {
    boolean noted =
        hashed
            || origin != null
            || !formers.isEmpty()
            || !prefixes.isEmpty()
            || !suffixes.isEmpty();
    return noted
            && root.at("metadata") instanceof Mapping
            && !(root.at("metadata", "annotations") instanceof Mapping)
        ? root.with(Pointer.of("metadata", "annotations"), Value.mapping())
        : root;
  }

  /**
   * The value with these texts as labels or annotations; without the field where there are none.
   */
  static Value withTexts(Value root, String field, Map<String, String> texts) {
    Value without = root.without(Pointer.of("metadata", field));
    return texts.isEmpty()
        ? without
        : without.with(Pointer.of("metadata", field), Value.of(new TreeMap<>(texts)));
  }

  /**
   * Takes over labels, annotations, name and history of another object
   * (Resource.CopyMergeMetaDataFieldsFrom).
   */
  void takeMetadata(Resource other, Step step) {
    Value next = withTexts(root, "labels", both(other.labels(), labels()));
    next = withTexts(next, "annotations", both(other.annotations(), annotations()));
    next = next.with(Pointer.of("metadata", "name"), nameOf(other));
    next =
        other.namespace().isEmpty()
            ? next.without(Pointer.of("metadata", "namespace"))
            : next.with(Pointer.of("metadata", "namespace"), Value.of(other.namespace()));
    set(next, step);
    formers.clear();
    formers.addAll(other.formers);
    prefixes.clear();
    prefixes.addAll(other.prefixes);
    suffixes.clear();
    suffixes.addAll(other.suffixes);
    vars.clear();
    vars.addAll(other.vars);
    hashed = hashed && other.hashed;
  }

  private static Value nameOf(Resource other) {
    return Value.of(other.name());
  }

  private static Map<String, String> both(Map<String, String> one, Map<String, String> two) {
    Map<String, String> merged = new TreeMap<>(one);
    merged.putAll(two);
    return merged;
  }
}
