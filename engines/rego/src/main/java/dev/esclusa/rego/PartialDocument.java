package dev.esclusa.rego;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document that rules with references of several parts build together. */
final class PartialDocument {
  private final Map<RegoValue, Object> members = new LinkedHashMap<>();

  /** Sets the value at the path. */
  void put(RegoValue[] path, RegoValue value) {
    PartialDocument at = parent(path);
    RegoValue last = path[path.length - 1];
    Object known = at.members.putIfAbsent(last, value);
    if (known != null && !known.equals(value)) {
      throw conflict(path);
    }
  }

  /** Adds the element to the set at the path. */
  void add(RegoValue[] path, RegoValue element) {
    PartialDocument at = parent(path);
    Object known = at.members.computeIfAbsent(path[path.length - 1], key -> RegoSet.builder());
    if (!(known instanceof RegoSet.Builder set)) {
      throw conflict(path);
    }
    set.add(element);
  }

  private PartialDocument parent(RegoValue[] path) {
    PartialDocument here = this;
    for (int i = 0; i < path.length - 1; i++) {
      Object next = here.members.computeIfAbsent(path[i], key -> new PartialDocument());
      if (!(next instanceof PartialDocument inner)) {
        throw conflict(path);
      }
      here = inner;
    }
    return here;
  }

  @Nullable Object at(RegoValue key) {
    return members.get(key);
  }

  private static RegoException conflict(RegoValue[] path) {
    return new RegoException(
        RegoException.CONFLICT,
        "object keys must be unique: two values at " + RegoArray.of(path),
        "Make the values the same, or the keys different");
  }

  RegoObject build() {
    RegoObject.Builder object = RegoObject.builder();
    members.forEach(
        (key, value) ->
            object.put(
                key,
                switch (value) {
                  case PartialDocument inner -> inner.build();
                  case RegoSet.Builder set -> set.build();
                  default -> (RegoValue) value;
                }));
    return object.build();
  }
}
