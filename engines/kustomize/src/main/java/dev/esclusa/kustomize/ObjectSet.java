package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of a build in the order in which they came; no two of one identity (api/resmap). */
final class ObjectSet implements Iterable<Resource> {
  private final List<Resource> resources = new ArrayList<>();

  @Override
  public Iterator<Resource> iterator() {
    return resources.iterator();
  }

  List<Resource> all() {
    return List.copyOf(resources);
  }

  int size() {
    return resources.size();
  }

  void addAll(Collection<Resource> more, @Nullable Position place) {
    Map<String, List<Resource>> byName = new HashMap<>();
    for (Resource resource : resources) {
      byName.computeIfAbsent(resource.name(), name -> new ArrayList<>(1)).add(resource);
    }
    for (Resource resource : more) {
      List<Resource> namesakes =
          byName.computeIfAbsent(resource.name(), name -> new ArrayList<>(1));
      for (Resource other : namesakes) {
        if (other.id().same(resource.id())) {
          throw twice(resource, other, place);
        }
      }
      namesakes.add(resource);
      resources.add(resource);
    }
  }

  private static KustomizeException twice(
      Resource resource, Resource other, @Nullable Position place) {
    Position first = other.changes().get(0).step().position();
    Position second = resource.changes().get(0).step().position();
    return new KustomizeException(
        Code.CONFLICT,
        place == null ? second : place,
        "There are two objects " + resource.id() + ": from " + first + " and from " + second + ".",
        "Remove one, or give one another name or namespace.");
  }

  void removeEmpty() {
    resources.removeIf(Resource::isEmpty);
  }

  void keep(Collection<Resource> kept) {
    resources.clear();
    resources.addAll(kept);
  }

  List<Resource> everCalled(ResId id) {
    List<Resource> found = new ArrayList<>();
    for (Resource resource : resources) {
      if (resource.wasOrIs(id)) {
        found.add(resource);
      }
    }
    return found;
  }

  /** The one object that has or had this identity. */
  Resource theOne(ResId id, Position place) {
    List<Resource> found = everCalled(id);
    if (found.size() == 1) {
      return found.get(0);
    }
    List<String> names = resources.stream().map(Resource::name).toList();
    String nearest = Nearest.of(id.name(), names);
    throw new KustomizeException(
        Code.SELECTION,
        place,
        found.isEmpty()
            ? "No object is or was " + id + "."
            : found.size() + " objects are or were " + id + ".",
        found.isEmpty()
            ? nearest == null || nearest.equals(id.name())
                ? "Mend apiVersion, kind, name and namespace of the patch, or give it a target."
                : "Did you mean '" + nearest + "'?"
            : "Tell them apart by namespace, or patch where there is only one.");
  }

  List<Resource> selected(Selector selector) {
    List<Resource> found = new ArrayList<>();
    for (Resource resource : resources) {
      if (selector.selects(resource)) {
        found.add(resource);
      }
    }
    return found;
  }

  /** Adds a generated object, or lets it merge with or replace the one that it names. */
  void absorb(Resource made, Generated.Behavior behavior, Step step) {
    List<Resource> found = everCalled(made.id());
    if (found.size() > 1) {
      throw new KustomizeException(
          Code.SELECTION,
          step.position(),
          found.size() + " objects are or were " + made.id() + ".",
          "Tell them apart by namespace.");
    }
    boolean create = behavior == Generated.Behavior.CREATE;
    if (found.isEmpty() != create) {
      throw new KustomizeException(
          found.isEmpty() ? Code.SELECTION : Code.CONFLICT,
          step.position(),
          found.isEmpty()
              ? "There is no " + made.id() + " to merge with or replace."
              : "There is a " + made.id() + " already.",
          found.isEmpty() ? "Leave behavior out." : "Write behavior: merge or replace.");
    }
    if (create) {
      addAll(List.of(made), step.position());
      return;
    }
    Resource old = found.get(0);
    made.takeMetadata(old, step);
    if (behavior == Generated.Behavior.MERGE) {
      Generated.mergeData(made, old, step);
      made.setOrigin(old.origin() == null ? made.origin() : old.origin());
    }
    resources.set(resources.indexOf(old), made);
  }

  /** By namespace; objects without one are left out. */
  Map<String, List<Resource>> byNamespace(boolean original) {
    Map<String, List<Resource>> groups = new LinkedHashMap<>();
    for (Resource resource : resources) {
      ResId id = original ? resource.originalId() : resource.id();
      String namespace = id.effectiveNamespace();
      if (!namespace.equals(ResId.NO_NAMESPACE)) {
        groups.computeIfAbsent(namespace, key -> new ArrayList<>()).add(resource);
      }
    }
    return groups;
  }
}
