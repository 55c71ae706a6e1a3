package dev.esclusa.kube;

import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes object as it is read: names, labels and owners of any {@code apiVersion}/{@code
 * kind} mapping.
 */
public record KubeObject(Value.Mapping value) {
  public KubeObject {
    if (value.at("apiVersion") instanceof Value.Text(String apiVersion)
        && !apiVersion.isEmpty()
        && value.at("kind") instanceof Value.Text(String kind)
        && !kind.isEmpty()) {
      // both are there
    } else {
      throw KubeException.unreadable(
          "a mapping without apiVersion or kind is no Kubernetes object",
          "give it both, for example apiVersion: apps/v1 and kind: Deployment");
    }
  }

  public static KubeObject of(Value value) {
    if (value instanceof Value.Mapping mapping) {
      return new KubeObject(mapping);
    }
    throw KubeException.unreadable(value.kindText() + " is no Kubernetes object", "give a mapping");
  }

  public String apiVersion() {
    return textOr("", "apiVersion");
  }

  public String group() {
    return GroupKind.groupOf(apiVersion());
  }

  public String version() {
    return GroupKind.versionOf(apiVersion());
  }

  public String kind() {
    return textOr("", "kind");
  }

  public GroupKind groupKind() {
    return GroupKind.of(apiVersion(), kind());
  }

  /** Empty for an object without a name (yet). */
  public String name() {
    return textOr("", "metadata", "name");
  }

  /** Empty for a cluster-scoped object, or one whose namespace is not said. */
  public String namespace() {
    return textOr("", "metadata", "namespace");
  }

  public @Nullable String uid() {
    return value.text("metadata", "uid");
  }

  public @Nullable String resourceVersion() {
    return value.text("metadata", "resourceVersion");
  }

  /** Zero when the object has none, as a kind without a spec. */
  public long generation() {
    return numberOr(0, "metadata", "generation");
  }

  /** RFC 3339; null unless the object is being deleted. */
  public @Nullable String deletionTimestamp() {
    return value.text("metadata", "deletionTimestamp");
  }

  public Map<String, String> labels() {
    return texts("metadata", "labels");
  }

  public Map<String, String> annotations() {
    return texts("metadata", "annotations");
  }

  public @Nullable String annotation(String key) {
    return value.text("metadata", "annotations", key);
  }

  public List<String> finalizers() {
    List<String> found = new ArrayList<>();
    for (Value item : items("metadata", "finalizers")) {
      if (item instanceof Value.Text(String text)) {
        found.add(text);
      }
    }
    return List.copyOf(found);
  }

  public List<OwnerReference> ownerReferences() {
    List<OwnerReference> found = new ArrayList<>();
    for (Value item : items("metadata", "ownerReferences")) {
      if (item instanceof Value.Mapping owner) {
        found.add(OwnerReference.of(owner));
      }
    }
    return List.copyOf(found);
  }

  /** The items at these keys; empty where there is no sequence. */
  List<Value> items(String... keys) {
    return value.at(keys) instanceof Value.Sequence sequence ? sequence.items() : List.of();
  }

  String textOr(String otherwise, String... keys) {
    String found = value.text(keys);
    return found == null ? otherwise : found;
  }

  long numberOr(long otherwise, String... keys) {
    return value.at(keys) instanceof Value.Num number && number.isLong()
        ? number.longValue()
        : otherwise;
  }

  boolean is(boolean expected, String... keys) {
    return value.at(keys) instanceof Value.Bool(boolean found) && found == expected;
  }

  private Map<String, String> texts(String... keys) {
    Map<String, String> found = new LinkedHashMap<>();
    if (value.at(keys) instanceof Value.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, item) -> {
                if (item instanceof Value.Text(String text)) {
                  found.put(key, text);
                }
              });
    }
    return found;
  }

  /** {@code apps/v1 Deployment shop/web}. */
  @Override
  public String toString() {
    String place = namespace().isEmpty() ? name() : namespace() + "/" + name();
    return apiVersion() + " " + kind() + " " + place;
  }

  /** The object that this one belongs to, as an owner reference says. */
  public record OwnerReference(
      String apiVersion,
      String kind,
      String name,
      String uid,
      boolean controller,
      boolean blockOwnerDeletion) {
    static OwnerReference of(Value.Mapping owner) {
      return new OwnerReference(
          orEmpty(owner.text("apiVersion")),
          orEmpty(owner.text("kind")),
          orEmpty(owner.text("name")),
          orEmpty(owner.text("uid")),
          Value.TRUE.equals(owner.get("controller")),
          Value.TRUE.equals(owner.get("blockOwnerDeletion")));
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }
}
