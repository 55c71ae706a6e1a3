package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;

/** Whether a namespace is there and takes new objects. */
final class Namespaces {
  private final Store store;

  Namespaces(Store store) {
    this.store = store;
  }

  static Key key(String namespace) {
    return Key.cluster("", "namespaces", namespace);
  }

  void requireOpen(ResourceType type, String name, String namespace) {
    Mapping found = store.get(key(namespace));
    if (found == null) throw Refusal.notFound("", "namespaces", namespace);
    if (Meta.isBeingDeleted(found)) throw Refusal.namespaceTerminating(type, name, namespace);
  }

  /** Asked under the store's lock, so that nothing slips into a namespace that ends. */
  boolean isOpen(Key key) {
    if (key.namespace().isEmpty()) return true;
    Mapping found = store.get(key(key.namespace()));
    return found != null && !Meta.isBeingDeleted(found);
  }
}
