package dev.esclusa.rego;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Access to the syntax trees of GraphQL, which are plain Rego values with the member names of the
 * gqlparser library; members without content are left out. Places stand beside the trees.
 */
final class GraphqlNode {
  private final Map<RegoValue, GraphqlToken> places = new IdentityHashMap<>();

  <T extends RegoValue> T at(GraphqlToken place, T node) {
    places.put(node, place);
    return node;
  }

  GraphqlProblem problem(@Nullable RegoValue node, String message) {
    GraphqlToken place = node == null ? null : places.get(node);
    return place == null
        ? new GraphqlProblem(message, 0, 0)
        : new GraphqlProblem(message, place.line(), place.column());
  }

  /** A changed copy stands where the original stood. */
  void sameAs(RegoValue original, RegoValue copy) {
    GraphqlToken place = places.get(original);
    if (place != null) {
      places.put(copy, place);
    }
  }

  static String text(@Nullable RegoValue node, String member) {
    return node != null && node.get(member) instanceof RegoString text ? text.value() : "";
  }

  static String name(@Nullable RegoValue node) {
    return text(node, "Name");
  }

  static List<RegoValue> list(@Nullable RegoValue node, String member) {
    return node != null && node.get(member) instanceof RegoArray array
        ? List.of(array.items())
        : List.of();
  }

  /** The member of the list with this name; null when there is none. */
  static @Nullable RegoValue named(List<RegoValue> nodes, String name) {
    for (RegoValue node : nodes) {
      if (name(node).equals(name)) {
        return node;
      }
    }
    return null;
  }

  static boolean flag(@Nullable RegoValue node, String member) {
    return node != null && node.get(member) == RegoBoolean.TRUE;
  }

  /** A type as it is written: {@code [Int!]!}. */
  static String type(@Nullable RegoValue type) {
    if (type == null) {
      return "";
    }
    String end = flag(type, "NonNull") ? "!" : "";
    String named = text(type, "NamedType");
    return named.isEmpty() ? "[" + type(type.get("Elem")) + "]" + end : named + end;
  }

  /** The name inside of all lists. */
  static String innerType(@Nullable RegoValue type) {
    RegoValue inner = type;
    while (inner != null && text(inner, "NamedType").isEmpty()) {
      inner = inner.get("Elem");
    }
    return text(inner, "NamedType");
  }

  static int kind(@Nullable RegoValue value) {
    return value != null && value.get("Kind") instanceof RegoNumber number && number.isLong()
        ? (int) number.longValue()
        : 0;
  }

  /** Without members that hold nothing, as OPA prunes what it is given. */
  static RegoValue pruned(RegoValue value) {
    return switch (value) {
      case RegoArray array ->
          RegoArray.of(
              List.of(array.items()).stream()
                  .filter(item -> item != RegoNull.NULL)
                  .map(GraphqlNode::pruned)
                  .filter(GraphqlNode::hasContent)
                  .toList());
      case RegoObject object -> {
        RegoObject.Builder out = RegoObject.builder();
        object.forEach(
            (key, item) -> {
              RegoValue inner = pruned(item);
              if (!key.equals(RegoString.of("Position"))
                  && item != RegoNull.NULL
                  && hasContent(inner)) {
                out.put(key, inner);
              }
            });
        yield out.build();
      }
      default -> value;
    };
  }

  private static boolean hasContent(RegoValue value) {
    return !(value instanceof RegoArray || value instanceof RegoObject) || value.size() > 0;
  }
}
