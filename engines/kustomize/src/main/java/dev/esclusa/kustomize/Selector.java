package dev.esclusa.kustomize;

import dev.esclusa.tree.Position;

/**
 * Which objects: anchored patterns for group, version, kind, name and namespace, and selectors on
 * labels and annotations (types.Selector).
 */
final class Selector {
  private final Gvk gvk;
  private final String name;
  private final String namespace;
  private final Patterns patterns;
  private final LabelSelector labels;
  private final LabelSelector annotations;

  private record Patterns(
      Pattern group, Pattern version, Pattern kind, Pattern name, Pattern namespace) {}

  private Selector(
      Gvk gvk,
      String name,
      String namespace,
      Patterns patterns,
      LabelSelector labels,
      LabelSelector annotations) {
    this.gvk = gvk;
    this.name = name;
    this.namespace = namespace;
    this.patterns = patterns;
    this.labels = labels;
    this.annotations = annotations;
  }

  static Selector of(Shape shape) {
    Gvk gvk = new Gvk(shape.text("group"), shape.text("version"), shape.text("kind"));
    String name = shape.text("name");
    String namespace = shape.text("namespace");
    Position place = shape.position();
    Patterns patterns =
        new Patterns(
            Pattern.anchored(gvk.group(), place),
            Pattern.anchored(gvk.version(), place),
            Pattern.anchored(gvk.kind(), place),
            Pattern.anchored(name, place),
            Pattern.anchored(namespace, place));
    LabelSelector labels =
        LabelSelector.parse(shape.text("labelSelector"), shape.position("labelSelector"));
    LabelSelector annotations =
        LabelSelector.parse(shape.text("annotationSelector"), shape.position("annotationSelector"));
    shape.end();
    return new Selector(gvk, name, namespace, patterns, labels, annotations);
  }

  Gvk gvk() {
    return gvk;
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  boolean namesNothing() {
    return gvk.equals(Gvk.ANY) && name.isEmpty() && namespace.isEmpty();
  }

  boolean hasSelectors() {
    return !labels.isEmpty() || !annotations.isEmpty();
  }

  /** By the object's original or current name and namespace (resWrangler.Select). */
  boolean selects(Resource resource) {
    ResId now = resource.id();
    ResId first = resource.originalId();
    Patterns by = patterns;
    return (by.namespace.matches(first.effectiveNamespace())
            || by.namespace.matches(now.effectiveNamespace()))
        && (by.name.matches(first.name()) || by.name.matches(now.name()))
        && by.group.matches(now.group())
        && by.version.matches(now.version())
        && by.kind.matches(now.kind())
        && selectsMetadata(resource);
  }

  /** As {@link ResId} selection by equal parts, where an empty part lets all through. */
  boolean selectsExactly(ResId id) {
    return (name.isEmpty() || name.equals(id.name()))
        && (namespace.isEmpty() || sameNamespace(id))
        && gvk.selects(id);
  }

  private boolean sameNamespace(ResId id) {
    String wanted = namespace.isEmpty() ? "default" : namespace;
    return wanted.equals(id.effectiveNamespace());
  }

  /** As {@link #selectsExactly}, but each part is an anchored pattern (kustomize 5.8). */
  boolean selectsByPattern(ResId id) {
    Patterns by = patterns;
    return by.name.matches(id.name())
        && (namespace.isEmpty() || by.namespace.matches(id.effectiveNamespace()))
        && by.group.matches(id.group())
        && by.version.matches(id.version())
        && by.kind.matches(id.kind());
  }

  boolean selectsMetadata(Resource resource) {
    return labels.selects(resource.labels()) && annotations.selects(resource.annotations());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, "group", gvk.group());
    append(text, "version", gvk.version());
    append(text, "kind", gvk.kind());
    append(text, "name", name);
    append(text, "namespace", namespace);
    append(text, "labelSelector", labels.toString());
    append(text, "annotationSelector", annotations.toString());
    return text.isEmpty() ? "everything" : text.toString();
  }

  private static void append(StringBuilder text, String what, String value) {
    if (!value.isEmpty()) {
      text.append(text.isEmpty() ? "" : ", ").append(what).append(' ').append(value);
    }
  }
}
