package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the body of one rule into steps. Relies on the order of expressions that compilation made:
 * which variables are bound is known at every place, so no variable is ever looked up or undone.
 */
final class Planner {
  private static final String INPUT = "input";
  private static final String DATA = "data";

  private final Program program;
  private final Frame.Layout layout = new Frame.Layout();

  /** The variables that have a value at this place, with their slots. */
  private Map<String, Integer> scope = new HashMap<>();

  /** Whether the order in which the body being planned finds things shows in its result. */
  private boolean ordered;

  private Planner(Program program) {
    this.program = program;
  }

  /** The rule with its else branches. */
  static CompiledRule rule(Program program, RuleGroup group, Policies.Placed placed) {
    return rule(program, group, placed.rule(), placed);
  }

  private static CompiledRule rule(
      Program program, RuleGroup group, Rule rule, Policies.Placed placed) {
    Planner planner = new Planner(program);
    List<Step> steps = new ArrayList<>();
    planner.arguments(rule.head().arguments(), steps);
    planner.layout.sink();
    planner.body(rule.body(), steps);
    Step last = planner.head(group, rule, placed, steps);
    CompiledRule otherwise =
        rule.otherwise() == null ? null : rule(program, group, rule.otherwise(), placed);
    return new CompiledRule(
        rule,
        placed.module(),
        planner.layout,
        planner.link(steps, last),
        program.observed,
        otherwise);
  }

  /** The query with its last step; the layout tells where the variables are. */
  static Step query(Program program, Body body, Frame.Layout into, Step last) {
    Planner planner = new Planner(program);
    planner.ordered = true;
    List<Step> steps = new ArrayList<>();
    planner.body(body, steps);
    into.slots = planner.layout.slots;
    into.sinks = planner.layout.sinks;
    into.names.putAll(planner.scope);
    return planner.link(steps, last);
  }

  private void arguments(List<Term> arguments, List<Step> steps) {
    for (int i = 0; i < arguments.size(); i++) {
      layout.fresh();
    }
    for (int i = 0; i < arguments.size(); i++) {
      Term argument = arguments.get(i);
      if (argument instanceof Term.Var var && !scope.containsKey(var.name())) {
        alias(var, i);
      } else {
        bind(argument, new Expr.Slot(i), steps);
      }
    }
  }

  private Step head(RuleGroup group, Rule rule, Policies.Placed placed, List<Step> steps) {
    Rule.Head head = rule.head();
    Term valueTerm = head.value();
    if (!(group instanceof RuleGroup.Partial partial)) {
      Expr value = valueTerm == null ? new Expr.Constant(RegoBoolean.TRUE) : expr(valueTerm);
      return new CompiledRule.Give(group, rule, placed.module(), value, program.observed);
    }
    Term keyTerm = head.key();
    boolean element = keyTerm != null;
    Expr value =
        keyTerm != null
            ? expr(keyTerm)
            : valueTerm == null ? new Expr.Constant(RegoBoolean.TRUE) : expr(valueTerm);
    if (program.observed) {
      steps.add(new Steps.Produced(rule, placed.module(), value));
    }
    Term.Ref path = placed.path();
    Expr[] keys = new Expr[path.size() - group.path.size() - 1];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = expr(path.part(group.path.size() + 1 + i));
    }
    if (!partial.isFlat()) {
      return new CompiledRule.Place(keys, value, element);
    }
    return element ? new Steps.Collect(0, value, true) : new Steps.CollectMember(0, keys[0], value);
  }

  /** Joins steps, rearranged unless an observer wants them as written. */
  private Step link(List<Step> steps, Step last) {
    if (!program.observed) {
      Rearrangement.apply(steps, program);
    }
    return Step.link(steps, last);
  }

  // Bodies.

  private void body(Body body, List<Step> steps) {
    for (Expression expression : body.expressions()) {
      expression(expression, steps);
    }
  }

  private void expression(Expression expression, List<Step> steps) {
    if (program.observed) {
      steps.add(new Steps.Tried(expression));
    }
    if (!expression.withs().isEmpty()) {
      steps.add(new Steps.With(targets(expression.withs())));
    }
    if (expression.negated()) {
      steps.add(new Steps.Not(inner(s -> content(expression, s))));
    } else {
      content(expression, steps);
    }
    if (!expression.withs().isEmpty()) {
      steps.add(new Steps.Restore());
    }
    if (program.observed) {
      steps.add(new Steps.Held(expression));
    }
  }

  private interface Part {
    void add(List<Step> steps);
  }

  /** A condition of its own: what it binds is not seen outside. */
  private Step inner(Part part) {
    return inner(part, Step.FOUND);
  }

  private Step inner(Part part, Step last) {
    Map<String, Integer> outer = scope;
    scope = new HashMap<>(outer);
    List<Step> steps = new ArrayList<>();
    part.add(steps);
    scope = outer;
    return link(steps, last);
  }

  private void content(Expression expression, List<Step> steps) {
    switch (expression.content()) {
      case Expression.Plain plain -> plain(plain.term(), steps);
      case Expression.Invoke call -> call(expression, call, steps);
      case Expression.Every every -> steps.add(every(every));
      case Expression.Not not -> steps.add(new Steps.Not(inner(s -> body(not.body(), s))));
      case Expression.And and -> {
        steps.add(new Steps.Once(inner(s -> body(and.left(), s))));
        steps.add(new Steps.Once(inner(s -> body(and.right(), s))));
      }
      case Expression.Or or ->
          steps.add(
              new Steps.Either(inner(s -> body(or.left(), s)), inner(s -> body(or.right(), s))));
      case Expression.Some some -> {} // declares only
    }
  }

  private void plain(Term term, List<Step> steps) {
    Expr value = isKnown(term) ? expr(term) : open(term, steps);
    steps.add(new Steps.Truth(value));
  }

  private Step every(Expression.Every every) {
    Expr domain = expr(every.domain());
    Map<String, Integer> outer = scope;
    scope = new HashMap<>(outer);
    List<Step> steps = new ArrayList<>();
    int keySlot = -1;
    if (every.key() instanceof Term.Var key) {
      keySlot = declare(key);
    } else if (every.key() != null) {
      keySlot = layout.fresh();
      bind(every.key(), new Expr.Slot(keySlot), steps);
    }
    int valueSlot;
    if (every.value() instanceof Term.Var value && !scope.containsKey(value.name())) {
      valueSlot = declare(value);
    } else {
      valueSlot = layout.fresh();
      bind(every.value(), new Expr.Slot(valueSlot), steps);
    }
    body(every.body(), steps);
    scope = outer;
    return new Steps.Every(domain, keySlot, valueSlot, link(steps, Step.FOUND));
  }

  private WithTarget[] targets(List<Expression.With> withs) {
    WithTarget[] targets = new WithTarget[withs.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = target(withs.get(i));
    }
    return targets;
  }

  private WithTarget target(Expression.With with) {
    Term.Ref target =
        with.target() instanceof Term.Ref ref
            ? ref
            : new Term.Ref(List.of(with.target()), with.position());
    String function = functionName(target);
    if (function != null) {
      String instead = functionName(with.value());
      return new WithTarget(
          WithTarget.Kind.FUNCTION,
          new Expr[0],
          function,
          instead,
          instead == null ? expr(with.value()) : null);
    }
    Expr[] path = new Expr[target.size() - 1];
    for (int i = 0; i < path.length; i++) {
      path[i] = expr(target.part(i + 1));
    }
    WithTarget.Kind kind = target.startsAt(INPUT) ? WithTarget.Kind.INPUT : WithTarget.Kind.DATA;
    return new WithTarget(kind, path, "", null, expr(with.value()));
  }

  /** The name of the function that the term stands for; null when it is no function. */
  private @Nullable String functionName(Term term) {
    if (term instanceof Term.Var var) {
      return !scope.containsKey(var.name()) && Builtins.of(var.name()) != null ? var.name() : null;
    }
    if (!(term instanceof Term.Ref ref) || ref.startsAt(INPUT)) {
      return null;
    }
    String name = ref.dotted();
    if (ref.startsAt(DATA)) {
      return program.function(name) == null ? null : name;
    }
    return Builtins.of(name) == null ? null : name;
  }

  // Calls.

  private void call(Expression at, Expression.Invoke call, List<Step> steps) {
    String name = call.operator().dotted();
    List<Term> arguments = call.arguments();
    if ((name.equals("eq") || name.equals("assign")) && arguments.size() == 2) {
      unify(arguments.get(0), arguments.get(1), steps);
      return;
    }
    RuleGroup group = call.operator().startsAt(DATA) ? program.function(name) : null;
    Builtins.Declared declared = group == null ? Builtins.of(name) : null;
    if (group == null && declared == null) {
      throw unknown(name, at.position());
    }
    int arity =
        group != null
            ? group.rules.getFirst().rule().head().arguments().size()
            : declared == null || declared.type().variadic() != null
                ? arguments.size()
                : declared.type().arguments().size();
    Expr[] given = new Expr[Math.min(arity, arguments.size())];
    for (int i = 0; i < given.length; i++) {
      given[i] = isKnown(arguments.get(i)) ? expr(arguments.get(i)) : open(arguments.get(i), steps);
    }
    Term out = arguments.size() > arity ? arguments.get(arity) : null;
    if (group != null) {
      int slot = outSlot(out);
      steps.add(new Calls.OfFunction(group, name, given, slot, at));
      settle(out, slot, steps);
    } else if (declared != null) {
      builtin(declared, given, out, at, steps);
    }
  }

  private void builtin(
      Builtins.Declared declared,
      Expr[] given,
      @Nullable Term out,
      Expression at,
      List<Step> steps) {
    String name = declared.name();
    if (name.equals("walk")) {
      walk(given[0], out, steps);
      return;
    }
    if (out == null && name.equals("equal")) {
      steps.add(new Steps.Equal(given[0], given[1]));
      return;
    }
    if (out == null && Steps.Ordered.knows(name)) {
      steps.add(new Steps.Ordered(name, given[0], given[1]));
      return;
    }
    Builtin code = Calls.code(declared);
    if (code == null) {
      throw unknown(name, at.position());
    }
    int slot = outSlot(out);
    steps.add(new Calls.OfBuiltin(declared, code, given, slot, at));
    settle(out, slot, steps);
  }

  private void walk(Expr root, @Nullable Term out, List<Step> steps) {
    if (out instanceof Term.Array pair && pair.items().size() == 2) {
      int path = isIgnored(pair.items().get(0)) ? -1 : layout.fresh();
      int value = isIgnored(pair.items().get(1)) ? -1 : layout.fresh();
      steps.add(new Steps.Walk(root, path, value, -1));
      settleWalked(pair.items().get(0), path, steps);
      settleWalked(pair.items().get(1), value, steps);
      return;
    }
    int pair = layout.fresh();
    steps.add(new Steps.Walk(root, -1, -1, pair));
    if (out != null) {
      bind(out, new Expr.Slot(pair), steps);
    }
  }

  private void settleWalked(Term term, int slot, List<Step> steps) {
    if (slot >= 0) {
      bind(term, new Expr.Slot(slot), steps);
    }
  }

  /** The slot for a result: the variable's own where it is new; negative when none is asked. */
  private int outSlot(@Nullable Term out) {
    if (out == null) {
      return -1;
    }
    return layout.fresh();
  }

  private void settle(@Nullable Term out, int slot, List<Step> steps) {
    if (out != null) {
      bind(out, new Expr.Slot(slot), steps);
    }
  }

  private static RegoException unknown(String name, Position position) {
    return new RegoException(
        RegoException.INTERNAL,
        position,
        "there is no function " + name + " to evaluate",
        "Use another function");
  }

  // Unification, settled here as far as it can be.

  private void unify(Term left, Term right, List<Step> steps) {
    boolean leftKnown = isKnown(left);
    boolean rightKnown = isKnown(right);
    if (leftKnown && rightKnown) {
      steps.add(new Steps.Equal(expr(left), expr(right)));
    } else if (leftKnown) {
      bind(right, expr(left), steps);
    } else if (rightKnown) {
      bind(left, expr(right), steps);
    } else if (left instanceof Term.Ref) {
      bindOrUnify(right, open(left, steps), steps);
    } else if (right instanceof Term.Ref) {
      bindOrUnify(left, open(right, steps), steps);
    } else {
      both(left, right, steps);
    }
  }

  private void bindOrUnify(Term other, Expr value, List<Step> steps) {
    if (isKnown(other)) {
      steps.add(new Steps.Equal(value, expr(other)));
    } else {
      bind(other, value, steps);
    }
  }

  private record Pair(Term left, Term right) {}

  /** Two patterns: part by part, those first that one side is known of. */
  private void both(Term left, Term right, List<Step> steps) {
    List<Pair> open = new ArrayList<>();
    if (!pairs(left, right, open)) {
      steps.add(new Steps.Never());
      return;
    }
    while (!open.isEmpty()) {
      Pair chosen = open.getFirst();
      for (Pair pair : open) {
        if (isKnown(pair.left) || isKnown(pair.right)) {
          chosen = pair;
          break;
        }
      }
      open.remove(chosen);
      if (isOpen(chosen.left, chosen.right) || isOpen(chosen.right, chosen.left)) {
        throw new RegoException(
            RegoException.INTERNAL,
            chosen.left.position(),
            "neither " + chosen.left + " nor " + chosen.right + " has a value here",
            "Give one of them a value");
      }
      unify(chosen.left, chosen.right, steps);
    }
  }

  /** A new variable against something that has no value either and is not found by searching. */
  private boolean isOpen(Term variable, Term other) {
    return variable instanceof Term.Var var
        && isNew(var)
        && !isKnown(other)
        && !(other instanceof Term.Ref);
  }

  private static boolean pairs(Term left, Term right, List<Pair> into) {
    if (left instanceof Term.Array one && right instanceof Term.Array other) {
      if (one.items().size() != other.items().size()) {
        return false;
      }
      for (int i = 0; i < one.items().size(); i++) {
        if (!nested(one.items().get(i), other.items().get(i), into)) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof Term.ObjectTerm one && right instanceof Term.ObjectTerm other) {
      if (one.entries().size() != other.entries().size()) {
        return false;
      }
      for (Term.Entry entry : one.entries()) {
        Term.Entry match = null;
        for (Term.Entry candidate : other.entries()) {
          if (candidate.key().equals(entry.key())) {
            match = candidate;
          }
        }
        if (match == null || !nested(entry.value(), match.value(), into)) {
          return false;
        }
      }
      return true;
    }
    if (left instanceof Term.Var || right instanceof Term.Var) {
      into.add(new Pair(left, right));
      return true;
    }
    return false;
  }

  private static boolean nested(Term left, Term right, List<Pair> into) {
    boolean patterns =
        (left instanceof Term.Array && right instanceof Term.Array)
            || (left instanceof Term.ObjectTerm && right instanceof Term.ObjectTerm);
    if (patterns) {
      return pairs(left, right, into);
    }
    into.add(new Pair(left, right));
    return true;
  }

  /** Makes the term equal to the value, binding the variables in it that have none yet. */
  private void bind(Term term, Expr value, List<Step> steps) {
    if (isKnown(term)) {
      steps.add(new Steps.Equal(value, expr(term)));
      return;
    }
    switch (term) {
      case Term.Var var -> {
        if (value instanceof Expr.Slot slot) {
          alias(var, slot.slot);
        } else {
          steps.add(new Steps.Assign(declare(var), value));
        }
      }
      case Term.Array array -> {
        Expr whole = kept(value, steps);
        steps.add(new Steps.ArrayShape(whole, array.items().size()));
        for (int i = 0; i < array.items().size(); i++) {
          bind(array.items().get(i), element(whole, RegoNumber.of(i)), steps);
        }
      }
      case Term.ObjectTerm object -> {
        Expr whole = kept(value, steps);
        steps.add(new Steps.ObjectShape(whole, object.entries().size()));
        for (Term.Entry entry : object.entries()) {
          bind(entry.value(), new Expr.Element(whole, expr(entry.key())), steps);
        }
      }
      case Term.Ref ref -> {
        Expr whole = kept(value, steps);
        steps.add(new Steps.Equal(whole, open(ref, steps)));
      }
      default ->
          throw new RegoException(
              RegoException.INTERNAL,
              term.position(),
              term + " cannot be given a value",
              "Bind its variables first");
    }
  }

  private Expr kept(Expr value, List<Step> steps) {
    if (value instanceof Expr.Slot || value instanceof Expr.Constant) {
      return value;
    }
    int slot = layout.fresh();
    steps.add(new Steps.Assign(slot, value));
    return new Expr.Slot(slot);
  }

  private static Expr element(Expr base, RegoValue key) {
    return new Expr.Element(base, new Expr.Constant(key));
  }

  /** A slot for a variable that gets its value now. */
  private int declare(Term.Var var) {
    int slot = layout.fresh();
    alias(var, slot);
    return slot;
  }

  /** The variable is another name for what a slot holds. */
  private void alias(Term.Var var, int slot) {
    scope.put(var.name(), slot);
    layout.names.put(var.name(), slot);
  }

  // Terms.

  private boolean isNew(Term.Var var) {
    return !scope.containsKey(var.name()) && !var.name().equals(INPUT) && !var.name().equals(DATA);
  }

  private static boolean isIgnored(Term term) {
    return term instanceof Term.Var var && var.isWildcard();
  }

  /** Whether all variables of the term have values. */
  private boolean isKnown(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> true;
      case Term.Var var -> !isNew(var);
      case Term.Ref ref -> areKnown(ref.parts());
      case Term.Array array -> areKnown(array.items());
      case Term.SetTerm set -> areKnown(set.items());
      case Term.ObjectTerm object -> {
        for (Term.Entry entry : object.entries()) {
          if (!isKnown(entry.key()) || !isKnown(entry.value())) {
            yield false;
          }
        }
        yield true;
      }
      case Term.Call call -> areKnown(call.arguments());
      case Term.ArrayComprehension c -> true;
      case Term.SetComprehension c -> true;
      case Term.ObjectComprehension c -> true;
      case Term.Template template -> true;
    };
  }

  private boolean areKnown(List<Term> terms) {
    for (Term term : terms) {
      if (!isKnown(term)) {
        return false;
      }
    }
    return true;
  }

  private Expr[] exprs(List<Term> terms) {
    Expr[] all = new Expr[terms.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = expr(terms.get(i));
    }
    return all;
  }

  /** A term whose variables all have values. */
  private Expr expr(Term term) {
    return switch (term) {
      case Term.Scalar scalar -> new Expr.Constant(scalar.value());
      case Term.Var var -> variable(var);
      case Term.Ref ref -> reference(ref, null);
      case Term.Array array -> folded(new Expr.ArrayOf(exprs(array.items())));
      case Term.SetTerm set -> folded(new Expr.SetOf(exprs(set.items())));
      case Term.ObjectTerm object -> object(object);
      case Term.ArrayComprehension c -> collected(c.head(), c.body(), false);
      case Term.SetComprehension c -> collected(c.head(), c.body(), true);
      case Term.ObjectComprehension c -> mapped(c);
      case Term.Call call -> throw unsupported(term);
      case Term.Template template -> throw unsupported(term);
    };
  }

  private static RegoException unsupported(Term term) {
    return new RegoException(
        RegoException.INTERNAL,
        term.position(),
        term + " was not rewritten",
        "Report this with the policy");
  }

  private Expr variable(Term.Var var) {
    Integer slot = scope.get(var.name());
    if (slot == null) {
      if (var.name().equals(INPUT)) {
        return new Expr.Input();
      }
      if (var.name().equals(DATA)) {
        return new Expr.Extent(program.root());
      }
      throw new RegoException(
          RegoException.INTERNAL,
          var.position(),
          "the variable " + var.name() + " has no value here",
          "Give it a value");
    }
    return new Expr.Slot(slot);
  }

  /** Composite terms without variables are made once. */
  private static Expr folded(Expr composite) {
    RegoValue constant = composite.constant();
    return constant == null ? composite : new Expr.Constant(constant);
  }

  private Expr object(Term.ObjectTerm object) {
    Expr[] keys = new Expr[object.entries().size()];
    Expr[] values = new Expr[keys.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = expr(object.entries().get(i).key());
      values[i] = expr(object.entries().get(i).value());
    }
    return folded(new Expr.ObjectOf(keys, values));
  }

  private Expr collected(Term head, Body body, boolean distinct) {
    int sink = layout.sink();
    Map<String, Integer> outer = scope;
    boolean outerOrdered = ordered;
    scope = new HashMap<>(outer);
    ordered = !distinct && !(head instanceof Term.Scalar); // equal elements have no order
    List<Step> steps = new ArrayList<>();
    body(body, steps);
    Expr value = isKnown(head) ? expr(head) : open(head, steps);
    scope = outer;
    ordered = outerOrdered;
    return new Expr.Collected(
        link(steps, new Steps.Collect(sink, value, distinct)), sink, distinct);
  }

  private Expr mapped(Term.ObjectComprehension c) {
    int sink = layout.sink();
    Map<String, Integer> outer = scope;
    boolean outerOrdered = ordered;
    scope = new HashMap<>(outer);
    ordered = false;
    List<Step> steps = new ArrayList<>();
    body(c.body(), steps);
    Expr key = isKnown(c.key()) ? expr(c.key()) : open(c.key(), steps);
    Expr value = isKnown(c.value()) ? expr(c.value()) : open(c.value(), steps);
    scope = outer;
    ordered = outerOrdered;
    return new Expr.Mapped(link(steps, new Steps.CollectMember(sink, key, value)), sink);
  }

  // References.

  /** A reference with parts that are still to be found: adds the steps that find them. */
  private Expr open(Term term, List<Step> steps) {
    if (!(term instanceof Term.Ref ref)) {
      throw unsupported(term);
    }
    return reference(ref, steps);
  }

  /** steps is null when every part is known. */
  private Expr reference(Term.Ref ref, @Nullable List<Step> steps) {
    if (ref.startsAt(DATA) && !scope.containsKey(DATA)) {
      return document(ref, steps);
    }
    return follow(expr(ref.head()), ref, 1, steps, false);
  }

  /** What the parts from an index on lead to, starting at a value. */
  private Expr follow(
      Expr from, Term.Ref ref, int index, @Nullable List<Step> steps, boolean stored) {
    Expr here = from;
    for (int i = index; i < ref.size(); i++) {
      Term part = ref.part(i);
      if (steps == null || isKnown(part)) {
        here =
            part instanceof Term.Scalar(RegoString name, var at)
                ? new Expr.Member(here, name)
                : new Expr.Element(here, expr(part), stored);
      } else {
        here = iterate(here, part, steps);
      }
    }
    return here;
  }

  private Expr iterate(Expr collection, Term part, List<Step> steps) {
    int valueSlot = layout.fresh();
    if (part instanceof Term.Var var) {
      int keySlot = var.isWildcard() ? -1 : declare(var);
      steps.add(new Steps.Iterate(collection, keySlot, valueSlot, ordered));
    } else {
      int keySlot = layout.fresh();
      steps.add(new Steps.Iterate(collection, keySlot, valueSlot, ordered));
      bind(part, new Expr.Slot(keySlot), steps);
    }
    return new Expr.Slot(valueSlot);
  }

  private Expr document(Term.Ref ref, @Nullable List<Step> steps) {
    Program.Node node = program.root();
    int index = 1;
    while (index < ref.size() && ref.part(index) instanceof Term.Scalar scalar) {
      Program.Node child = node.child(scalar.value());
      if (child == null) {
        return base(ref, node, index, steps);
      }
      node = child;
      index++;
      if (node.group() != null) {
        return follow(new Expr.Document(node.group()), ref, index, steps, false);
      }
    }
    if (index == ref.size()) {
      return new Expr.Extent(node);
    }
    return wander(ref, node, index, steps);
  }

  private Expr base(Term.Ref ref, Program.Node node, int index, @Nullable List<Step> steps) {
    List<RegoValue> path = new ArrayList<>(node.path());
    int at = index;
    while (at < ref.size() && ref.part(at) instanceof Term.Scalar scalar) {
      path.add(scalar.value());
      at++;
    }
    return follow(new Expr.Loaded(List.copyOf(path)), ref, at, steps, true);
  }

  private Expr wander(Term.Ref ref, Program.Node node, int index, @Nullable List<Step> steps) {
    int count = ref.size() - index;
    @Nullable Expr[] keys = new Expr[count];
    int[] bind = new int[count];
    List<Runnable> later = new ArrayList<>();
    boolean allKnown = true;
    for (int i = 0; i < count; i++) {
      Term part = ref.part(index + i);
      if (steps == null || isKnown(part)) {
        keys[i] = expr(part);
      } else {
        allKnown = false;
        bind[i] = found(part, later, steps);
      }
    }
    if (steps == null || allKnown) {
      Expr[] rest = new Expr[count];
      for (int i = 0; i < count; i++) {
        rest[i] = expr(ref.part(index + i));
      }
      return new Expr.Wander(node, rest);
    }
    int valueSlot = layout.fresh();
    steps.add(new Steps.Roam(node, keys, bind, valueSlot));
    later.forEach(Runnable::run);
    return new Expr.Slot(valueSlot);
  }

  private int found(Term part, List<Runnable> later, List<Step> steps) {
    if (part instanceof Term.Var var) {
      return declare(var);
    }
    int slot = layout.fresh();
    later.add(() -> bind(part, new Expr.Slot(slot), steps));
    return slot;
  }
}
