package dev.esclusa.rego;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of steps that bodies are compiled to. */
final class Steps {
  private Steps() {}

  /** Never holds. */
  static final class Never extends Step.Test {
    @Override
    boolean holds(Frame frame) {
      return false;
    }
  }

  /** Defined and not false. */
  static final class Truth extends Step.Test {
    private final Expr value;

    Truth(Expr value) {
      this.value = value;
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue found = value.value(frame);
      return found != null && found != RegoBoolean.FALSE;
    }

    @Override
    boolean isMovable() {
      return value.isPlain();
    }

    @Override
    boolean isBarrier() {
      return !isMovable();
    }

    @Override
    void reads(BitSet into) {
      value.slots(into);
    }
  }

  /** {@code x = value} for an x that has none yet. */
  static final class Assign extends Step.Test {
    final int slot;
    final Expr value;

    Assign(int slot, Expr value) {
      this.slot = slot;
      this.value = value;
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue found = value.value(frame);
      frame.slots[slot] = found;
      return found != null;
    }

    @Override
    boolean isMovable() {
      return value.isPlain();
    }

    @Override
    boolean isBarrier() {
      return !isMovable();
    }

    @Override
    void reads(BitSet into) {
      value.slots(into);
    }

    @Override
    void fills(BitSet into) {
      into.set(slot);
    }
  }

  static final class Equal extends Step.Test {
    final Expr left;
    final Expr right;

    Equal(Expr left, Expr right) {
      this.left = left;
      this.right = right;
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue one = left.value(frame);
      if (one == null) {
        return false;
      }
      RegoValue other = right.value(frame);
      return other != null && one.equals(other);
    }

    @Override
    boolean isMovable() {
      return left.isPlain() && right.isPlain();
    }

    @Override
    boolean isBarrier() {
      return !isMovable();
    }

    @Override
    void reads(BitSet into) {
      left.slots(into);
      right.slots(into);
    }
  }

  /** An order test: {@code < <= > >= !=}. */
  static final class Ordered extends Step.Test {
    private final Expr left;
    private final Expr right;
    private final String operator;
    private final int kind;

    Ordered(String operator, Expr left, Expr right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
      this.kind = List.of("lt", "lte", "gt", "gte", "neq").indexOf(operator);
    }

    static boolean knows(String operator) {
      return List.of("lt", "lte", "gt", "gte", "neq").contains(operator);
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue one = left.value(frame);
      RegoValue other = one == null ? null : right.value(frame);
      if (one == null || other == null) {
        return false;
      }
      return switch (kind) {
        case 0 -> one.compareTo(other) < 0;
        case 1 -> one.compareTo(other) <= 0;
        case 2 -> one.compareTo(other) > 0;
        case 3 -> one.compareTo(other) >= 0;
        default -> !one.equals(other);
      };
    }

    @Override
    public String toString() {
      return operator;
    }

    @Override
    boolean isMovable() {
      return left.isPlain() && right.isPlain();
    }

    @Override
    boolean isBarrier() {
      return !isMovable();
    }

    @Override
    void reads(BitSet into) {
      left.slots(into);
      right.slots(into);
    }
  }

  /** An array with this many elements. */
  static final class ArrayShape extends Step.Test {
    private final Expr value;
    private final int size;

    ArrayShape(Expr value, int size) {
      this.value = value;
      this.size = size;
    }

    @Override
    boolean holds(Frame frame) {
      return value.value(frame) instanceof RegoArray array && array.size() == size;
    }

    @Override
    boolean isMovable() {
      return value.isPlain();
    }

    @Override
    boolean isBarrier() {
      return !isMovable();
    }

    @Override
    void reads(BitSet into) {
      value.slots(into);
    }
  }

  /** An object with this many members; that the keys are there is seen when they are read. */
  static final class ObjectShape extends Step.Test {
    private final Expr value;
    private final int size;

    ObjectShape(Expr value, int size) {
      this.value = value;
      this.size = size;
    }

    @Override
    boolean holds(Frame frame) {
      return value.value(frame) instanceof RegoObject object && object.size() == size;
    }

    @Override
    boolean isMovable() {
      return value.isPlain();
    }

    @Override
    boolean isBarrier() {
      return !isMovable();
    }

    @Override
    void reads(BitSet into) {
      value.slots(into);
    }
  }

  /**
   * Every element of a collection in turn, with its key. Where a later condition asks that a part
   * of the element equals something known already, only those elements are visited, by a {@link
   * JoinIndex} that is made when the same collection comes again.
   */
  static final class Iterate extends Step {
    final Expr collection;
    final int keySlot;
    final int valueSlot;

    /** Whether the order of elements shows in the result. */
    private final boolean ordered;

    private @Nullable Expr wanted;
    private @Nullable Expr part;
    private @Nullable String way;
    private int join = -1;

    Iterate(Expr collection, int keySlot, int valueSlot, boolean ordered) {
      this.collection = collection;
      this.keySlot = keySlot;
      this.valueSlot = valueSlot;
      this.ordered = ordered;
    }

    boolean isJoined() {
      return join >= 0;
    }

    /** Visits only elements whose part equals what is wanted; to be called while planning. */
    void join(Expr wantedValue, Expr partOfElement, int index) {
      this.wanted = wantedValue;
      this.part = partOfElement;
      this.way = partOfElement.way();
      this.join = index;
    }

    @Override
    boolean run(Frame frame) {
      RegoValue over = collection.value(frame);
      return switch (over) {
        case RegoArray array -> all(frame, null, array.items());
        case RegoObject object -> all(frame, object.keys(), object.values());
        case RegoSet set -> {
          RegoValue[] items = ordered ? set.sorted() : set.items();
          yield all(frame, items, items);
        }
        case null, default -> false;
      };
    }

    private boolean all(Frame frame, RegoValue @Nullable [] keys, RegoValue[] values) {
      Expr known = wanted;
      if (known != null && values.length >= JoinIndex.SMALLEST) {
        RegoValue value = known.value(frame);
        if (value == null) {
          return false;
        }
        JoinIndex index = index(frame, values);
        if (index != null) {
          return matching(frame, index, value, keys, values);
        }
      }
      Run run = frame.context.run;
      for (int i = 0; i < values.length; i++) {
        run.step();
        if (keySlot >= 0) {
          frame.slots[keySlot] = keys == null ? RegoNumber.of(i) : keys[i];
        }
        frame.slots[valueSlot] = values[i];
        if (next.run(frame)) {
          return true;
        }
      }
      return false;
    }

    private boolean matching(
        Frame frame,
        JoinIndex index,
        RegoValue value,
        RegoValue @Nullable [] keys,
        RegoValue[] values) {
      Run run = frame.context.run;
      for (int i = index.first(value); i >= 0; i = index.after(i, value)) {
        run.step();
        if (keySlot >= 0) {
          frame.slots[keySlot] = keys == null ? RegoNumber.of(i) : keys[i];
        }
        frame.slots[valueSlot] = values[i];
        if (next.run(frame)) {
          return true;
        }
      }
      return false;
    }

    /** Made at the second visit of a collection; base documents are remembered between runs. */
    private @Nullable JoinIndex index(Frame frame, RegoValue[] values) {
      Expr key = part;
      if (key == null) {
        return null;
      }
      JoinIndex.Store store =
          collection.isBase() ? frame.context.program.joins : frame.context.run.joins;
      JoinIndex.Entry entry = store.entry(join, way, values);
      if (entry.seen == 0) {
        entry.seen = 1;
        return null;
      }
      JoinIndex known = entry.index;
      if (known == null) {
        @Nullable RegoValue[] parts = new RegoValue[values.length];
        for (int i = 0; i < values.length; i++) {
          frame.slots[valueSlot] = values[i];
          parts[i] = key.value(frame);
        }
        frame.context.run.step(values.length);
        frame.context.run.allocate(16L * values.length);
        known = new JoinIndex(parts);
        entry.index = known;
      }
      return known;
    }

    @Override
    boolean isLoop() {
      return true;
    }

    @Override
    boolean isBarrier() {
      return !collection.isPlain();
    }

    @Override
    void fills(BitSet into) {
      into.set(valueSlot);
      if (keySlot >= 0) {
        into.set(keySlot);
      }
    }
  }

  /** A reference below a node of the documents, with parts that are still to be found. */
  static final class Roam extends Step {
    private final Program.Node node;
    private final @Nullable Expr[] keys;
    private final int[] bind;
    private final int valueSlot;

    /** For each part either its expression, or null and the slot that takes each key. */
    Roam(Program.Node node, @Nullable Expr[] keys, int[] bind, int valueSlot) {
      this.node = node;
      this.keys = keys;
      this.bind = bind;
      this.valueSlot = valueSlot;
    }

    @Override
    boolean run(Frame frame) {
      return at(frame, node, frame.context.base(node.path()), 0);
    }

    private boolean at(
        Frame frame, Program.@Nullable Node here, @Nullable RegoValue base, int index) {
      if (index == keys.length) {
        RegoValue found = here == null ? base : here.extent(frame.context, base);
        frame.slots[valueSlot] = found;
        return found != null && next.run(frame);
      }
      Expr known = keys[index];
      if (known != null) {
        RegoValue key = known.value(frame);
        return key != null && below(frame, here, base, key, index);
      }
      return eachBase(frame, here, base, index) || eachVirtual(frame, here, base, index);
    }

    private boolean eachBase(
        Frame frame, Program.@Nullable Node here, @Nullable RegoValue base, int index) {
      if (base instanceof RegoArray array) {
        for (int i = 0; i < array.size(); i++) {
          if (bound(frame, here, base, RegoNumber.of(i), index)) {
            return true;
          }
        }
      } else if (base instanceof RegoObject || base instanceof RegoSet) {
        RegoValue[] all = base instanceof RegoSet set ? set.sorted() : ((RegoObject) base).keys();
        for (RegoValue key : all) {
          if (bound(frame, here, base, key, index)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean eachVirtual(
        Frame frame, Program.@Nullable Node here, @Nullable RegoValue base, int index) {
      if (here == null) {
        return false;
      }
      for (RegoValue key : here.childKeys()) {
        if ((base == null || base.get(key) == null) && bound(frame, here, base, key, index)) {
          return true;
        }
      }
      return false;
    }

    private boolean bound(
        Frame frame,
        Program.@Nullable Node here,
        @Nullable RegoValue base,
        RegoValue key,
        int index) {
      frame.context.run.step();
      frame.slots[bind[index]] = key;
      return below(frame, here, base, key, index);
    }

    private boolean below(
        Frame frame,
        Program.@Nullable Node here,
        @Nullable RegoValue base,
        RegoValue key,
        int index) {
      Program.Node child = here == null ? null : here.child(frame.context, key);
      RuleGroup group = child == null ? null : child.group();
      if (group != null) {
        RegoValue document = group.document(frame.context);
        return document != null && at(frame, null, document, index + 1);
      }
      RegoValue inner = base == null ? null : Context.stored(base, key);
      return (child != null || inner != null) && at(frame, child, inner, index + 1);
    }
  }

  /** Holds when the body does not. */
  static final class Not extends Step.Test {
    private final Step body;

    Not(Step body) {
      this.body = body;
    }

    @Override
    boolean holds(Frame frame) {
      return !body.run(frame);
    }
  }

  /** Holds when one of the bodies does. */
  static final class Either extends Step.Test {
    private final Step left;
    private final Step right;

    Either(Step left, Step right) {
      this.left = left;
      this.right = right;
    }

    @Override
    boolean holds(Frame frame) {
      return left.run(frame) || right.run(frame);
    }
  }

  /** Holds when the body does, in whatever way: once. */
  static final class Once extends Step.Test {
    private final Step body;

    Once(Step body) {
      this.body = body;
    }

    @Override
    boolean holds(Frame frame) {
      return body.run(frame);
    }
  }

  /** Holds when the body holds for every element. */
  static final class Every extends Step.Test {
    private final Expr domain;
    private final int keySlot;
    private final int valueSlot;
    private final Step body;

    Every(Expr domain, int keySlot, int valueSlot, Step body) {
      this.domain = domain;
      this.keySlot = keySlot;
      this.valueSlot = valueSlot;
      this.body = body;
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue over = domain.value(frame);
      return switch (over) {
        case null -> false;
        case RegoArray array -> all(frame, null, array.items());
        case RegoSet set -> all(frame, set.sorted(), set.sorted());
        case RegoObject object -> all(frame, object.keys(), object.values());
        default -> false;
      };
    }

    private boolean all(Frame frame, RegoValue @Nullable [] keys, RegoValue[] values) {
      Run run = frame.context.run;
      for (int i = 0; i < values.length; i++) {
        run.step();
        if (keySlot >= 0) {
          frame.slots[keySlot] = keys == null ? RegoNumber.of(i) : keys[i];
        }
        frame.slots[valueSlot] = values[i];
        if (!body.run(frame)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Adds to what a comprehension or partial rule collects. */
  static final class Collect extends Step {
    private final int sink;
    private final Expr value;
    private final boolean distinct;
    private final boolean enough;

    Collect(int sink, Expr value, boolean distinct) {
      this.sink = sink;
      this.value = value;
      this.distinct = distinct;
      this.enough = distinct && value.constant() != null;
    }

    @Override
    boolean run(Frame frame) {
      RegoValue found = value.value(frame);
      Object into = frame.sinks[sink];
      if (found == null || into == null) {
        return false;
      }
      frame.context.run.allocate(12);
      if (distinct) {
        ((RegoSet.Builder) into).add(found);
      } else {
        ((Expr.Items) into).add(found);
      }
      return enough;
    }
  }

  /** Adds a member to what a comprehension or partial rule collects. */
  static final class CollectMember extends Step {
    private final int sink;
    private final Expr key;
    private final Expr value;

    CollectMember(int sink, Expr key, Expr value) {
      this.sink = sink;
      this.key = key;
      this.value = value;
    }

    @Override
    boolean run(Frame frame) {
      RegoValue name = key.value(frame);
      RegoValue found = name == null ? null : value.value(frame);
      RegoObject.Builder into = (RegoObject.Builder) frame.sinks[sink];
      if (name == null || found == null || into == null) {
        return false;
      }
      RegoValue known = into.get(name);
      if (known == null) {
        frame.context.run.allocate(24);
        into.put(name, found);
      } else if (!known.equals(found)) {
        throw new RegoException(
            RegoException.CONFLICT,
            "object keys must be unique: " + name + " has " + brief(known) + " and " + brief(found),
            "Make the values the same, or the keys different");
      }
      return false;
    }
  }

  /** A text of at most 80 characters. */
  static String brief(RegoValue value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  /**
   * Evaluates what follows with other documents, up to the {@link Restore} after the expression.
   */
  static final class With extends Step {
    private final WithTarget[] targets;

    With(WithTarget[] targets) {
      this.targets = targets;
    }

    @Override
    boolean run(Frame frame) {
      Context outer = frame.context;
      Context derived = WithTarget.derive(frame, targets);
      if (derived == null) {
        return false;
      }
      outer.run.enter();
      frame.context = derived;
      try {
        return next.run(frame);
      } finally {
        frame.context = outer;
        outer.run.leave();
      }
    }
  }

  /** Ends the reach of a {@link With}. */
  static final class Restore extends Step {
    @Override
    boolean run(Frame frame) {
      Context derived = frame.context;
      Context outer = derived.parent;
      if (outer == null) {
        throw new IllegalStateException("a with that never began");
      }
      frame.context = outer;
      try {
        return next.run(frame);
      } finally {
        frame.context = derived;
      }
    }
  }

  /** {@code walk}: every value inside a value with the path to it. */
  static final class Walk extends Step {
    private final Expr root;
    private final int pathSlot;
    private final int valueSlot;
    private final int pairSlot;

    /** Slots of what is not asked are negative. */
    Walk(Expr root, int pathSlot, int valueSlot, int pairSlot) {
      this.root = root;
      this.pathSlot = pathSlot;
      this.valueSlot = valueSlot;
      this.pairSlot = pairSlot;
    }

    @Override
    boolean run(Frame frame) {
      RegoValue from = root.value(frame);
      return from != null && visit(frame, from, new RegoValue[16], 0);
    }

    private boolean visit(Frame frame, RegoValue value, RegoValue[] path, int depth) {
      frame.context.run.step();
      if (give(frame, value, path, depth)) {
        return true;
      }
      return switch (value) {
        case RegoArray array -> {
          RegoValue[] longer = room(path, depth);
          for (int i = 0; i < array.size(); i++) {
            longer[depth] = RegoNumber.of(i);
            if (visit(frame, array.at(i), longer, depth + 1)) {
              yield true;
            }
          }
          yield false;
        }
        case RegoObject object -> {
          RegoValue[] longer = room(path, depth);
          for (int i = 0; i < object.size(); i++) {
            longer[depth] = object.keyAt(i);
            if (visit(frame, object.valueAt(i), longer, depth + 1)) {
              yield true;
            }
          }
          yield false;
        }
        case RegoSet set -> {
          RegoValue[] longer = room(path, depth);
          for (RegoValue item : set.sorted()) {
            longer[depth] = item;
            if (visit(frame, item, longer, depth + 1)) {
              yield true;
            }
          }
          yield false;
        }
        default -> false;
      };
    }

    private static RegoValue[] room(RegoValue[] path, int depth) {
      return depth < path.length ? path : java.util.Arrays.copyOf(path, depth * 2);
    }

    private boolean give(Frame frame, RegoValue value, RegoValue[] path, int depth) {
      RegoArray way = null;
      if (pathSlot >= 0 || pairSlot >= 0) {
        way = RegoArray.owning(java.util.Arrays.copyOf(path, depth));
        frame.context.run.allocate(16L + 4L * depth);
      }
      if (pathSlot >= 0) {
        frame.slots[pathSlot] = way;
      }
      if (valueSlot >= 0) {
        frame.slots[valueSlot] = value;
      }
      if (pairSlot >= 0 && way != null) {
        frame.slots[pairSlot] = RegoArray.owning(new RegoValue[] {way, value});
      }
      return next.run(frame);
    }
  }

  /** Tells an observer that an expression is tried. */
  static final class Tried extends Step.Test {
    private final Expression expression;

    Tried(Expression expression) {
      this.expression = expression;
    }

    @Override
    boolean holds(Frame frame) {
      Observer observer = frame.context.run.observer;
      if (observer != null) {
        observer.enter(expression, frame);
      }
      return true;
    }
  }

  /** Tells an observer that an expression held. */
  static final class Held extends Step.Test {
    private final Expression expression;

    Held(Expression expression) {
      this.expression = expression;
    }

    @Override
    boolean holds(Frame frame) {
      Observer observer = frame.context.run.observer;
      if (observer != null) {
        observer.held(expression, frame);
      }
      return true;
    }
  }

  /** Tells an observer what a rule of several values gives. */
  static final class Produced extends Step.Test {
    private final Rule rule;
    private final Module module;
    private final Expr value;

    Produced(Rule rule, Module module, Expr value) {
      this.rule = rule;
      this.module = module;
      this.value = value;
    }

    @Override
    boolean holds(Frame frame) {
      Observer observer = frame.context.run.observer;
      RegoValue found = observer == null ? null : value.value(frame);
      if (observer != null && found != null) {
        observer.produced(rule, module, found);
      }
      return true;
    }
  }
}
