package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives declared variables and arguments names of their own, turns {@code :=} into {@code =} and
 * takes {@code some} away. On the way it finds variables that are declared twice, used before their
 * declaration, or never used.
 */
final class LocalRenamer extends Rewriting {
  private enum Occurrence {
    ARGUMENT,
    SEEN,
    ASSIGNED,
    DECLARED
  }

  /** One body's variables. */
  private static final class Scope {
    final Map<String, String> made = new LinkedHashMap<>();
    final Map<String, Occurrence> occurrences = new HashMap<>();
    final Map<String, Integer> counts = new HashMap<>();

    Scope copy() {
      Scope copy = new Scope();
      copy.made.putAll(made);
      copy.occurrences.putAll(occurrences);
      copy.counts.putAll(counts);
      return copy;
    }
  }

  private final Compilation.Names names;
  private final Map<String, String> written;
  private final boolean strict;
  private final Compilation compilation;
  private Deque<Scope> scopes = new ArrayDeque<>();
  private int faults;

  LocalRenamer(
      Compilation compilation,
      Compilation.Names names,
      Map<String, String> written,
      boolean strict) {
    this.compilation = compilation;
    this.names = names;
    this.written = written;
    this.strict = strict;
  }

  /** A rule with everything behind {@code else}. */
  @Override
  Rule rule(Rule rule) {
    scopes = new ArrayDeque<>();
    scopes.push(new Scope());
    Set<String> unusedArguments =
        strict
            ? new LinkedHashSet<>(
                new Variables(Variables.NOTHING).add(rule.head().arguments()).names())
            : new LinkedHashSet<>();
    List<Term> arguments = new ArrayList<>();
    for (Term argument : rule.head().arguments()) {
      arguments.add(argument(argument));
    }
    Rule renamedArguments =
        rule.with(
            rule.head()
                .with(rule.head().reference(), arguments, rule.head().key(), rule.head().value()),
            rule.body(),
            rule.otherwise());
    Rule renamed = each(renamedArguments, scopes.element().copy(), unusedArguments);
    for (String unused : unusedArguments) {
      if (!unused.startsWith("$")) {
        fault(rule.head().position(), "the argument " + unused + " is not used", "Write _ for it.");
      }
    }
    return renamed;
  }

  private Rule each(Rule rule, Scope arguments, Set<String> unused) {
    scopes = new ArrayDeque<>();
    scopes.push(arguments.copy());
    Rule renamed = one(rule, unused);
    unused.removeIf(argument -> count(argument) > 1);
    Rule next = rule.otherwise();
    return next == null
        ? renamed
        : renamed.with(renamed.head(), renamed.body(), each(next, arguments, unused));
  }

  private Rule one(Rule rule, Set<String> unusedArguments) {
    Rule.Head head = closuresInHead(rule.head());
    Variables used = new Variables(Variables.NOTHING);
    used.add(head.reference().parts().subList(1, head.reference().size()));
    if (head.key() != null) {
      used.add(head.key());
    }
    if (head.value() != null) {
      Set<String> inValue = Variables.in(head.value(), Variables.NOTHING);
      used.add(head.value());
      unusedArguments.removeAll(inValue);
    }
    Body body = declaring(rule.body(), used.names());
    Map<String, String> made = Map.copyOf(scopes.element().made);
    return rule.with(renamedHead(head, made), body, rule.otherwise());
  }

  /** Comprehensions in a head have scopes of their own. */
  private Rule.Head closuresInHead(Rule.Head head) {
    Deque<Scope> before = scopes;
    Rewriting closures =
        new Rewriting() {
          @Override
          Term term(Term term) {
            return switch (term) {
              case Term.ArrayComprehension c -> inNewScope(c);
              case Term.SetComprehension c -> inNewScope(c);
              case Term.ObjectComprehension c -> inNewScope(c);
              case Term.Template c -> inNewScope(c);
              default -> super.term(term);
            };
          }

          private Term inNewScope(Term closure) {
            scopes = new ArrayDeque<>();
            scopes.push(new Scope());
            return LocalRenamer.this.term(closure);
          }
        };
    Rule.Head renamed = closures.head(head);
    scopes = before;
    return renamed;
  }

  private static Rule.Head renamedHead(Rule.Head head, Map<String, String> made) {
    return new Rewriting() {
      @Override
      Term term(Term term) {
        return term instanceof Term.Var(String name, Position at)
            ? new Term.Var(made.getOrDefault(name, name), at)
            : super.term(term);
      }
    }.head(head);
  }

  /** A query. */
  Body query(Body body) {
    scopes = new ArrayDeque<>();
    scopes.push(new Scope());
    return declaring(body, Set.of());
  }

  private Term argument(Term argument) {
    return switch (argument) {
      case Term.Var var -> {
        Scope scope = scopes.element();
        String made = scope.made.get(var.name());
        if (made == null) {
          made = names.fresh();
          insert(var.name(), made, Occurrence.ARGUMENT);
        } else {
          seen(var.name());
        }
        yield new Term.Var(made, var.position());
      }
      case Term.Array array ->
          new Term.Array(array.items().stream().map(this::argument).toList(), array.position());
      case Term.ObjectTerm object ->
          new Term.ObjectTerm(
              object.entries().stream()
                  .map(entry -> new Term.Entry(entry.key(), argument(entry.value())))
                  .toList(),
              object.position());
      case Term.Ref ref ->
          new Term.Ref(ref.parts().stream().map(this::argument).toList(), ref.position());
      case Term.Call call -> {
        fault(call.position(), "an argument cannot be a call", "Compare it in the body.");
        yield call;
      }
      default -> argument;
    };
  }

  // bodies

  private Body declaring(Body body, Set<String> usedOutside) {
    int faultsBefore = faults;
    List<Expression> changed = new ArrayList<>();
    for (Expression expression : body.expressions()) {
      Expression renamed = statement(expression);
      if (renamed != null) {
        changed.add(renamed);
      }
    }
    if (changed.isEmpty()) {
      changed.add(Expression.of(new Term.Scalar(RegoBoolean.TRUE, body.position())));
    }
    Body renamed = new Body(changed, body.position());
    if (faults == faultsBefore && strict) {
      unusedAssigned(renamed, usedOutside);
    }
    if (faults == faultsBefore) {
      unusedDeclared(body, renamed, usedOutside);
    }
    return renamed;
  }

  private @Nullable Expression statement(Expression expression) {
    return switch (expression.content()) {
      case Expression.Invoke call when call.calls("assign") -> assignment(expression, call);
      case Expression.Some some -> some(expression, some);
      default -> expression(expression);
    };
  }

  @Override
  Expression expression(Expression expression) {
    if (expression.content() instanceof Expression.Every every) {
      return every(expression, every);
    }
    return super.expression(expression);
  }

  @Override
  Expression.Content content(Expression.Content content) {
    return switch (content) {
      case Expression.Not not ->
          new Expression.Not(
              operand(not.body(), not.explicit(), "'not'"), not.explicit(), not.position());
      case Expression.And and ->
          and.with(
              operand(and.left(), and.leftInBraces(), "'and'"),
              operand(and.right(), and.rightInBraces(), "'and'"));
      case Expression.Or or ->
          or.with(
              operand(or.left(), or.leftInBraces(), "'or'"),
              operand(or.right(), or.rightInBraces(), "'or'"));
      default -> super.content(content);
    };
  }

  /** Only bodies in braces may declare; an operand without braces has one expression. */
  private Body operand(Body body, boolean explicit, String what) {
    if (!explicit) {
      for (Expression expression : body.expressions()) {
        if (Compilation.isAssignment(expression)) {
          fault(
              expression.position(),
              "nothing can be assigned in a condition of " + what,
              "Write it in braces.");
          return body;
        }
      }
      return super.body(body);
    }
    scopes.push(new Scope());
    Body renamed = declaring(body, Set.of());
    scopes.pop();
    return renamed;
  }

  @Override
  List<Expression.With> withs(List<Expression.With> withs) {
    List<Expression.With> changed = new ArrayList<>();
    for (Expression.With with : withs) {
      changed.add(new Expression.With(target(with.target()), term(with.value()), with.position()));
    }
    return changed;
  }

  /** {@code with input} means the document, even where a variable is called input. */
  private Term target(Term target) {
    Term renamed = term(target);
    String shadow = made("input");
    if (shadow != null && target instanceof Term.Ref ref && ref.startsAt("input")) {
      if (renamed instanceof Term.Ref changed && changed.startsAt(shadow)) {
        List<Term> parts = new ArrayList<>(changed.parts());
        parts.set(0, ref.head());
        return new Term.Ref(parts, ref.position());
      }
      return renamed instanceof Term.Var ? ref : renamed;
    }
    return renamed;
  }

  // declarations

  private Expression assignment(Expression expression, Expression.Invoke call) {
    if (expression.negated()) {
      fault(
          expression.position(),
          "nothing can be assigned in a negated condition",
          "Assign first, negate a condition on it.");
      return expression;
    }
    if (call.arguments().size() != 2) {
      return expression;
    }
    int faultsBefore = faults;
    Term value = term(call.arguments().getLast());
    List<Expression.With> withs = new ArrayList<>();
    for (Expression.With with : expression.withs()) {
      withs.add(new Expression.With(target(with.target()), term(with.value()), with.position()));
    }
    Term target = assigned(call.arguments().getFirst());
    if (faults > faultsBefore) {
      return expression;
    }
    Position at = call.operator().position();
    Term.Ref eq = new Term.Ref(List.of(new Term.Var("eq", at)), at);
    return expression.with(new Expression.Invoke(eq, List.of(target, value))).withs(withs);
  }

  private Term assigned(Term target) {
    switch (target) {
      case Term.Var var -> {
        return declare(var.name(), Occurrence.ASSIGNED, var.position(), var);
      }
      case Term.Array array -> {
        return new Term.Array(
            array.items().stream().map(this::assigned).toList(), array.position());
      }
      case Term.ObjectTerm object -> {
        return new Term.ObjectTerm(
            object.entries().stream()
                .map(entry -> new Term.Entry(entry.key(), assigned(entry.value())))
                .toList(),
            object.position());
      }
      case Term.Ref ref when ref.size() == 1 && ref.head() instanceof Term.Var root -> {
        return declare(root.name(), Occurrence.ASSIGNED, ref.position(), ref);
      }
      default -> {
        fault(
            target.position(),
            "nothing can be assigned to " + TermParser.kind(target),
            "Write a variable, or == to compare.");
        return target;
      }
    }
  }

  private Term declare(String name, Occurrence how, Position at, Term otherwise) {
    String made = declare(name, how, at);
    return made == null ? otherwise : new Term.Var(made, at);
  }

  /** The made name; null when the variable was there before. */
  private @Nullable String declare(String name, Occurrence how, Position at) {
    Occurrence before = scopes.element().occurrences.get(name);
    if (before != null) {
      String why =
          switch (before) {
            case SEEN -> "is used above";
            case ASSIGNED -> "is assigned above";
            case DECLARED -> "is declared above";
            case ARGUMENT -> "is an argument";
          };
      fault(at, "the variable " + shown(name) + " " + why, "Use another name.");
      return null;
    }
    String made = names.fresh();
    insert(name, made, how);
    return made;
  }

  private static String shown(String name) {
    return name.startsWith("$") ? "_" : name;
  }

  private @Nullable Expression some(Expression expression, Expression.Some some) {
    if (!(some.symbols().getFirst() instanceof Term.Call call)) {
      for (Term symbol : some.symbols()) {
        if (symbol instanceof Term.Var var
            && declare(var.name(), Occurrence.DECLARED, some.position()) == null) {
          return null;
        }
      }
      return null;
    }
    List<Term> arguments = call.arguments();
    Term domain = arguments.getLast();
    Term key = arguments.size() == 3 ? arguments.getFirst() : names.variable(some.position());
    Term value = arguments.get(arguments.size() - 2);
    List<Term> parts = new ArrayList<>();
    if (domain instanceof Term.Ref ref) {
      parts.addAll(ref.parts());
    } else {
      parts.add(domain);
    }
    parts.add(key);
    Set<String> bound = new Variables(Variables.BOUND).add(key).add(value).names();
    Set<String> inDomain = Variables.in(domain, Set.of(Variables.Skip.CLOSURES));
    for (String name : bound) {
      if (inDomain.contains(name) && !name.startsWith("$")) {
        fault(
            some.position(),
            "the variable " + name + " stands on both sides of 'in'",
            "Use another name.");
        return null;
      }
    }
    Term right = new Term.Ref(parts, domain.position());
    Expression equality =
        Compilation.Names.equals(value, right).at(expression.position()).withs(expression.withs());
    equality =
        new Expression(equality.content(), false, equality.withs(), false, expression.position());
    Set<String> safe = new HashSet<>(Variables.in(domain, Variables.NOTHING));
    for (String output : new TreeSet<>(new Outputs(ref -> -1).ofEquality(equality, safe))) {
      if (declare(output, Occurrence.DECLARED, some.position()) == null) {
        return null;
      }
    }
    return expression(equality);
  }

  private Expression every(Expression expression, Expression.Every every) {
    Term domain = term(every.domain());
    scopes.push(new Scope());
    Term key = every.key();
    key = key == null ? names.variable(every.position()) : ownVariable(key);
    Term value = ownVariable(every.value());
    Body body = declaring(every.body(), Set.of());
    List<Expression.With> withs = withs(expression.withs());
    scopes.pop();
    return expression
        .with(new Expression.Every(key, value, domain, body, every.position()))
        .withs(withs);
  }

  private Term ownVariable(Term variable) {
    return variable instanceof Term.Var var && !var.isWildcard()
        ? declare(var.name(), Occurrence.DECLARED, var.position(), var)
        : variable;
  }

  // terms

  @Override
  Term term(Term term) {
    switch (term) {
      case Term.Var var -> {
        String made = made(var.name());
        if (made != null) {
          seen(var.name());
          return new Term.Var(made, var.position());
        }
        if (!scopes.element().occurrences.containsKey(var.name())) {
          insert(var.name(), var.name(), Occurrence.SEEN);
        }
        return var;
      }
      case Term.Ref ref when isRoot(ref) -> {
        String name = ref.head() instanceof Term.Var root ? root.name() : "";
        Occurrence how = occurrence(name);
        String made = how == null || how == Occurrence.SEEN ? null : made(name);
        return made == null ? ref : new Term.Var(made, ref.position());
      }
      case Term.Call call -> {
        for (String name : Variables.in(call.operator(), Variables.NOTHING)) {
          String made = made(name);
          if (made != null && !made.equals(name)) {
            fault(
                call.position(),
                "the function " + call.operator() + " is hidden by a variable",
                "Rename the variable.");
          }
        }
        return super.term(call);
      }
      case Term.ArrayComprehension c -> {
        Set<String> used = Variables.in(c.head(), Variables.NOTHING);
        scopes.push(new Scope());
        Body body = declaring(c.body(), used);
        Term head = term(c.head());
        scopes.pop();
        return new Term.ArrayComprehension(head, body, c.position());
      }
      case Term.SetComprehension c -> {
        Set<String> used = Variables.in(c.head(), Variables.NOTHING);
        scopes.push(new Scope());
        Body body = declaring(c.body(), used);
        Term head = term(c.head());
        scopes.pop();
        return new Term.SetComprehension(head, body, c.position());
      }
      case Term.ObjectComprehension c -> {
        Set<String> used = new Variables(Variables.NOTHING).add(c.key()).add(c.value()).names();
        scopes.push(new Scope());
        Body body = declaring(c.body(), used);
        Term key = term(c.key());
        Term value = term(c.value());
        scopes.pop();
        return new Term.ObjectComprehension(key, value, body, c.position());
      }
      default -> {
        return super.term(term);
      }
    }
  }

  private static boolean isRoot(Term.Ref ref) {
    return ref.size() == 1 && (ref.startsAt("input") || ref.startsAt("data"));
  }

  // scopes, the innermost first

  private void insert(String name, String made, Occurrence how) {
    Scope scope = scopes.element();
    scope.made.put(name, made);
    scope.occurrences.put(name, how);
    scope.counts.put(name, 1);
    if (!name.equals(made)) {
      written.put(made, name);
    }
  }

  private @Nullable String made(String name) {
    for (Scope scope : scopes) {
      String made = scope.made.get(name);
      if (made != null) {
        return made;
      }
    }
    return null;
  }

  private @Nullable Occurrence occurrence(String name) {
    for (Scope scope : scopes) {
      Occurrence how = scope.occurrences.get(name);
      if (how != null) {
        return how;
      }
    }
    return null;
  }

  private void seen(String name) {
    for (Scope scope : scopes) {
      if (scope.counts.containsKey(name)) {
        scope.counts.merge(name, 1, Integer::sum);
        return;
      }
    }
    scopes.element().counts.put(name, 1);
  }

  private int count(String name) {
    for (Scope scope : scopes) {
      Integer count = scope.counts.get(name);
      if (count != null) {
        return count;
      }
    }
    return 0;
  }

  // what is never used

  private void unusedAssigned(Body renamed, Set<String> usedOutside) {
    Scope scope = scopes.element();
    Set<String> used = madeNames(usedOutside);
    for (Map.Entry<String, Occurrence> entry : sorted(scope)) {
      String name = entry.getKey();
      String made = scope.made.getOrDefault(name, name);
      if (entry.getValue() == Occurrence.ASSIGNED
          && !name.startsWith("$")
          && count(name) <= 1
          && !used.contains(made)) {
        fault(
            placeOf(renamed, made),
            "the variable " + name + " is assigned and never used",
            "Take it away, or assign to _.");
      }
    }
  }

  private void unusedDeclared(Body before, Body renamed, Set<String> usedOutside) {
    Scope scope = scopes.element();
    Set<String> used = new HashSet<>(madeNames(usedOutside));
    used.addAll(Variables.in(renamed, Variables.NOTHING));
    used.addAll(usedOutside);
    for (Map.Entry<String, Occurrence> entry : sorted(scope)) {
      String name = entry.getKey();
      String made = scope.made.getOrDefault(name, name);
      if (entry.getValue() == Occurrence.DECLARED
          && !name.startsWith("__local")
          && !used.contains(made)) {
        Position at = before.expressions().getFirst().position();
        for (Expression expression : before.expressions()) {
          if (Declared.in(expression).contains(name)) {
            at = expression.position();
            break;
          }
        }
        fault(at, "the variable " + shown(name) + " is declared and never used", "Take it away.");
      }
    }
  }

  private static List<Map.Entry<String, Occurrence>> sorted(Scope scope) {
    return scope.occurrences.entrySet().stream()
        .sorted(
            java.util.Comparator.comparing(
                entry -> scope.made.getOrDefault(entry.getKey(), entry.getKey())))
        .toList();
  }

  private Set<String> madeNames(Set<String> names) {
    Set<String> made = new HashSet<>();
    for (String name : names) {
      String to = made(name);
      made.add(to == null ? name : to);
    }
    return made;
  }

  private static Position placeOf(Body body, String variable) {
    for (Expression expression : body.expressions()) {
      if (Variables.in(expression, Variables.NOTHING).contains(variable)) {
        return expression.position();
      }
    }
    return body.expressions().getFirst().position();
  }

  private void fault(Position at, String text, String fix) {
    faults++;
    compilation.problem(Compilation.COMPILE, at, text, fix);
  }
}
