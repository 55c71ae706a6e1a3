package dev.esclusa.desired;

import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KindCatalog;
import dev.esclusa.kube.KubeObject;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes addressed resources of rendered documents: lists are taken apart, every object must say
 * what it is, namespaces are put where they belong, and no address may come twice.
 */
final class KubeResources {
  private static final Pointer NAMESPACE = Pointer.of("metadata", "namespace");
  private static final Pattern NAMESPACE_NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final int MAX_LISTS_DEEP = 8;

  /**
   * @param here where the object stands in its document: an item of a list is not its root
   */
  private record Found(Value.Mapping body, Pointer here, Rendering.Origin origin) {
    Position position() {
      return origin.of(here);
    }

    GroupKind groupKind() {
      return KubeObject.of(body).groupKind();
    }
  }

  private final KindCatalog kinds;
  private final String namespace;
  private final Findings findings;
  private final List<Found> objects = new ArrayList<>();
  private final Map<GroupKind, Boolean> namespaced = new HashMap<>();

  private KubeResources(KindCatalog kinds, String namespace, Findings findings) {
    this.kinds = kinds;
    this.namespace = namespace;
    this.findings = findings;
  }

  /** In address order. */
  static List<Resource> of(
      List<Rendering.Rendered> documents, String namespace, KindCatalog kinds, Findings findings) {
    KubeResources resources = new KubeResources(kinds, namespace, findings);
    for (Rendering.Rendered document : documents) {
      resources.document(document.body(), Pointer.ROOT, document.origin(), 0);
    }
    return resources.addressed();
  }

  /**
   * Where a field of an object is written, or the nearest part around it; null for no such object.
   */
  static @Nullable Position place(
      List<Rendering.Rendered> documents, String namespace, KindCatalog kinds, FieldAddress field) {
    KubeResources resources = new KubeResources(kinds, namespace, new Findings());
    for (Rendering.Rendered document : documents) {
      resources.document(document.body(), Pointer.ROOT, document.origin(), 0);
    }
    for (Found found : resources.objects) {
      if (resources.resource(found).address().equals(field.address())) {
        return found.origin().of(below(found.here(), field.pointer()));
      }
    }
    return null;
  }

  private static Pointer below(Pointer here, Pointer relative) {
    Pointer pointer = here;
    for (String token : relative.tokens()) {
      pointer = pointer.child(token);
    }
    return pointer;
  }

  private void document(Value body, Pointer here, Rendering.Origin origin, int depth) {
    Position position = origin.of(here);
    if (!(body instanceof Value.Mapping mapping)) {
      findings.add(
          "DES-0004",
          position,
          body.kindText() + " is no object.",
          "Write a mapping with apiVersion, kind and metadata.name.");
    } else if (listed(mapping) instanceof Value.Sequence items && depth < MAX_LISTS_DEEP) {
      int index = 0;
      for (Value item : items.items()) {
        document(named(item, mapping), here.child("items").child(index++), origin, depth + 1);
      }
    } else if (sound(mapping, here, origin)) {
      Found found = new Found(mapping, here, origin);
      objects.add(found);
      definition(found);
    }
  }

  /** The items of {@code List} and of every {@code ...List} kind; null for any other object. */
  private static @Nullable Value listed(Value.Mapping object) {
    String kind = object.text("kind");
    return kind != null && kind.endsWith("List") ? object.get("items") : null;
  }

  /** Items of a {@code PodList} need not say that they are Pods (apimachinery, decodeToList). */
  private static Value named(Value item, Value.Mapping list) {
    String kind = list.text("kind");
    String version = list.text("apiVersion");
    if (kind != null
        && version != null
        && !kind.equals("List")
        && item instanceof Value.Mapping object
        && !object.has("kind")) {
      return object
          .with("apiVersion", Value.of(version))
          .with("kind", Value.of(kind.substring(0, kind.length() - "List".length())));
    }
    return item;
  }

  private boolean sound(Value.Mapping object, Pointer here, Rendering.Origin origin) {
    return says(object, here, origin, "apiVersion")
        && says(object, here, origin, "kind")
        && ours(object, here, origin)
        && named(object, here, origin)
        && placed(object, here, origin);
  }

  private boolean says(Value.Mapping object, Pointer here, Rendering.Origin origin, String field) {
    String text = object.text(field);
    boolean fits = text != null && !text.isBlank() && text.length() <= 253 && printable(text);
    if (!fits) {
      findings.add(
          "DES-0004",
          origin.of(here.child(field)),
          "the object has no " + field + ".",
          "Add one, e.g. apiVersion: apps/v1 and kind: Deployment; what is no object does not"
              + " belong in this folder.");
    }
    return fits;
  }

  private boolean ours(Value.Mapping object, Pointer here, Rendering.Origin origin) {
    String group = KubeObject.of(object).group();
    if (group.equals("esclusa.dev")) {
      findings.add(
          "DES-0013",
          origin.of(here),
          "this is a configuration document, not an object of a cluster.",
          "Move it into the folder esclusa of the root repository.");
      return false;
    }
    if (object.get("sops") instanceof Value.Mapping sops && sops.has("mac")) {
      findings.add(
          "DES-0013",
          origin.of(here.child("sops")),
          "this object is encrypted with SOPS, which cannot be opened here yet.",
          "Refer to a secret by name, and create it by other means.");
      return false;
    }
    return true;
  }

  private boolean named(Value.Mapping object, Pointer here, Rendering.Origin origin) {
    Pointer metadata = here.child("metadata");
    String name = object.text("metadata", "name");
    if (name == null || name.isEmpty()) {
      boolean generated = object.at("metadata", "generateName") != null;
      findings.add(
          generated ? "DES-0005" : "DES-0004",
          origin.of(metadata.child(generated ? "generateName" : "name")),
          object.text("kind")
              + (generated
                  ? " has metadata.generateName; each apply would make another object."
                  : " has no metadata.name of text."),
          "Write metadata.name" + (generated ? " instead." : ", in quotes where it is a number."));
      return false;
    }
    if (!segment(name)) {
      boolean template = name.contains("{{");
      findings.add(
          template ? "DES-0008" : "DES-0004",
          origin.of(metadata.child("name")),
          "metadata.name is "
              + Findings.quoted(name)
              + (template ? ", a template." : ", which Kubernetes does not accept as a name."),
          template
              ? "Commit the rendered objects."
              : "Use at most 253 characters without '/' or '%'.");
    }
    return segment(name);
  }

  /** A path segment, as Kubernetes asks of every name (apimachinery, IsValidPathSegmentName). */
  private static boolean segment(String name) {
    return name.length() <= 253
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('%') < 0
        && !name.contains("{{")
        && printable(name);
  }

  private static boolean printable(String text) {
    return text.chars().noneMatch(c -> c <= 0x20 || c == 0x7f);
  }

  private boolean placed(Value.Mapping object, Pointer here, Rendering.Origin origin) {
    Value seen = object.at("metadata", "namespace");
    boolean absent = seen == null || seen.isNull() || Value.of("").equals(seen);
    boolean fits =
        absent
            || (seen instanceof Value.Text text && NAMESPACE_NAME.matcher(text.value()).matches());
    if (!fits) {
      findings.add(
          "DES-0004",
          origin.of(here.child("metadata").child("namespace")),
          "metadata.namespace is "
              + (seen instanceof Value.Text text ? Findings.quoted(text.value()) : "no text")
              + ".",
          "Use small letters, digits and '-', at most 63.");
    }
    return fits;
  }

  /** A definition among the objects says of its kind where objects live. */
  private void definition(Found found) {
    if (!found
        .groupKind()
        .equals(GroupKind.parse("CustomResourceDefinition.apiextensions.k8s.io"))) {
      return;
    }
    String group = found.body().text("spec", "group");
    String kind = found.body().text("spec", "names", "kind");
    if (group != null && kind != null && !kind.isEmpty()) {
      boolean cluster = "Cluster".equals(found.body().text("spec", "scope"));
      namespaced.put(new GroupKind(group, kind), !cluster);
    }
  }

  private List<Resource> addressed() {
    Map<Address, Resource> byAddress = new TreeMap<>();
    for (Found found : objects) {
      Resource resource = resource(found);
      Resource first = byAddress.putIfAbsent(resource.address(), resource);
      if (first != null) {
        findings.add(
            "DES-0006",
            found.position(),
            resource.address().text()
                + " is written twice; it stands at "
                + first.position()
                + " already.",
            "Remove one of the two.");
      }
    }
    return List.copyOf(byAddress.values());
  }

  private Resource resource(Found found) {
    GroupKind groupKind = found.groupKind();
    boolean inNamespace = namespaced.computeIfAbsent(groupKind, kinds::namespaced);
    String written = found.body().text("metadata", "namespace");
    String place = written == null || written.isEmpty() ? namespace : written;
    Value body =
        inNamespace
            ? found.body().with(NAMESPACE, Value.of(place))
            : found.body().without(NAMESPACE);
    String name = KubeObject.of(body).name();
    return new Resource(
        new Address.Kubernetes(
            groupKind.group(), groupKind.kind(), inNamespace ? place : null, name),
        body,
        found.position());
  }
}
