package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which resources are served now: the built-in ones and those of stored CustomResourceDefinitions.
 */
final class Registry {
  static final String CRD_GROUP = "apiextensions.k8s.io";
  static final String CRD_PLURAL = "customresourcedefinitions";

  private final List<ResourceType> builtIns = BuiltInTypes.served();
  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, CustomType> customTypes = Map.of();
  private long builtFrom = -1;
  private List<Mapping> definitions = List.of();

  Registry(Store store) {
    this.store = store;
  }

  /** All types, built-in ones first, a group's preferred version before its others. */
  List<ResourceType> types() {
    List<ResourceType> types = new ArrayList<>(builtIns);
    for (CustomType custom : custom().values()) types.add(custom.type());
    return types;
  }

  boolean serves(String group, String version) {
    return types().stream()
        .anyMatch(type -> type.group().equals(group) && type.version().equals(version));
  }

  @Nullable ResourceType find(String group, String version, String plural) {
    for (ResourceType type : builtIns) {
      if (type.is(group, plural) && type.version().equals(version)) return type;
    }
    CustomType custom = custom().get(group + "/" + version + "/" + plural);
    return custom == null ? null : custom.type();
  }

  /** Any version of a resource; null when it is not served (any more). */
  @Nullable ResourceType find(Key key) {
    for (ResourceType type : types()) if (type.is(key.group(), key.plural())) return type;
    return null;
  }

  @Nullable ResourceType findKind(String apiVersion, String kind) {
    for (ResourceType type : types()) {
      if (type.kind().equals(kind) && type.apiVersion().equals(apiVersion)) return type;
    }
    return null;
  }

  /** What a CustomResourceDefinition says about a type; null for a built-in one. */
  @Nullable CustomType custom(ResourceType type) {
    return custom().get(type.group() + "/" + type.version() + "/" + type.plural());
  }

  private Map<String, CustomType> custom() {
    lock.lock();
    try {
      if (builtFrom == store.revision()) return customTypes;
      Store.Listing listing = store.list(CRD_GROUP, CRD_PLURAL, "");
      if (!sameObjects(listing.objects(), definitions)) {
        customTypes = build(listing.objects());
        definitions = listing.objects();
      }
      builtFrom = listing.revision();
      return customTypes;
    } finally {
      lock.unlock();
    }
  }

  private static boolean sameObjects(List<Mapping> one, List<Mapping> other) {
    if (one.size() != other.size()) return false;
    for (int at = 0; at < one.size(); at++) if (one.get(at) != other.get(at)) return false;
    return true;
  }

  private static Map<String, CustomType> build(List<Mapping> definitions) {
    Map<String, CustomType> types = new LinkedHashMap<>();
    for (Mapping definition : definitions) {
      for (CustomType custom : CustomType.of(definition)) {
        ResourceType type = custom.type();
        types.put(type.group() + "/" + type.version() + "/" + type.plural(), custom);
      }
    }
    return types;
  }
}
