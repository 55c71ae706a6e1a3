package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;

/**
 * Whether an object is the one that the URL names; what it does not say is filled in from there.
 */
final class Addressed {
  private Addressed() {}

  static Mapping check(ResourceType type, ResourcePath path, Mapping object) {
    Mapping named = withKind(type, object);
    named = withNamespace(type, path, named);
    String name = Meta.name(named);
    if (path.name().isEmpty() || name.equals(path.name())) return named;
    if (!name.isEmpty()) {
      throw Refusal.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, path.name()));
    }
    return Meta.with(named, "name", Value.of(path.name()));
  }

  private static Mapping withKind(ResourceType type, Mapping object) {
    String apiVersion = Meta.textOr(object, type.apiVersion(), "apiVersion");
    String kind = Meta.textOr(object, type.kind(), "kind");
    if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
      throw Refusal.badRequest(
          "the API version in the data (%s, kind %s) does not match the expected API version (%s, kind %s)"
              .formatted(apiVersion, kind, type.apiVersion(), type.kind()));
    }
    return object.with("apiVersion", Value.of(apiVersion)).with("kind", Value.of(kind));
  }

  private static Mapping withNamespace(ResourceType type, ResourcePath path, Mapping object) {
    String namespace = Meta.namespace(object);
    if (!type.namespaced()) return namespace.isEmpty() ? object : Meta.without(object, "namespace");
    if (namespace.equals(path.namespace())) return object;
    if (!namespace.isEmpty()) {
      throw Refusal.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    return Meta.with(object, "namespace", Value.of(path.namespace()));
  }
}
