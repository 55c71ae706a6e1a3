package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a value are marked, as {@code before_sensitive} and {@code after_unknown} say it:
 * {@code true} marks all below, a mapping or list marks inside. Marks of sensitivity in a list hold
 * for every item of it, since the items of a set have no place of their own.
 */
public final class Mask {
  public static final Mask NONE = new Mask(false, Map.of(), List.of(), null);
  public static final Mask ALL = new Mask(true, Map.of(), List.of(), null);

  private final boolean all;
  private final Map<String, Mask> keys;
  private final List<Mask> items;
  private final @Nullable Mask every; // holds for all items of a list

  private Mask(boolean all, Map<String, Mask> keys, List<Mask> items, @Nullable Mask every) {
    this.all = all;
    this.keys = keys;
    this.items = items;
    this.every = every;
  }

  /** Marks item by item. */
  static Mask exact(@Nullable Value marks) {
    return of(marks, false);
  }

  /** Marks that spread over the items of lists. */
  static Mask spread(@Nullable Value marks) {
    return of(marks, true);
  }

  private static Mask of(@Nullable Value marks, boolean spread) {
    return switch (marks) {
      case Value.Bool(boolean marked) when marked -> ALL;
      case Value.Mapping mapping -> ofMapping(mapping, spread);
      case Value.Sequence(List<Value> items) -> ofItems(items, spread);
      case null -> NONE;
      default -> NONE;
    };
  }

  private static Mask ofMapping(Value.Mapping mapping, boolean spread) {
    Map<String, Mask> keys = new HashMap<>();
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      Mask mask = of(entry.getValue(), spread);
      if (mask != NONE) {
        keys.put(entry.getKey(), mask);
      }
    }
    return keys.isEmpty() ? NONE : new Mask(false, Map.copyOf(keys), List.of(), null);
  }

  private static Mask ofItems(List<Value> items, boolean spread) {
    Mask union = NONE;
    List<Mask> masks = new ArrayList<>();
    for (Value item : items) {
      Mask mask = of(item, spread);
      masks.add(mask);
      union = union.or(mask);
    }
    if (union == NONE) {
      return NONE;
    }
    return spread
        ? new Mask(false, Map.of(), List.of(), union)
        : new Mask(false, Map.of(), List.copyOf(masks), null);
  }

  static Mask ofKeys(Map<String, Mask> keys) {
    return keys.isEmpty() ? NONE : new Mask(false, Map.copyOf(keys), List.of(), null);
  }

  /** The same marks for every item of a list. */
  static Mask ofEvery(Mask every) {
    return every == NONE ? NONE : new Mask(false, Map.of(), List.of(), every);
  }

  /** The keys of a mapping below which something is marked. */
  Set<String> markedKeys() {
    return keys.keySet();
  }

  /** How many items of a list have marks of their own. */
  int listedItems() {
    return items.size();
  }

  /** What either marks. */
  public Mask or(Mask other) {
    if (this == NONE || other.all) {
      return other;
    }
    if (other == NONE || all) {
      return this;
    }
    Map<String, Mask> joined = new HashMap<>(keys);
    other.keys.forEach((key, mask) -> joined.merge(key, mask, Mask::or));
    List<Mask> listed = new ArrayList<>();
    for (int i = 0; i < Math.max(items.size(), other.items.size()); i++) {
      listed.add(listed(i).or(other.listed(i)));
    }
    Mask spread = every == null ? other.every : other.every == null ? every : every.or(other.every);
    return new Mask(false, Map.copyOf(joined), List.copyOf(listed), spread);
  }

  private Mask listed(int index) {
    return index < items.size() ? items.get(index) : NONE;
  }

  /** The marks below one key of a mapping. */
  public Mask key(String key) {
    return all ? ALL : keys.getOrDefault(key, NONE);
  }

  /** The marks below one item of a list. */
  public Mask item(int index) {
    if (all) {
      return ALL;
    }
    Mask listed = listed(index);
    return every == null ? listed : every.or(listed);
  }

  public boolean marksAll() {
    return all;
  }

  public boolean marksNothing() {
    return this == NONE;
  }

  /** Whether the pointer, or something above it, is marked. */
  public boolean marks(Pointer pointer) {
    Mask here = this;
    for (String token : pointer.tokens()) {
      if (here.all) {
        return true;
      }
      here = here.step(token);
    }
    return here.all;
  }

  /** The marks below a token of a pointer, whether it names a key or an item. */
  Mask step(String token) {
    return keys.isEmpty() ? item(indexOf(token)) : key(token);
  }

  private static int indexOf(String token) {
    boolean number = !token.isEmpty() && token.length() < 9;
    for (int i = 0; i < token.length(); i++) {
      number &= Character.isDigit(token.charAt(i));
    }
    return number ? Integer.parseInt(token) : Integer.MAX_VALUE;
  }

  /** The highest marked places, in order; those of lists are taken from the value. */
  public List<Pointer> pointers(@Nullable Value value) {
    List<Pointer> found = new ArrayList<>();
    collect(value, Pointer.ROOT, found);
    found.sort(null);
    return List.copyOf(found);
  }

  private void collect(@Nullable Value value, Pointer here, List<Pointer> found) {
    if (all) {
      found.add(here);
      return;
    }
    for (Map.Entry<String, Mask> entry : keys.entrySet()) {
      Value child = value instanceof Value.Mapping mapping ? mapping.get(entry.getKey()) : null;
      entry.getValue().collect(child, here.child(entry.getKey()), found);
    }
    int size = value instanceof Value.Sequence(List<Value> values) ? values.size() : items.size();
    for (int i = 0; i < Math.max(size, items.size()) && (every != null || !items.isEmpty()); i++) {
      Value child =
          value instanceof Value.Sequence(List<Value> values) && i < values.size()
              ? values.get(i)
              : null;
      item(i).collect(child, here.child(i), found);
    }
  }
}
