package dev.esclusa.kube;

import dev.esclusa.kube.Schema.Field;
import dev.esclusa.kube.Schema.ListOf;
import dev.esclusa.kube.Schema.Scalar;
import dev.esclusa.kube.Schema.Struct;
import dev.esclusa.kube.Schema.Zero;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is no difference between two sightings of an object: what the server writes for itself,
 * spellings of one quantity, null and absent, empty values that the type does not keep, {@code
 * stringData} and {@code data}. Two objects that normalise to equal values are the same as far as a
 * plan goes.
 */
public final class Normalise {
  private static final Set<String> SERVER_METADATA =
      Set.of(
          "managedFields",
          "resourceVersion",
          "uid",
          "creationTimestamp",
          "generation",
          "selfLink",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final Set<String> SERVER_ANNOTATIONS =
      Set.of(
          LastApplied.ANNOTATION,
          "deployment.kubernetes.io/revision",
          "deprecated.daemonset.template.generation",
          "pv.kubernetes.io/bind-completed",
          "pv.kubernetes.io/bound-by-controller");

  private Normalise() {}

  /** An object as it is compared: defaults filled in, server noise and the status left out. */
  public static Value of(Value object) {
    return of(object, ObjectSchema.of(object));
  }

  public static Value of(Value object, ObjectSchema schema) {
    return tidy(withoutNoise(Defaults.apply(object, schema).asMapping()), schema.root());
  }

  /** Without defaults: for a configuration of which only what it says counts. */
  public static Value asWritten(Value object, ObjectSchema schema) {
    return tidy(withoutNoise(TypeDefaults.foldStringData(object.asMapping())), schema.root());
  }

  /** Whether the server, or a controller that goes with it, writes this field by itself. */
  public static boolean serverNoise(Pointer pointer) {
    List<String> tokens = pointer.tokens();
    if (tokens.isEmpty()) {
      return false;
    }
    if (tokens.getFirst().equals("status")) {
      return true;
    }
    if (!tokens.getFirst().equals("metadata") || tokens.size() < 2) {
      return false;
    }
    return SERVER_METADATA.contains(tokens.get(1))
        || (tokens.size() > 2
            && tokens.get(1).equals("annotations")
            && SERVER_ANNOTATIONS.contains(tokens.get(2)));
  }

  private static Value withoutNoise(Value.Mapping object) {
    Value.Mapping quiet = object.without("status");
    if (!(quiet.get("metadata") instanceof Value.Mapping metadata)) {
      return quiet;
    }
    for (String name : SERVER_METADATA) {
      metadata = metadata.without(name);
    }
    if (metadata.get("annotations") instanceof Value.Mapping annotations) {
      for (String name : SERVER_ANNOTATIONS) {
        annotations = annotations.without(name);
      }
      metadata = metadata.with("annotations", annotations);
    }
    return quiet.with("metadata", metadata);
  }

  private static Value tidy(Value value, @Nullable Schema schema) {
    return switch ((schema == null ? Schema.ANY : schema).settledFor(value)) {
      case Struct struct when value instanceof Value.Mapping mapping ->
          tidyMapping(mapping, struct);
      case ListOf list when value instanceof Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(item -> tidy(item, list.items())).toList());
      case Scalar scalar -> spelled(value, scalar);
      default -> value;
    };
  }

  private static Value tidyMapping(Value.Mapping mapping, Struct struct) {
    Map<String, Value> kept = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, item) -> {
              Value left = tidy(item, struct.under(name));
              if (!left.isNull() && !(Defaults.zero(left) && vanishes(struct.fields().get(name)))) {
                kept.put(name, left);
              }
            });
    return Value.mapping(kept);
  }

  /**
   * Where the type does not say so, an empty value may be a choice: {@code podSelector: {}} is
   * every pod.
   */
  private static boolean vanishes(@Nullable Field field) {
    return field != null && (field.zero() == Zero.OMITTED || field.zero() == Zero.NULL);
  }

  private static Value spelled(Value value, Scalar scalar) {
    return switch (scalar.kind()) {
      case QUANTITY -> quantity(value);
      case INT_OR_STRING -> wholeNumber(value);
      case STRING, INTEGER, NUMBER, BOOLEAN, TIME, BYTES, UNTYPED -> value;
    };
  }

  /** All spellings of one amount become one, whatever the family of their suffix. */
  private static Value quantity(Value value) {
    String text = value instanceof Value.Text(String written) ? written : value.toString();
    return Quantity.parse(text)
        .<Value>map(
            quantity ->
                Value.of(new Quantity(quantity.amount(), Quantity.Form.DECIMAL).canonical()))
        .orElse(value);
  }

  private static Value wholeNumber(Value value) {
    return value instanceof Value.Text(String text) && text.matches("0|[1-9]\\d{0,8}")
        ? Value.of(Long.parseLong(text))
        : value;
  }
}
