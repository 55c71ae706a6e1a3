package dev.esclusa.tree;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON-like tree. Equal by content: numbers by their decimal value, mappings whatever
 * the order of their keys. {@code toString} is compact JSON.
 */
public sealed interface Value {
  Value NULL = new Null();
  Value TRUE = new Bool(true);
  Value FALSE = new Bool(false);

  /** The absence that a document states. */
  record Null() implements Value {
    @Override
    public String toString() {
      return "null";
    }
  }

  /** A truth value. */
  record Bool(boolean value) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** Unicode text; never holds half of a surrogate pair. */
  record Text(String value) implements Value {
    public Text {
      Unicode.check(value);
    }

    @Override
    public String toString() {
      return Json.text(this);
    }
  }

  /** Values in an order that matters. */
  record Sequence(List<Value> items) implements Value {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return Json.text(this);
    }
  }

  /** An exact decimal number of at most 1000 digits and an exponent of at most 9999. */
  final class Num implements Value {
    private static final int MAX_DIGITS = 1000;
    private static final int MAX_EXPONENT = 9999;

    private final long small;
    private final @Nullable BigDecimal large; // null when the value is a long; else without zeros

    private Num(long small, @Nullable BigDecimal large) {
      this.small = small;
      this.large = large;
    }

    private static Num of(BigDecimal exact) {
      if (exact.signum() == 0) {
        return new Num(0, null);
      }
      long exponent = (long) exact.precision() - exact.scale() - 1;
      if (exact.precision() > MAX_DIGITS || Math.abs(exponent) > MAX_EXPONENT) {
        throw outOfRange(null);
      }
      BigDecimal stripped = exact.stripTrailingZeros();
      if (stripped.scale() <= 0 && exponent <= 18) {
        BigInteger whole = stripped.toBigIntegerExact();
        if (whole.bitLength() <= 63) {
          return new Num(whole.longValueExact(), null);
        }
      }
      return new Num(0, stripped);
    }

    static TreeException outOfRange(@Nullable Position position) {
      return new TreeException(
          "TRE-0005",
          position,
          "The number has more than "
              + MAX_DIGITS
              + " digits or an exponent above "
              + MAX_EXPONENT
              + ".",
          "Write it as text, in quotes.");
    }

    /** Whether the value is whole and fits 64 bits. */
    public boolean isLong() {
      return large == null;
    }

    /** The value where {@link #isLong}, else refused. */
    public long longValue() {
      if (large != null) {
        throw wrongKind("a whole number of 64 bits", this);
      }
      return small;
    }

    public BigDecimal decimal() {
      return large == null ? BigDecimal.valueOf(small) : large;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Num that
          && small == that.small
          && (large == null ? that.large == null : large.equals(that.large));
    }

    @Override
    public int hashCode() {
      return large == null ? Long.hashCode(small) : large.hashCode();
    }

    @Override
    public String toString() {
      return large == null ? Long.toString(small) : Decimals.text(large);
    }
  }

  /** Values by name, in the order in which they were written. */
  final class Mapping implements Value {
    static final Mapping EMPTY = new Mapping(Map.of());

    private final Map<String, Value> entries;

    /** Takes over a map that nobody else changes. */
    private Mapping(Map<String, Value> entries) {
      this.entries = Collections.unmodifiableMap(entries);
    }

    static Mapping owning(LinkedHashMap<String, Value> entries) {
      return entries.isEmpty() ? EMPTY : new Mapping(entries);
    }

    public Map<String, Value> entries() {
      return entries;
    }

    public @Nullable Value get(String key) {
      return entries.get(key);
    }

    public boolean has(String key) {
      return entries.containsKey(key);
    }

    public Set<String> keys() {
      return entries.keySet();
    }

    public int size() {
      return entries.size();
    }

    public boolean isEmpty() {
      return entries.isEmpty();
    }

    /** A copy with this entry, in its old place or at the end. */
    public Mapping with(String key, Value value) {
      LinkedHashMap<String, Value> copy = new LinkedHashMap<>(entries);
      copy.put(Unicode.check(key), value);
      return new Mapping(copy);
    }

    public Mapping without(String key) {
      if (!entries.containsKey(key)) {
        return this;
      }
      LinkedHashMap<String, Value> copy = new LinkedHashMap<>(entries);
      copy.remove(key);
      return owning(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Mapping that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
      return entries.hashCode();
    }

    @Override
    public String toString() {
      return Json.text(this);
    }
  }

  static Num of(long number) {
    return new Num(number, null);
  }

  static Num of(BigDecimal number) {
    return Num.of(number);
  }

  static Bool of(boolean truth) {
    return (Bool) (truth ? TRUE : FALSE);
  }

  static Text of(String text) {
    return new Text(text);
  }

  /**
   * Wraps trees of lists, string-keyed maps, boxed numbers, booleans, strings and null. Doubles
   * take the value of their shortest text.
   */
  static Value of(@Nullable Object tree) {
    return switch (tree) {
      case null -> NULL;
      case Value value -> value;
      case String text -> new Text(text);
      case Boolean truth -> of(truth.booleanValue());
      case Integer number -> of(number.longValue());
      case Long number -> of(number.longValue());
      case Short number -> of(number.longValue());
      case Byte number -> of(number.longValue());
      case BigDecimal number -> of(number);
      case BigInteger number -> of(new BigDecimal(number));
      case Double number -> ofDouble(number);
      case Float number -> ofDouble(Double.parseDouble(number.toString()));
      case Map<?, ?> map -> ofMap(map);
      case Iterable<?> items -> ofItems(items);
      default ->
          throw new TreeException(
              "TRE-0010",
              null,
              "A " + tree.getClass().getName() + " is no JSON value.",
              "Turn it into maps, lists, strings, numbers and booleans, or use Records.");
    };
  }

  /** {@code mapping("name", "crm", "replicas", 3)}; values as for {@link #of(Object)}. */
  static Mapping mapping(@Nullable Object... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a key without a value");
    }
    LinkedHashMap<String, Value> entries = LinkedHashMap.newLinkedHashMap(keysAndValues.length / 2);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      put(entries, keysAndValues[i], keysAndValues[i + 1]);
    }
    return Mapping.owning(entries);
  }

  /** A mapping of these entries in their iteration order. */
  static Mapping mapping(Map<String, ? extends Value> entries) {
    return ofMap(entries);
  }

  static Sequence sequence(Value... items) {
    return new Sequence(Arrays.asList(items));
  }

  /** What the pointer names, or null when nothing is there. */
  default @Nullable Value at(Pointer pointer) {
    Value here = this;
    for (String token : pointer.tokens()) {
      Value next = here.child(token);
      if (next == null) {
        return null;
      }
      here = next;
    }
    return here;
  }

  /** What stands under these keys, walking mappings only; null when nothing is there. */
  default @Nullable Value at(String... keys) {
    Value here = this;
    for (String key : keys) {
      Value next = here instanceof Mapping mapping ? mapping.get(key) : null;
      if (next == null) {
        return null;
      }
      here = next;
    }
    return here;
  }

  /** The text under these keys; null when nothing is there or it is no text. */
  default @Nullable String text(String... keys) {
    return at(keys) instanceof Text text ? text.value() : null;
  }

  /**
   * A copy with the value set. Creates mappings on the way; in a sequence the index must exist, or
   * be its length or {@code -} to append.
   */
  default Value with(Pointer pointer, Value value) {
    return Edit.set(this, pointer, 0, value);
  }

  /** A copy without what the pointer names; the same value when nothing is there. */
  default Value without(Pointer pointer) {
    return Edit.remove(this, pointer, 0);
  }

  default Mapping asMapping() {
    if (this instanceof Mapping mapping) {
      return mapping;
    }
    throw wrongKind("a mapping", this);
  }

  default Sequence asSequence() {
    if (this instanceof Sequence sequence) {
      return sequence;
    }
    throw wrongKind("a sequence", this);
  }

  default String asText() {
    if (this instanceof Text text) {
      return text.value();
    }
    throw wrongKind("text", this);
  }

  default long asLong() {
    if (this instanceof Num number) {
      return number.longValue();
    }
    throw wrongKind("a whole number", this);
  }

  default boolean asBool() {
    if (this instanceof Bool bool) {
      return bool.value();
    }
    throw wrongKind("true or false", this);
  }

  default boolean isNull() {
    return this instanceof Null;
  }

  /** The kind in words, for messages: {@code a mapping}. */
  default String kindText() {
    return switch (this) {
      case Null n -> "null";
      case Bool b -> "a boolean";
      case Num n -> "a number";
      case Text t -> "text";
      case Sequence s -> "a sequence";
      case Mapping m -> "a mapping";
    };
  }

  private @Nullable Value child(String token) {
    return switch (this) {
      case Mapping mapping -> mapping.get(token);
      case Sequence sequence -> {
        int index = Pointer.index(token);
        yield index >= 0 && index < sequence.items().size() ? sequence.items().get(index) : null;
      }
      case Null n -> null;
      case Bool b -> null;
      case Num n -> null;
      case Text t -> null;
    };
  }

  private static TreeException wrongKind(String wanted, Value seen) {
    return new TreeException(
        "TRE-0010",
        null,
        "Found " + seen.kindText() + " where " + wanted + " is wanted.",
        "Write " + wanted + ".");
  }

  private static Value ofDouble(double number) {
    if (!Double.isFinite(number)) {
      throw new TreeException(
          "TRE-0005", null, number + " is no JSON number.", "Use a finite number.");
    }
    return of(new BigDecimal(Double.toString(number)));
  }

  private static Mapping ofMap(Map<?, ?> map) {
    LinkedHashMap<String, Value> entries = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((key, value) -> put(entries, key, value));
    return Mapping.owning(entries);
  }

  private static void put(
      LinkedHashMap<String, Value> entries, @Nullable Object key, @Nullable Object value) {
    if (!(key instanceof String name)) {
      throw new TreeException(
          "TRE-0006", null, "The key " + key + " is not text.", "Use text as keys.");
    }
    if (entries.putIfAbsent(Unicode.check(name), of(value)) != null) {
      throw new TreeException(
          "TRE-0004", null, "The key '" + name + "' stands twice.", "Keep one of them.");
    }
  }

  private static Sequence ofItems(Iterable<?> items) {
    List<Value> values = new ArrayList<>();
    for (Object item : items) {
      values.add(of(item));
    }
    return new Sequence(values);
  }
}
