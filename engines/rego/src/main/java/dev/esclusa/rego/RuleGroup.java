package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** All rules that define one document or function together. */
abstract sealed class RuleGroup {
  private static final RegoValue[] NO_ARGUMENTS = {};

  final Program program;
  final int id;
  final List<RegoValue> path;
  final List<Policies.Placed> rules;
  private volatile @Nullable Bodies bodies;

  private RuleGroup(Program program, int id, List<RegoValue> path, List<Policies.Placed> rules) {
    this.program = program;
    this.id = id;
    this.path = path;
    this.rules = rules;
  }

  static RuleGroup of(Program program, int id, List<RegoValue> path, List<Policies.Placed> rules) {
    Rule first = rules.getFirst().rule();
    boolean flat = true;
    for (Policies.Placed placed : rules) {
      flat &= placed.path().size() == path.size() + 1;
    }
    if (first.kind() == Rule.Kind.FUNCTION) {
      return new Function(program, id, path, rules);
    }
    if (flat && first.kind() == Rule.Kind.SINGLE_VALUE) {
      return new Complete(program, id, path, rules);
    }
    return new Partial(program, id, path, rules);
  }

  static String name(List<RegoValue> path) {
    StringBuilder name = new StringBuilder("data");
    for (RegoValue part : path) {
      name.append('.').append(part instanceof RegoString text ? text.value() : part.toString());
    }
    return name.toString();
  }

  String name() {
    return name(path);
  }

  boolean isFunction() {
    return this instanceof Function;
  }

  /** Bodies, compiled when first tried. */
  private static final class Bodies {
    final List<Policies.Placed> rules;
    final Dispatch dispatch;
    final AtomicReferenceArray<CompiledRule> compiled;
    final @Nullable CompiledRule fallback;

    Bodies(List<Policies.Placed> rules, @Nullable CompiledRule fallback, boolean observed) {
      this.rules = rules;
      this.dispatch = Dispatch.over(rules.stream().map(Policies.Placed::rule).toList(), observed);
      this.compiled = new AtomicReferenceArray<>(rules.size());
      this.fallback = fallback;
    }
  }

  private Bodies bodies() {
    Bodies known = bodies;
    if (known == null) {
      synchronized (this) {
        known = bodies;
        if (known == null) {
          known = sorted();
          bodies = known;
        }
      }
    }
    return known;
  }

  private Bodies sorted() {
    List<Policies.Placed> conditional = new ArrayList<>();
    CompiledRule fallback = null;
    for (Policies.Placed placed : rules) {
      if (placed.rule().isDefault()) {
        fallback = Planner.rule(program, this, placed);
      } else {
        conditional.add(placed);
      }
    }
    return new Bodies(conditional, fallback, program.observed);
  }

  /** The numbers of the rules that can hold. */
  final int[] candidates(Context context, RegoValue[] arguments) {
    return bodies().dispatch.candidates(context, arguments);
  }

  final CompiledRule rule(int number) {
    Bodies all = bodies();
    CompiledRule known = all.compiled.get(number);
    if (known == null) {
      known = Planner.rule(program, this, all.rules.get(number));
      all.compiled.set(number, known);
    }
    return known;
  }

  /** The default, compiled; null without one. */
  final @Nullable CompiledRule defaultRule() {
    return bodies().fallback;
  }

  /** The document that the rules make, worked out once for each context; null for undefined. */
  final @Nullable RegoValue document(Context context) {
    RegoValue known = context.document(id);
    if (known == null) {
      if (!context.replaced.isEmpty() && context.isReplaced(path)) {
        known = context.base(path);
      } else {
        context.run.enter();
        known = evaluate(context);
        context.run.leave();
      }
      known = known == null ? Context.UNDEFINED : known;
      context.document(id, known);
    }
    return known == Context.UNDEFINED ? null : known;
  }

  abstract @Nullable RegoValue evaluate(Context context);

  @Nullable RegoValue call(Context context, RegoValue[] arguments) {
    throw new IllegalStateException(name() + " is no function");
  }

  RegoException conflict(Rule rule, RegoValue one, RegoValue other) {
    return new RegoException(
        RegoException.CONFLICT,
        rule.position(),
        (isFunction()
                ? "functions must not produce multiple outputs for same inputs: "
                : "complete rules must not produce multiple outputs: ")
            + name()
            + " is "
            + Steps.brief(one)
            + " and "
            + Steps.brief(other),
        "Make the conditions exclude each other, or join the rules with else");
  }

  /** {@code p := v}: one value, or the default. */
  static final class Complete extends RuleGroup {
    private final @Nullable RegoValue only;

    private Complete(Program program, int id, List<RegoValue> path, List<Policies.Placed> rules) {
      super(program, id, path, rules);
      this.only = onlyValue(rules);
    }

    @Override
    @Nullable RegoValue evaluate(Context context) {
      RegoValue result = null;
      for (int number : candidates(context, NO_ARGUMENTS)) {
        CompiledRule rule = rule(number);
        RegoValue value = rule.value(context);
        if (value == null) {
          continue;
        }
        if (result != null && !result.equals(value)) {
          throw conflict(rule.rule, result, value);
        }
        result = value;
        if (only != null) {
          return result;
        }
      }
      if (result != null) {
        return result;
      }
      CompiledRule otherwise = defaultRule();
      return otherwise == null ? null : otherwise.value(context);
    }
  }

  /** The value when all rules give the same constant: the first that holds is enough. */
  private static @Nullable RegoValue onlyValue(List<Policies.Placed> rules) {
    RegoValue only = null;
    for (Policies.Placed placed : rules) {
      if (placed.rule().isDefault()) {
        continue;
      }
      for (Rule rule = placed.rule(); rule != null; rule = rule.otherwise()) {
        if (!(rule.head().value() instanceof Term.Scalar scalar)
            || (only != null && !only.equals(scalar.value()))) {
          return null;
        }
        only = scalar.value();
      }
    }
    return only;
  }

  /** {@code f(x) := v}. */
  static final class Function extends RuleGroup {
    private static final int TRIED = 256;
    private final @Nullable RegoValue only;

    private Function(Program program, int id, List<RegoValue> path, List<Policies.Placed> rules) {
      super(program, id, path, rules);
      this.only = onlyValue(rules);
    }

    /** Results by arguments, given up when they do not come again. */
    private static final class Memo {
      final Map<Key, RegoValue> results = new HashMap<>();
      int asked;
      int found;

      boolean pays() {
        return asked < TRIED || found * 4 > asked;
      }
    }

    private record Key(RegoValue[] arguments) {
      @Override
      public boolean equals(@Nullable Object other) {
        return other instanceof Key that && Arrays.equals(arguments, that.arguments);
      }

      @Override
      public int hashCode() {
        return Arrays.hashCode(arguments);
      }
    }

    /** A function has no document. */
    @Override
    @Nullable RegoValue evaluate(Context context) {
      return null;
    }

    @Override
    @Nullable RegoValue call(Context context, RegoValue[] arguments) {
      Memo memo = (Memo) context.table(id);
      if (memo == null) {
        memo = new Memo();
        context.table(id, memo);
      }
      if (!memo.pays()) {
        return worked(context, arguments);
      }
      memo.asked++;
      Key key = new Key(arguments);
      RegoValue known = memo.results.get(key);
      if (known != null) {
        memo.found++;
      } else {
        known = worked(context, arguments);
        known = known == null ? Context.UNDEFINED : known;
        context.run.allocate(64);
        memo.results.put(key, known);
      }
      return known == Context.UNDEFINED ? null : known;
    }

    private @Nullable RegoValue worked(Context context, RegoValue[] arguments) {
      context.run.enter();
      RegoValue result = null;
      for (int number : candidates(context, arguments)) {
        CompiledRule rule = rule(number);
        RegoValue value = rule.value(context, arguments);
        if (value == null) {
          continue;
        }
        if (result != null && !result.equals(value)) {
          throw conflict(rule.rule, result, value);
        }
        result = value;
        if (only != null) {
          break;
        }
      }
      if (result == null) {
        CompiledRule otherwise = defaultRule();
        result = otherwise == null ? null : otherwise.value(context, arguments);
      }
      context.run.leave();
      return result;
    }
  }

  /** {@code p contains k}, {@code p[k] := v}, and references with several dynamic parts. */
  static final class Partial extends RuleGroup {
    /** Whether all rules add elements to the document itself, or members to it. */
    private final boolean elements;

    private final boolean members;

    private Partial(Program program, int id, List<RegoValue> path, List<Policies.Placed> rules) {
      super(program, id, path, rules);
      boolean allElements = true;
      boolean allMembers = true;
      for (Policies.Placed placed : rules) {
        int dynamic = placed.path().size() - path.size() - 1;
        boolean many = placed.rule().kind() == Rule.Kind.MULTI_VALUE;
        allElements &= many && dynamic == 0;
        allMembers &= !many && dynamic == 1;
        allMembers &= !placed.rule().isDefault();
      }
      this.elements = allElements;
      this.members = allMembers;
    }

    @Override
    RegoValue evaluate(Context context) {
      if (elements) {
        RegoSet.Builder set = RegoSet.builder();
        collect(context, set);
        return set.build();
      }
      if (members) {
        RegoObject.Builder object = RegoObject.builder();
        collect(context, object);
        return object.build();
      }
      PartialDocument document = new PartialDocument();
      collect(context, document);
      return document.build();
    }

    private void collect(Context context, Object sink) {
      for (int number : candidates(context, NO_ARGUMENTS)) {
        rule(number).collect(context, sink);
      }
    }

    boolean isSet() {
      return elements;
    }

    boolean isFlat() {
      return elements || members;
    }
  }
}
