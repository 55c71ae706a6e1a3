package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works out what each rule can be, in the order in which rules need each other, and finds
 * references, comparisons and calls that can never work.
 */
final class TypeChecker implements TypeScope.Closures {
  /** What is wrong, and whether it follows from a type that is unknown. */
  private record Fault(Position at, String text, String fix, boolean fromUnknown) {}

  /** A checked body. */
  private record Checked(TypeScope scope, List<Fault> faults) {}

  private final Compilation compilation;
  private final SchemaTypes schemas;
  private final TypeScope rules;
  private final Map<Body, Checked> closures = new IdentityHashMap<>();
  private final List<RegoProblem> problems = new ArrayList<>();

  TypeChecker(Compilation compilation, SchemaTypes schemas) {
    this.compilation = compilation;
    this.schemas = schemas;
    this.rules = new TypeScope(null, this);
    Type input = schemas.input();
    if (input != null) {
      rules.put(new Term.Ref(List.of(new Term.Var("input", nowhere())), nowhere()), input);
    }
  }

  private TypeChecker(Compilation compilation, SchemaTypes schemas, TypeScope rules) {
    this.compilation = compilation;
    this.schemas = schemas;
    this.rules = rules;
  }

  /** For one query against the types of the rules, which stay as they are. */
  TypeChecker forQuery(Compilation query) {
    return new TypeChecker(query, schemas, rules);
  }

  private static Position nowhere() {
    return new Position("", 1, 1);
  }

  /** All rules, each behind those that it needs. */
  List<RegoProblem> check(List<Slot> sorted, AnnotationSet annotations) {
    for (Slot slot : sorted) {
      for (Rule rule = slot.rule; rule != null; rule = rule.otherwise()) {
        check(slot, rule, annotations);
      }
      closures.clear();
    }
    problems.sort(Comparator.comparing(TypeChecker::place));
    return problems;
  }

  private static Position place(RegoProblem problem) {
    Position at = problem.position();
    return at == null ? nowhere() : at;
  }

  /** A query, after the rules. */
  List<RegoProblem> check(Body query) {
    problems.clear();
    Checked checked = checked(query, rules);
    checked.faults().forEach(this::problem);
    return List.copyOf(problems);
  }

  private void problem(Fault fault) {
    problem(fault.at(), fault.text(), fault.fix());
  }

  private void problem(Position at, String text, String fix) {
    problems.add(new RegoProblem(Compilation.TYPE, text, fix, at, null));
  }

  private void check(Slot slot, Rule rule, AnnotationSet annotations) {
    TypeScope own = rules.inner();
    for (Annotations.Schema schema : annotations.schemas(slot, rule)) {
      try {
        Type type = schemas.type(schema);
        if (type != null) {
          overlay(own, schema.path(), type);
        }
      } catch (SchemaTypes.Unusable e) {
        problem(rule.position(), String.valueOf(e.getMessage()), "Correct the schema.");
      }
    }
    Checked checked = checked(rule.body(), own);
    Term.Ref path = rule.path(slot.module.packagePath());
    if (!checked.faults().isEmpty()) {
      checked.faults().forEach(this::problem);
      rules.put(path, Type.ANY);
      return;
    }
    Type type = type(rule.head(), path, checked.scope());
    if (type != null) {
      rules.insert(path.groundPrefix(), Types.bounded(type));
    }
  }

  private @Nullable Type type(Rule.Head head, Term.Ref path, TypeScope scope) {
    Term value = head.value();
    if (value == null) {
      Type key = head.key() == null ? null : scope.type(head.key());
      return key == null ? null : nested(new Type.Set(key), path, scope);
    }
    if (!head.arguments().isEmpty()) {
      for (Term argument : head.arguments()) {
        unseen(argument, scope);
      }
      List<Type> arguments = head.arguments().stream().map(scope::known).toList();
      return new Type.Function(arguments, null, scope.known(value));
    }
    return nested(scope.type(value), path, scope);
  }

  /** Objects within each other, one for each part of the path from its first variable on. */
  private static @Nullable Type nested(@Nullable Type inner, Term.Ref path, TypeScope scope) {
    Type type = inner;
    Term.Ref ground = path.groundPrefix();
    for (int i = path.size() - 1; i >= ground.size() && type != null; i--) {
      Type key = scope.type(path.part(i));
      type = key == null ? null : new Type.Obj(List.of(), key, type);
    }
    return type;
  }

  private static void unseen(Term argument, TypeScope scope) {
    new Looking() {
      @Override
      void term(Term term) {
        if (term instanceof Term.Var && scope.type(term) == null) {
          scope.put(term, Type.ANY);
        }
        super.term(term);
      }
    }.term(argument);
  }

  /** Puts a declared type over what is known at and above the path. */
  private static void overlay(TypeScope scope, Term.Ref path, Type type) {
    for (int size = 1; size < path.size(); size++) {
      Term.Ref prefix = path.prefix(size);
      Type known = scope.reference(prefix);
      if (known != null) {
        scope.put(prefix, overlaid(known, path.parts().subList(size, path.size()), type));
        return;
      }
    }
    scope.put(path, type);
  }

  private static Type overlaid(Type known, List<Term> path, Type type) {
    RegoValue key = Constants.value(path.getFirst());
    if (key == null) {
      return known;
    }
    List<Type.Member> members = new ArrayList<>();
    Type.Obj object = known instanceof Type.Obj obj ? obj : null;
    Type before = null;
    if (object != null) {
      for (Type.Member member : object.members()) {
        if (member.key().equals(key)) {
          before = member.value();
        } else {
          members.add(member);
        }
      }
    }
    Type value =
        path.size() == 1
            ? type
            : overlaid(before == null ? Type.ANY : before, path.subList(1, path.size()), type);
    members.add(new Type.Member(key, value));
    return object == null
        ? new Type.Obj(members, Type.ANY, Type.ANY)
        : new Type.Obj(members, object.keys(), object.values());
  }

  // bodies

  private Checked checked(Body body, TypeScope around) {
    TypeScope scope = around.inner();
    List<Fault> faults = new ArrayList<>();
    for (Expression expression : body.expressions()) {
      List<Fault> inClosures = closures(expression, scope);
      faults.addAll(inClosures);
      List<Fault> inReferences = new ArrayList<>();
      new References(scope, inReferences).expression(expression);
      faults.addAll(inReferences);
      Fault own = check(expression, scope);
      boolean follows =
          own != null && own.fromUnknown() && (!inClosures.isEmpty() || !inReferences.isEmpty());
      if (own != null && !follows) {
        faults.add(own);
      }
    }
    return new Checked(scope, faults);
  }

  private List<Fault> closures(Expression expression, TypeScope scope) {
    List<Fault> faults = new ArrayList<>();
    new Looking() {
      @Override
      void comprehension(List<Term> heads, Body body) {
        faults.addAll(closure(body, scope).faults());
      }
    }.expression(expression);
    return faults;
  }

  /** Bodies inside of bodies are checked once, or deep nests would take forever. */
  private Checked closure(Body body, TypeScope scope) {
    Checked known = closures.get(body);
    if (known == null) {
      known = checked(body, scope);
      closures.put(body, known);
    }
    return known;
  }

  @Override
  public @Nullable Type type(Term comprehension, TypeScope scope) {
    return switch (comprehension) {
      case Term.ArrayComprehension c -> {
        Checked checked = closure(c.body(), scope);
        yield checked.faults().isEmpty()
            ? new Type.Array(List.of(), checked.scope().known(c.head()))
            : null;
      }
      case Term.SetComprehension c -> {
        Checked checked = closure(c.body(), scope);
        yield checked.faults().isEmpty() ? new Type.Set(checked.scope().known(c.head())) : null;
      }
      case Term.ObjectComprehension c -> {
        Checked checked = closure(c.body(), scope);
        yield checked.faults().isEmpty()
            ? new Type.Obj(
                List.of(), checked.scope().known(c.key()), checked.scope().known(c.value()))
            : null;
      }
      default -> null;
    };
  }

  // expressions

  private @Nullable Fault check(Expression expression, TypeScope scope) {
    for (Expression.With with : expression.withs()) {
      Type.Function replaced = function(with.target(), scope);
      Type.Function by = function(with.value(), scope);
      if (replaced != null && by != null && !Types.fit(replaced, by)) {
        return new Fault(
            with.position(),
            with.value() + " does not take what " + with.target() + " takes",
            "Give both the same arguments.",
            false);
      }
    }
    if (!(expression.content() instanceof Expression.Invoke call)) {
      return null;
    }
    return call.calls("eq") ? equality(expression, call, scope) : call(expression, call, scope);
  }

  private static Type.@Nullable Function function(Term term, TypeScope scope) {
    if (!(term instanceof Term.Ref ref)) {
      return null;
    }
    Builtins.Declared builtin = ref.startsAt("data") ? null : Builtins.of(ref.dotted());
    if (builtin != null) {
      return builtin.type();
    }
    return scope.reference(ref) instanceof Type.Function function ? function : null;
  }

  private @Nullable Fault equality(Expression expression, Expression.Invoke call, TypeScope scope) {
    if (call.arguments().size() != 2) {
      return wrongArguments(expression, call, scope, "takes 2 arguments");
    }
    Term a = call.arguments().getFirst();
    Term b = call.arguments().getLast();
    Type left = scope.type(a);
    Type right = scope.type(b);
    if (unify(scope, a, left, b, right)) {
      return null;
    }
    return new Fault(
        expression.position(),
        "the two sides can never be equal: " + Types.text(left) + " and " + Types.text(right),
        "Compare values of one type.",
        Types.isUnknown(left) || Types.isUnknown(right));
  }

  private @Nullable Fault call(Expression expression, Expression.Invoke call, TypeScope scope) {
    Type.Function function = function(call.operator(), scope);
    if (function == null) {
      return scope.reference(call.operator()) instanceof Type.Any
          ? null
          : new Fault(
              expression.position(),
              "there is no function " + compilation.written(call.operator()),
              "Define it, or correct the name.",
              false);
    }
    List<Type> wanted = new ArrayList<>(function.arguments());
    if (function.result() != null) {
      wanted.add(function.result());
    }
    int given = call.arguments().size();
    if (given > wanted.size() && function.variadic() == null
        || given < function.arguments().size()) {
      return wrongArguments(
          expression, call, scope, "takes " + function.arguments().size() + " arguments");
    }
    for (int i = 0; i < given; i++) {
      Type type = i < wanted.size() ? wanted.get(i) : function.variadic();
      if (type != null && !unify(scope, call.arguments().get(i), type, false)) {
        Type have = scope.type(call.arguments().get(i));
        return wrongArguments(
            expression,
            call,
            scope,
            i < function.arguments().size()
                ? "takes "
                    + Types.text(type)
                    + " as argument "
                    + (i + 1)
                    + ", not "
                    + Types.text(have)
                : "gives " + Types.text(type) + ", not " + Types.text(have));
      }
    }
    return null;
  }

  private Fault wrongArguments(
      Expression expression, Expression.Invoke call, TypeScope scope, String why) {
    boolean unknown =
        call.arguments().stream().anyMatch(argument -> Types.isUnknown(scope.type(argument)));
    return new Fault(
        expression.position(),
        compilation.written(call.operator()) + " " + why,
        "Correct the arguments.",
        unknown);
  }

  private boolean unify(
      TypeScope scope, Term a, @Nullable Type left, Term b, @Nullable Type right) {
    boolean unknownA = Types.isUnknown(left);
    boolean unknownB = Types.isUnknown(right);
    if (unknownA && !unknownB && right != null) {
      return unify(scope, a, right, false);
    }
    if (unknownB && !unknownA && left != null) {
      return unify(scope, b, left, false);
    }
    if (!unknownA) {
      return Types.fit(left, right);
    }
    return switch (a) {
      case Term.Array array -> arrays(scope, array, b);
      case Term.ObjectTerm object -> objects(scope, object, b);
      case Term.Var var ->
          switch (b) {
            case Term.Var other -> both(scope, var, other);
            case Term.Array array -> arrays(scope, array, var);
            case Term.ObjectTerm object -> objects(scope, object, var);
            default -> false;
          };
      default -> false;
    };
  }

  private boolean both(TypeScope scope, Term a, Term b) {
    return unify(scope, a, Type.ANY, false) && unify(scope, b, scope.known(a), false);
  }

  private boolean arrays(TypeScope scope, Term.Array a, Term b) {
    if (b instanceof Term.Var) {
      return both(scope, a, b);
    }
    if (!(b instanceof Term.Array other) || a.items().size() != other.items().size()) {
      return false;
    }
    for (int i = 0; i < a.items().size(); i++) {
      Term x = a.items().get(i);
      Term y = other.items().get(i);
      if (!unify(scope, x, scope.type(x), y, scope.type(y))) {
        return false;
      }
    }
    return true;
  }

  private boolean objects(TypeScope scope, Term.ObjectTerm a, Term b) {
    if (b instanceof Term.Var) {
      return both(scope, a, b);
    }
    if (!(b instanceof Term.ObjectTerm other) || a.entries().size() != other.entries().size()) {
      return false;
    }
    for (Term.Entry entry : a.entries()) {
      Term y = null;
      for (Term.Entry candidate : other.entries()) {
        y = candidate.key().equals(entry.key()) ? candidate.value() : y;
      }
      if (y == null || !unify(scope, entry.value(), scope.type(entry.value()), y, scope.type(y))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the term can have the type; gives it to variables without one, or adds it to them. */
  private boolean unify(TypeScope scope, Term term, Type type, boolean adding) {
    return switch (term) {
      case Term.Array array when type instanceof Type.Array wanted ->
          items(scope, array, wanted, adding);
      case Term.ObjectTerm object when type instanceof Type.Obj wanted ->
          members(scope, object, wanted, adding);
      case Term.SetTerm set when type instanceof Type.Set wanted -> {
        boolean all = true;
        for (Term item : set.items()) {
          all = all && unify(scope, item, wanted.element(), adding);
        }
        yield all;
      }
      case Term.Array array -> composite(scope, array, array.items(), type);
      case Term.SetTerm set -> composite(scope, set, set.items(), type);
      case Term.ObjectTerm object -> {
        List<Term> parts = new ArrayList<>();
        object.entries().forEach(entry -> parts.addAll(List.of(entry.key(), entry.value())));
        yield composite(scope, object, parts, type);
      }
      case Term.Var var -> {
        Type known = scope.type(var);
        if (adding) {
          scope.put(var, Types.or(known, type));
          yield true;
        }
        if (known != null) {
          yield Types.fit(known, type);
        }
        scope.put(var, type);
        yield true;
      }
      default -> Types.fit(scope.type(term), type);
    };
  }

  private boolean composite(TypeScope scope, Term term, List<Term> parts, Type type) {
    if (type instanceof Type.Any) {
      parts.forEach(part -> unify(scope, part, Type.ANY, true));
      return true;
    }
    boolean any = false;
    if (type instanceof Type.Or or) {
      for (Type each : or.types()) {
        any = unify(scope, term, each, true) || any;
      }
    }
    return any;
  }

  private boolean items(TypeScope scope, Term.Array array, Type.Array wanted, boolean adding) {
    int size = array.items().size();
    if (size != wanted.prefix().size() && wanted.rest() == null) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      Type type = i < wanted.prefix().size() ? wanted.prefix().get(i) : wanted.rest();
      if (type == null || !unify(scope, array.items().get(i), type, adding)) {
        return false;
      }
    }
    return true;
  }

  private boolean members(
      TypeScope scope, Term.ObjectTerm object, Type.Obj wanted, boolean adding) {
    if (object.entries().size() != wanted.members().size() && wanted.values() == null) {
      return false;
    }
    for (Term.Entry entry : object.entries()) {
      RegoValue key = Constants.value(entry.key());
      Type type = key == null ? Type.ANY : Types.at(wanted, key);
      boolean fits = type != null && unify(scope, entry.value(), type, adding);
      if (key != null && !fits) {
        return false;
      }
    }
    return true;
  }

  // references

  /** Checks each reference against the types that it goes through. */
  private final class References extends Looking {
    private final TypeScope scope;
    private final List<Fault> faults;

    References(TypeScope scope, List<Fault> faults) {
      this.scope = scope;
      this.faults = faults;
    }

    @Override
    void comprehension(List<Term> heads, Body body) {
      // has its own check
    }

    @Override
    void expression(Expression expression) {
      switch (expression.content()) {
        case Expression.Invoke call -> terms(call.arguments());
        case Expression.Plain plain -> term(plain.term());
        // as OPA: bodies inside are looked at for references only
        default -> content(expression.content());
      }
    }

    @Override
    void term(Term term) {
      if (term instanceof Term.Ref ref) {
        if (scope.reference(ref) instanceof Type.Function) {
          faults.add(
              new Fault(
                  ref.head().position(),
                  "the function " + shown(ref) + " is used as a value, not called",
                  "Call it with arguments.",
                  false));
          return;
        }
        Fault fault = walk(scope, scope.tree, ref, 0);
        if (fault != null) {
          faults.add(fault);
        }
      }
      super.term(term);
    }

    private String shown(Term.Ref ref) {
      return compilation.written(ref);
    }

    private Fault missing(Term.Ref ref, int index, @Nullable Type in) {
      String has =
          in instanceof Type.Obj object && !object.members().isEmpty()
              ? "There is: "
                  + String.join(
                      ", ",
                      object.members().stream().map(m -> m.key().toString()).limit(10).toList())
                  + "."
              : "Correct the path.";
      return new Fault(
          ref.head().position(),
          "nothing can be at "
              + shown(ref)
              + ": "
              + shown(ref.prefix(index))
              + " is "
              + Types.text(in),
          has,
          false);
    }

    private @Nullable Fault walk(TypeScope at, TypeScope.Node node, Term.Ref ref, int index) {
      if (index == ref.size()) {
        return null;
      }
      Term part = ref.part(index);
      boolean name =
          part instanceof Term.Var
              || part instanceof Term.Scalar scalar && scalar.value() instanceof RegoString;
      if ((index == 1 || index == 2) && !name) {
        return missing(ref, index, TypeScope.extent(node));
      }
      if (part instanceof Term.Var && index != 0) {
        Type keys = Types.keys(TypeScope.extent(node));
        Type known = scope.type(part);
        if (known == null) {
          scope.put(part, keys);
        } else if (!Types.fit(keys, known)) {
          return missing(ref, index, TypeScope.extent(node));
        }
      }
      TypeScope.Node child = node.child(part);
      if (child != null) {
        return child.type != null
            ? leaf(child.type, ref, index + 1)
            : walk(at, child, ref, index + 1);
      }
      if (at.wider != null) {
        return walk(at.wider, at.wider.tree, ref, 0);
      }
      if (!TypeScope.isRoot(ref)) {
        return leaf(Type.ANY, ref, 0);
      }
      // a document that nobody declared: what is behind can be anything, whatever rules beside it
      // are (OPA up to 1.14 took the types of those)
      return leaf(Type.ANY, ref, Math.max(1, index));
    }

    private @Nullable Fault leaf(@Nullable Type type, Term.Ref ref, int index) {
      if (index == ref.size()) {
        return null;
      }
      Term part = ref.part(index);
      Type keys = Types.keys(type);
      if (keys == null) {
        return missing(ref, index, type);
      }
      switch (part) {
        case Term.Var var -> {
          Type known = scope.type(var);
          if (known == null) {
            scope.put(var, keys);
          } else if (!Types.fit(known, keys)) {
            return missing(ref, index, type);
          }
        }
        case Term.Scalar scalar -> {
          Type child = Types.at(type, scalar.value());
          return child == null ? missing(ref, index, type) : leaf(child, ref, index + 1);
        }
        case Term.Ref inner -> {
          Type known = scope.reference(inner);
          if (known != null && !Types.fit(known, keys)) {
            return missing(ref, index, type);
          }
        }
        default -> {
          if (!unify(scope, part, keys, false)) {
            return missing(ref, index, type);
          }
        }
      }
      return leaf(Types.values(type), ref, index + 1);
    }
  }
}
