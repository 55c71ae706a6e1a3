package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Orders the conditions of a body so that each variable is bound before it is needed, in bodies
 * inside of it too, and tells which variables no order can bind.
 */
final class Safety {
  static final Set<String> ROOTS = Set.of("data", "input");

  /** A body in order, with what stays unbound in which expression. */
  record Ordered(Body body, Map<Expression, Set<String>> unsafe) {
    boolean isSafe() {
      return unsafe.isEmpty();
    }
  }

  private final Outputs outputs;

  Safety(Outputs outputs) {
    this.outputs = outputs;
  }

  Ordered order(Body body, Set<String> globals) {
    List<Expression> all = body.expressions();
    List<Set<String>> variables = new ArrayList<>(all.size());
    Set<String> bodyVariables = new HashSet<>();
    for (Expression expression : all) {
      Set<String> own = Variables.in(expression, Variables.SAFETY);
      variables.add(own);
      bodyVariables.addAll(own);
    }
    Set<String> safe = new HashSet<>(bodyVariables);
    safe.retainAll(globals);
    Map<Expression, Set<String>> unsafe = new IdentityHashMap<>();
    List<Set<String>> closures = new ArrayList<>(all.size());
    Waiting waiting = new Waiting(all);
    for (int i = 0; i < all.size(); i++) {
      Set<String> own = new HashSet<>(variables.get(i));
      own.removeIf(safe::contains);
      unsafe.put(all.get(i), own);
      Set<String> inside = inClosures(all.get(i));
      if (!inside.isEmpty()) {
        inside.retainAll(bodyVariables);
        inside.removeIf(globals::contains);
      }
      closures.add(inside);
    }
    List<Expression> ordered = new ArrayList<>();
    Set<String> bound = new HashSet<>();
    for (int i = waiting.next(); i >= 0; i = waiting.next()) {
      Expression expression = all.get(i);
      Set<String> own = outputs.of(expression, safe);
      Set<String> missing = new HashSet<>(unsafe.getOrDefault(expression, Set.of()));
      Set<String> unbound = new HashSet<>(closures.get(i));
      unbound.removeAll(bound);
      if (!unbound.isEmpty()) {
        if (unbound.equals(own)) {
          continue;
        }
        missing.addAll(unbound);
      }
      missing.removeAll(own);
      missing.removeIf(safe::contains);
      unsafe.put(expression, missing);
      if (missing.isEmpty()) {
        unsafe.remove(expression);
        ordered.add(expression);
        safe.addAll(own);
        bound.addAll(own);
        waiting.placed(i, own);
      }
    }
    unsafe.values().removeIf(Set::isEmpty);
    List<Expression> deep = inside(ordered, globals, unsafe);
    for (int left : waiting.left()) {
      unsafe.computeIfAbsent(all.get(left), expression -> new HashSet<>());
    }
    return new Ordered(
        new Body(deep.isEmpty() ? body.expressions() : deep, body.position()), unsafe);
  }

  /**
   * Goes through the expressions that are left from first to last, again and again; those whose
   * variables were not touched since the last look are passed over.
   */
  private static final class Waiting {
    private final List<Expression> expressions;
    private final BitSet left = new BitSet();
    private final BitSet worthALook = new BitSet();
    private @Nullable Map<String, List<Integer>> users;
    private int position;
    private boolean again;

    Waiting(List<Expression> expressions) {
      this.expressions = expressions;
      left.set(0, expressions.size());
      worthALook.or(left);
    }

    /** The next index; -1 when nothing changes any more. */
    int next() {
      int next = worthALook.nextSetBit(position);
      if (next < 0) {
        next = worthALook.nextSetBit(0);
        again = true;
      }
      if (next >= 0) {
        worthALook.clear(next);
        position = next + 1;
      }
      return next;
    }

    void placed(int index, Set<String> bound) {
      left.clear(index);
      if (!again && left.previousSetBit(index) < 0) {
        return; // nobody before it waits, and those behind it are looked at anyway
      }
      for (String name : bound) {
        for (int user : users().getOrDefault(name, List.of())) {
          if (left.get(user)) {
            worthALook.set(user);
          }
        }
      }
    }

    private Map<String, List<Integer>> users() {
      Map<String, List<Integer>> known = users;
      if (known == null) {
        known = new HashMap<>();
        for (int i = 0; i < expressions.size(); i++) {
          for (String name : Variables.in(expressions.get(i), Variables.NOTHING)) {
            known.computeIfAbsent(name, key -> new ArrayList<>()).add(i);
          }
        }
        users = known;
      }
      return known;
    }

    List<Integer> left() {
      return left.stream().boxed().toList();
    }
  }

  private static Set<String> inClosures(Expression expression) {
    Variables found = new Variables(Variables.NOTHING);
    new Looking() {
      @Override
      void comprehension(List<Term> heads, Body body) {
        found.add(heads).add(body);
      }

      @Override
      void content(Expression.Content content) {
        switch (content) {
          case Expression.Every every -> {
            term(every.domain());
            found.add(every.body());
          }
          case Expression.Not not -> found.add(not.body());
          case Expression.And and -> found.add(and.left()).add(and.right());
          case Expression.Or or -> found.add(or.left()).add(or.right());
          default -> super.content(content);
        }
      }
    }.expression(expression);
    return new HashSet<>(found.names());
  }

  /** Orders the bodies inside of each expression; what stands before binds for them. */
  private List<Expression> inside(
      List<Expression> ordered, Set<String> globals, Map<Expression, Set<String>> unsafe) {
    Set<String> known = new HashSet<>(globals);
    List<Expression> changed = new ArrayList<>();
    for (Expression expression : ordered) {
      Closures closures = new Closures(known, expression, unsafe);
      Expression rewritten = closures.expression(expression);
      Set<String> faults = unsafe.get(expression);
      if (faults != null && rewritten != expression) {
        unsafe.remove(expression);
        unsafe.put(rewritten, faults);
      }
      changed.add(rewritten);
      known.addAll(Variables.in(expression, Variables.SAFETY));
    }
    return changed;
  }

  private final class Closures extends Rewriting {
    private final Set<String> globals;
    private final Expression current;
    private final Map<Expression, Set<String>> unsafe;

    Closures(Set<String> globals, Expression current, Map<Expression, Set<String>> unsafe) {
      this.globals = globals;
      this.current = current;
      this.unsafe = unsafe;
    }

    @Override
    Term term(Term term) {
      return switch (term) {
        case Term.ArrayComprehension c ->
            new Term.ArrayComprehension(
                c.head(), closure(c.body(), List.of(c.head())), c.position());
        case Term.SetComprehension c ->
            new Term.SetComprehension(c.head(), closure(c.body(), List.of(c.head())), c.position());
        case Term.ObjectComprehension c ->
            new Term.ObjectComprehension(
                c.key(), c.value(), closure(c.body(), List.of(c.key(), c.value())), c.position());
        default -> super.term(term);
      };
    }

    @Override
    Expression.Content content(Expression.Content content) {
      return switch (content) {
        case Expression.Every every -> {
          Set<String> own = new HashSet<>(globals);
          if (every.key() != null) {
            own.addAll(Variables.in(every.key(), Variables.NOTHING));
          }
          own.addAll(Variables.in(every.value(), Variables.NOTHING));
          Body body = new Closures(own, current, unsafe).closure(every.body(), List.of());
          yield new Expression.Every(
              every.key(), every.value(), term(every.domain()), body, every.position());
        }
        case Expression.Not not ->
            new Expression.Not(closure(not.body(), List.of()), not.explicit(), not.position());
        case Expression.And and ->
            and.with(closure(and.left(), List.of()), closure(and.right(), List.of()));
        case Expression.Or or ->
            or.with(closure(or.left(), List.of()), closure(or.right(), List.of()));
        default -> super.content(content);
      };
    }

    private Body closure(Body body, List<Term> heads) {
      Set<String> missing = new HashSet<>(new Variables(Variables.NOTHING).add(heads).names());
      missing.removeAll(Variables.in(body, Variables.SAFETY));
      missing.removeAll(globals);
      if (!missing.isEmpty()) {
        unsafe.computeIfAbsent(current, expression -> new HashSet<>()).addAll(missing);
      }
      Ordered ordered = order(body, globals);
      if (ordered.isSafe()) {
        return ordered.body();
      }
      ordered
          .unsafe()
          .forEach(
              (expression, names) ->
                  unsafe.computeIfAbsent(expression, each -> new HashSet<>()).addAll(names));
      return body;
    }
  }

  /** What is wrong as problems, the variables as people wrote them. */
  static List<RegoProblem> problems(
      Map<Expression, Set<String>> unsafe, UnaryOperator<String> written) {
    Map<String, Position> places = new LinkedHashMap<>();
    unsafe.forEach(
        (expression, names) -> {
          for (String name : new TreeSet<>(names)) {
            places.merge(name, expression.position(), (a, b) -> Collections.min(List.of(a, b)));
          }
        });
    List<RegoProblem> problems = new ArrayList<>();
    places.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            entry -> {
              String name = written.apply(entry.getKey());
              if (!name.startsWith("__local")) {
                problems.add(problem(name, entry.getValue()));
              }
            });
    if (!problems.isEmpty()) {
      return problems;
    }
    Set<String> told = new LinkedHashSet<>();
    unsafe.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().position()))
        .forEach(
            entry -> {
              if (told.addAll(entry.getValue()) || entry.getValue().isEmpty()) {
                problems.add(
                    new RegoProblem(
                        Compilation.UNSAFE,
                        "this condition needs a value that nothing binds",
                        "Bind its variables in another condition first.",
                        entry.getKey().position(),
                        null));
              }
            });
    return problems;
  }

  static RegoProblem problem(String name, @Nullable Position at) {
    String shown = name.startsWith("$") ? "_" : name;
    boolean keyword = Token.FUTURE_OF_V0.containsKey(name) || Token.FUTURE.containsKey(name);
    return new RegoProblem(
        Compilation.UNSAFE,
        "the variable " + shown + " is unsafe: nothing binds it",
        keyword
            ? "Write import future.keywords." + name + " if the keyword is meant."
            : "Bind it with := or some, or correct the name.",
        at,
        null);
  }
}
