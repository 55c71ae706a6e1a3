package dev.esclusa.sandbox;

import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.kube.ShapeCheck;
import dev.esclusa.sandbox.WriteOptions.FieldValidation;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known about the shape of each type, and what to do with objects that have another one.
 */
final class Schemas {
  private final Registry registry;

  Schemas(Registry registry) {
    this.registry = registry;
  }

  /** An object as it fits its type, and what to warn of. */
  record Shaped(Mapping object, List<String> warnings) {}

  ObjectSchema of(ResourceType type) {
    CustomType custom = registry.custom(type);
    if (custom != null) return custom.objectSchema();
    return ObjectSchema.builtIn(type.apiVersion(), type.kind()).orElse(ObjectSchema.UNKNOWN);
  }

  /** Whether a replacement may leave out which state it replaces; never for custom objects. */
  boolean takesUnconditionalUpdates(ResourceType type) {
    return registry.custom(type) == null
        && !type.is(Registry.CRD_GROUP, Registry.CRD_PLURAL)
        && !type.plural().equals("leases");
  }

  /**
   * Drops unknown fields, with a warning or a refusal as asked for; a value of a wrong type is
   * refused.
   */
  Shaped shaped(ResourceType type, Mapping object, FieldValidation validation) {
    Value shaped = object;
    List<String> unknown = new ArrayList<>();
    for (ShapeCheck.Finding finding : ShapeCheck.of(object, of(type))) {
      switch (finding.kind()) {
        case UNKNOWN_FIELD -> {
          unknown.add("unknown field \"" + dotted(finding.pointer()) + "\"");
          shaped = shaped.without(finding.pointer());
        }
        case WRONG_TYPE -> refuseType(type, object, finding);
        case DUPLICATE_ITEM, MISSING_FIELD -> {}
      }
    }
    if (!unknown.isEmpty() && validation == FieldValidation.STRICT) {
      throw Refusal.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
              .formatted(type.kind(), type.version(), type.kind(), String.join(", ", unknown)));
    }
    return new Shaped(shaped.asMapping(), validation == FieldValidation.WARN ? unknown : List.of());
  }

  private void refuseType(ResourceType type, Mapping object, ShapeCheck.Finding finding) {
    if (registry.custom(type) != null)
      return; // refused by its structural schema, with all the rest
    throw Refusal.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: %s: %s"
            .formatted(
                type.kind(),
                type.version(),
                type.kind(),
                dotted(finding.pointer()),
                finding.cause()));
  }

  /** As the API server writes a path: {@code spec.containers[0].image}. */
  static String dotted(Pointer pointer) {
    StringBuilder path = new StringBuilder();
    for (String token : pointer.tokens()) {
      if (!token.isEmpty() && token.chars().allMatch(Character::isDigit))
        path.append('[').append(token).append(']');
      else path.append(path.isEmpty() ? "" : ".").append(token);
    }
    return path.toString();
  }
}
