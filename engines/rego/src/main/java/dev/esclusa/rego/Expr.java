package dev.esclusa.rego;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A compiled term whose variables are all bound: gives one value, or null for undefined. */
abstract class Expr {
  abstract @Nullable RegoValue value(Frame frame);

  /** The value when it is the same in every frame. */
  @Nullable RegoValue constant() {
    return null;
  }

  /**
   * Whether it reads documents and variables only: asks no rule, cannot fail, may be evaluated
   * earlier than written.
   */
  boolean isPlain() {
    return false;
  }

  /** Adds the slots that a plain expression reads. */
  void slots(BitSet into) {}

  /** The way from one slot to the value, the same text for the same way; null for anything else. */
  @Nullable String way() {
    return null;
  }

  /** Whether a plain expression reads base documents only, and constants. */
  boolean isBase() {
    return false;
  }

  /** The values when all are constant. */
  private static RegoValue @Nullable [] constants(Expr[] parts) {
    RegoValue[] values = new RegoValue[parts.length];
    for (int i = 0; i < values.length; i++) {
      RegoValue value = parts[i].constant();
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return values;
  }

  static final class Constant extends Expr {
    private final RegoValue value;

    Constant(RegoValue value) {
      this.value = value;
    }

    @Override
    RegoValue value(Frame frame) {
      return value;
    }

    @Override
    RegoValue constant() {
      return value;
    }

    @Override
    boolean isPlain() {
      return true;
    }

    @Override
    boolean isBase() {
      return true;
    }
  }

  static final class Slot extends Expr {
    final int slot;

    Slot(int slot) {
      this.slot = slot;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      return frame.slots[slot];
    }

    @Override
    String way() {
      return "";
    }

    @Override
    boolean isPlain() {
      return true;
    }

    @Override
    void slots(BitSet into) {
      into.set(slot);
    }
  }

  static final class Input extends Expr {
    @Override
    @Nullable RegoValue value(Frame frame) {
      return frame.context.input;
    }

    @Override
    boolean isPlain() {
      return true;
    }
  }

  /** {@code base[key]} with a constant string, remembering where objects of one shape keep it. */
  static final class Member extends Expr {
    private static final int MANY_SHAPES = 32;

    private final Expr base;
    private final RegoString key;
    private @Nullable Known known; // threads may overwrite each other's: every one is right
    private int shapes;

    /** Where objects of a shape keep the key; negative when they have none. */
    private record Known(RegoObject.Shape shape, int index) {}

    Member(Expr base, RegoString key) {
      this.base = base;
      this.key = key;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      RegoValue from = base.value(frame);
      if (from instanceof RegoObject object) {
        Known last = known;
        int index =
            last != null && last.shape == object.shape() ? last.index : search(object.shape());
        return index < 0 ? null : object.valueAt(index);
      }
      return from == null ? null : from.get(key);
    }

    private int search(RegoObject.Shape shape) {
      int index = shape.indexOf(key);
      if (shapes < MANY_SHAPES) {
        shapes++;
        known = new Known(shape, index);
      }
      return index;
    }

    @Override
    @Nullable String way() {
      String before = base.way();
      return before == null ? null : before + key;
    }

    @Override
    boolean isPlain() {
      return base.isPlain();
    }

    @Override
    void slots(BitSet into) {
      base.slots(into);
    }

    @Override
    boolean isBase() {
      return base.isBase();
    }
  }

  static final class Element extends Expr {
    private final Expr base;
    private final Expr key;
    private final boolean stored;

    Element(Expr base, Expr key) {
      this(base, key, false);
    }

    /** stored: whether the base is part of a base document, where paths are text. */
    Element(Expr base, Expr key, boolean stored) {
      this.base = base;
      this.key = key;
      this.stored = stored;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      RegoValue from = base.value(frame);
      if (from == null) {
        return null;
      }
      RegoValue by = key.value(frame);
      if (by == null) {
        return null;
      }
      return stored ? Context.stored(from, by) : from.get(by);
    }

    @Override
    boolean isPlain() {
      return base.isPlain() && key.isPlain();
    }

    @Override
    void slots(BitSet into) {
      base.slots(into);
      key.slots(into);
    }

    @Override
    boolean isBase() {
      return base.isBase() && key.isBase();
    }
  }

  static final class ArrayOf extends Expr {
    private final Expr[] items;

    ArrayOf(Expr[] items) {
      this.items = items;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      RegoValue[] values = new RegoValue[items.length];
      for (int i = 0; i < values.length; i++) {
        RegoValue value = items[i].value(frame);
        if (value == null) {
          return null;
        }
        values[i] = value;
      }
      frame.context.run.allocate(16L + 8L * values.length);
      return RegoArray.owning(values);
    }

    @Override
    @Nullable RegoValue constant() {
      RegoValue[] values = constants(items);
      return values == null ? null : RegoArray.owning(values);
    }
  }

  static final class SetOf extends Expr {
    private final Expr[] items;

    SetOf(Expr[] items) {
      this.items = items;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      RegoSet.Builder set = RegoSet.builder();
      for (Expr item : items) {
        RegoValue value = item.value(frame);
        if (value == null) {
          return null;
        }
        set.add(value);
      }
      frame.context.run.allocate(32L + 24L * items.length);
      return set.build();
    }

    @Override
    @Nullable RegoValue constant() {
      RegoValue[] values = constants(items);
      return values == null ? null : RegoSet.of(values);
    }
  }

  static final class ObjectOf extends Expr {
    private final Expr[] keys;
    private final Expr[] values;
    private final RegoObject.@Nullable Shape shape;

    ObjectOf(Expr[] keys, Expr[] values) {
      this.keys = keys;
      this.values = values;
      this.shape = shape(keys);
    }

    /** The shape where all keys are constant, distinct and in order already. */
    private static RegoObject.@Nullable Shape shape(Expr[] keys) {
      RegoValue[] constants = new RegoValue[keys.length];
      for (int i = 0; i < keys.length; i++) {
        RegoValue constant = keys[i].constant();
        if (constant == null || (i > 0 && constants[i - 1].compareTo(constant) >= 0)) {
          return null;
        }
        constants[i] = constant;
      }
      return new RegoObject.Shape(constants);
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      frame.context.run.allocate(32L + 16L * values.length);
      return shape == null ? built(frame) : shaped(frame, shape);
    }

    @Override
    @Nullable RegoValue constant() {
      RegoValue[] names = constants(keys);
      RegoValue[] members = constants(values);
      if (names == null || members == null) {
        return null;
      }
      RegoObject.Builder object = RegoObject.builder();
      for (int i = 0; i < names.length; i++) {
        object.put(names[i], members[i]);
      }
      return object.build();
    }

    private @Nullable RegoValue shaped(Frame frame, RegoObject.Shape known) {
      RegoValue[] members = new RegoValue[values.length];
      for (int i = 0; i < members.length; i++) {
        RegoValue value = values[i].value(frame);
        if (value == null) {
          return null;
        }
        members[i] = value;
      }
      return RegoObject.owning(known, members);
    }

    private @Nullable RegoValue built(Frame frame) {
      RegoObject.Builder object = RegoObject.builder();
      for (int i = 0; i < keys.length; i++) {
        RegoValue key = keys[i].value(frame);
        RegoValue value = key == null ? null : values[i].value(frame);
        if (key == null || value == null) {
          return null;
        }
        object.put(key, value);
      }
      return object.build();
    }
  }

  /** {@code [head | body]}, {@code {head | body}}. */
  static final class Collected extends Expr {
    private final Step body;
    private final int sink;
    private final boolean distinct;

    Collected(Step body, int sink, boolean distinct) {
      this.body = body;
      this.sink = sink;
      this.distinct = distinct;
    }

    @Override
    RegoValue value(Frame frame) {
      if (distinct) {
        RegoSet.Builder set = RegoSet.builder();
        frame.sinks[sink] = set;
        body.run(frame);
        return set.build();
      }
      Items items = new Items();
      frame.sinks[sink] = items;
      body.run(frame);
      return items.array();
    }
  }

  /** Elements of an array comprehension so far. */
  static final class Items {
    private RegoValue[] values = new RegoValue[8];
    private int size;

    void add(RegoValue value) {
      if (size == values.length) {
        values = java.util.Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    RegoArray array() {
      return RegoArray.owning(java.util.Arrays.copyOf(values, size));
    }
  }

  /** {@code {key: value | body}}. */
  static final class Mapped extends Expr {
    private final Step body;
    private final int sink;

    Mapped(Step body, int sink) {
      this.body = body;
      this.sink = sink;
    }

    @Override
    RegoValue value(Frame frame) {
      RegoObject.Builder object = RegoObject.builder();
      frame.sinks[sink] = object;
      body.run(frame);
      return object.build();
    }
  }

  /** The document that a group of rules makes. */
  static final class Document extends Expr {
    private final RuleGroup group;

    Document(RuleGroup group) {
      this.group = group;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      return group.document(frame.context);
    }
  }

  /** A base document, that no rule adds to. */
  static final class Loaded extends Expr {
    private final java.util.List<RegoValue> path;

    Loaded(java.util.List<RegoValue> path) {
      this.path = path;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      return frame.context.base(path);
    }

    @Override
    boolean isPlain() {
      return true;
    }

    @Override
    boolean isBase() {
      return true;
    }
  }

  /** All documents at and below a node, base and virtual. */
  static final class Extent extends Expr {
    private final Program.Node node;

    Extent(Program.Node node) {
      this.node = node;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      return node.extent(frame.context, frame.context.base(node.path()));
    }
  }

  /** {@code data.a[x].b}: constant only in part, while rules may lie on the way. */
  static final class Wander extends Expr {
    private final Program.Node node;
    private final Expr[] rest;

    Wander(Program.Node node, Expr[] rest) {
      this.node = node;
      this.rest = rest;
    }

    @Override
    @Nullable RegoValue value(Frame frame) {
      Context context = frame.context;
      Program.Node here = node;
      RegoValue base = context.base(node.path());
      for (int i = 0; i < rest.length; i++) {
        RegoValue key = rest[i].value(frame);
        if (key == null) {
          return null;
        }
        if (here != null) {
          here = here.child(context, key);
          RuleGroup group = here == null ? null : here.group();
          if (group != null) {
            base = group.document(context);
            here = null;
            if (base == null) {
              return null;
            }
            continue;
          }
        }
        base = base == null ? null : Context.stored(base, key);
        if (here == null && base == null) {
          return null;
        }
      }
      return here == null ? base : here.extent(context, base);
    }
  }
}
