package dev.esclusa.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lists in their order, sets sorted by canonical text so that equal sets have equal values. */
final class CollectionCodec implements Codec {
  private enum Kind {
    LIST,
    SET
  }

  private final Kind kind;
  private final Codec item;

  private CollectionCodec(Kind kind, Codec item) {
    this.kind = kind;
    this.item = item;
  }

  static Codec list(Codec item) {
    return new CollectionCodec(Kind.LIST, item);
  }

  static Codec set(Codec item) {
    return new CollectionCodec(Kind.SET, item);
  }

  @Override
  public Value write(Object object) {
    List<Value> values = new ArrayList<>();
    for (Object one : (Collection<?>) object) {
      values.add(item.write(one));
    }
    if (kind == Kind.SET) {
      values.sort(Comparator.comparing(Canonical::text));
    }
    return new Value.Sequence(values);
  }

  @Override
  public Object read(Value value, Trail trail) {
    List<Object> items = new ArrayList<>();
    int index = 0;
    for (Value one : trail.sequence(value).items()) {
      trail.enter(Integer.toString(index++));
      items.add(item.read(one, trail));
      trail.leave();
    }
    return switch (kind) {
      case LIST -> List.copyOf(items);
      case SET -> set(items, trail);
    };
  }

  private static Set<Object> set(List<Object> items, Trail trail) {
    Set<Object> set = new LinkedHashSet<>(items);
    if (set.size() < items.size()) {
      throw trail.refused("TRE-0014", "An item stands twice in a set", "Keep one of them.", null);
    }
    return Collections.unmodifiableSet(set);
  }
}
