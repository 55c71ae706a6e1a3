package dev.esclusa.sandbox;

import dev.esclusa.tree.Value.Mapping;

/**
 * The objects a list, watch or collection delete asks for: a resource, a namespace or all, and
 * selectors.
 */
record Selection(ResourceType type, String namespace, LabelSelector labels, FieldSelector fields) {

  static Selection of(ResourceType type, ResourcePath path, Request request) {
    String labels = request.parameter("labelSelector");
    return new Selection(
        type,
        path.namespace(),
        LabelSelector.parse(labels),
        FieldSelector.parse(request.parameter("fieldSelector"), type, labels));
  }

  boolean covers(Key key) {
    return key.isOf(type.group(), type.plural())
        && (namespace.isEmpty() || namespace.equals(key.namespace()));
  }

  boolean selects(Mapping object) {
    return labels.selects(object) && fields.selects(object);
  }
}
