package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Which variables an expression binds once certain others are bound. */
final class Outputs {
  private final ToIntFunction<Term.Ref> arity;

  /** arity: how many arguments the function takes, -1 when there is none. */
  Outputs(ToIntFunction<Term.Ref> arity) {
    this.arity = arity;
  }

  /** What the expressions bind, one after the other. */
  Set<String> of(List<Expression> body, Set<String> safe) {
    Set<String> all = new HashSet<>(safe);
    for (Expression expression : body) {
      all.addAll(of(expression, all));
    }
    all.removeAll(safe);
    return all;
  }

  Set<String> of(Expression expression, Set<String> safe) {
    if (expression.negated()) {
      return Set.of();
    }
    if (!expression.withs().isEmpty()) {
      Variables inWiths = new Variables(Variables.SAFETY);
      inWiths.add(
          new Expression(
              new Expression.Plain(new Term.Scalar(RegoBoolean.TRUE, expression.position())),
              false,
              expression.withs(),
              false,
              expression.position()));
      if (!safe.containsAll(inWiths.names())) {
        return Set.of();
      }
    }
    return switch (expression.content()) {
      case Expression.Plain plain -> ofTerms(List.of(plain.term()), safe);
      case Expression.Invoke call when Compilation.isEquality(expression) ->
          ofEquality(expression, safe);
      case Expression.Invoke call -> ofCall(call, safe);
      case Expression.Every every -> ofTerms(List.of(every.domain()), safe);
      case Expression.Some some -> Set.of();
      case Expression.Not not -> Set.of();
      case Expression.And and -> Set.of();
      case Expression.Or or -> Set.of();
    };
  }

  Set<String> ofEquality(Expression expression, Set<String> safe) {
    if (!(expression.content() instanceof Expression.Invoke call)) {
      return Set.of();
    }
    Set<String> output = ofTerms(call.arguments(), safe);
    Unification unification = new Unification(name -> safe.contains(name) || output.contains(name));
    unification.unify(call.arguments().getFirst(), call.arguments().getLast());
    Set<String> all = new HashSet<>(output);
    all.addAll(unification.bound);
    all.removeIf(safe::contains);
    return all;
  }

  private Set<String> ofCall(Expression.Invoke call, Set<String> safe) {
    int inputs = arity.applyAsInt(call.operator());
    if (inputs < 0) {
      return Set.of();
    }
    Set<String> output = ofTerms(call.arguments(), safe);
    if (inputs >= call.arguments().size()) {
      return output;
    }
    Set<Variables.Skip> skips =
        Set.of(
            Variables.Skip.CLOSURES,
            Variables.Skip.SETS,
            Variables.Skip.OBJECT_KEYS,
            Variables.Skip.REF_HEADS);
    Set<String> needed = new Variables(skips).add(call.arguments().subList(0, inputs)).names();
    for (String name : needed) {
      if (!output.contains(name) && !safe.contains(name)) {
        return Set.of();
      }
    }
    output.addAll(
        new Variables(skips)
            .add(call.arguments().subList(inputs, call.arguments().size()))
            .names());
    return output;
  }

  /** References bind the variables among their parts when their head is bound. */
  private static Set<String> ofTerms(List<Term> terms, Set<String> safe) {
    Set<String> output = new HashSet<>();
    new Looking() {
      @Override
      void term(Term term) {
        switch (term) {
          case Term.ArrayComprehension c -> {}
          case Term.SetComprehension c -> {}
          case Term.ObjectComprehension c -> {}
          case Term.Template template -> {}
          case Term.Ref ref -> {
            if (isSafe(ref, safe::contains)) {
              if (!ref.isGround()) {
                output.addAll(Variables.in(ref, Set.of(Variables.Skip.REF_HEADS)));
              }
              super.term(ref);
            }
          }
          default -> super.term(term);
        }
      }
    }.terms(terms);
    return output;
  }

  private static boolean isSafe(Term.Ref ref, Predicate<String> safe) {
    return ref.head() instanceof Term.Var var
        ? safe.test(var.name())
        : Variables.in(ref.head(), Variables.SAFETY).stream().allMatch(safe);
  }

  /** What {@code a = b} binds. */
  private static final class Unification {
    final Predicate<String> safe;
    final Set<String> bound = new HashSet<>();
    private final Map<String, Set<String>> waiting = new HashMap<>();

    Unification(Predicate<String> safe) {
      this.safe = safe;
    }

    void unify(Term a, Term b) {
      switch (a) {
        case Term.Var var -> variable(var, b);
        case Term.Ref ref -> known(Outputs.isSafe(ref, safe), b);
        case Term.Call call -> known(isSafe(call), b);
        case Term.ArrayComprehension c -> comprehension(b, b instanceof Term.Array);
        case Term.ObjectComprehension c -> comprehension(b, b instanceof Term.ObjectTerm);
        case Term.SetComprehension c -> comprehension(b, false);
        case Term.Array array -> array(array, b);
        case Term.ObjectTerm object -> object(object, b);
        default -> {
          if (b instanceof Term.Var var) {
            bind(var.name());
          }
        }
      }
    }

    private void variable(Term.Var a, Term b) {
      switch (b) {
        case Term.Var var -> {
          if (isSafe(var.name())) {
            bind(a.name());
          } else if (isSafe(a.name())) {
            bind(var.name());
          } else {
            wait(a.name(), var.name());
            wait(var.name(), a.name());
          }
        }
        case Term.Array array -> all(a.name(), array);
        case Term.ObjectTerm object -> all(a.name(), object);
        case Term.Ref ref -> {
          if (Outputs.isSafe(ref, safe)) {
            bind(a.name());
          }
        }
        case Term.Call call -> {
          if (isSafe(call)) {
            bind(a.name());
          }
        }
        default -> bind(a.name());
      }
    }

    private void known(boolean isKnown, Term b) {
      if (!isKnown) {
        return;
      }
      if (b instanceof Term.Var var) {
        bind(var.name());
      } else if (b instanceof Term.Array || b instanceof Term.ObjectTerm) {
        bindAll(b);
      }
    }

    private void comprehension(Term b, boolean sameKind) {
      if (b instanceof Term.Var var) {
        bind(var.name());
      } else if (sameKind) {
        bindAll(b);
      }
    }

    private void array(Term.Array a, Term b) {
      switch (b) {
        case Term.Var var -> all(var.name(), a);
        case Term.ArrayComprehension c -> bindAll(a);
        case Term.Ref ref -> {
          if (Outputs.isSafe(ref, safe)) {
            bindAll(a);
          }
        }
        case Term.Call call -> {
          if (isSafe(call)) {
            bindAll(a);
          }
        }
        case Term.Array other -> {
          if (a.items().size() == other.items().size()) {
            for (int i = 0; i < a.items().size(); i++) {
              unify(a.items().get(i), other.items().get(i));
            }
          }
        }
        default -> {}
      }
    }

    private void object(Term.ObjectTerm a, Term b) {
      switch (b) {
        case Term.Var var -> all(var.name(), a);
        case Term.ObjectComprehension c -> bindAll(a);
        case Term.Ref ref -> {
          if (Outputs.isSafe(ref, safe)) {
            bindAll(a);
          }
        }
        case Term.Call call -> {
          if (isSafe(call)) {
            bindAll(a);
          }
        }
        case Term.ObjectTerm other -> {
          if (a.entries().size() == other.entries().size()) {
            Map<Term, Term> values = new HashMap<>();
            other.entries().forEach(entry -> values.put(entry.key(), entry.value()));
            for (Term.Entry entry : a.entries()) {
              Term value = values.get(entry.key());
              if (value != null) {
                unify(entry.value(), value);
              }
            }
          }
        }
        default -> {}
      }
    }

    private boolean isSafe(Term.Call call) {
      return Variables.in(call, Variables.SAFETY).stream().allMatch(safe);
    }

    private boolean isSafe(String name) {
      return safe.test(name) || bound.contains(name);
    }

    private void all(String variable, Term composite) {
      if (isSafe(variable)) {
        bindAll(composite);
        return;
      }
      boolean complete = true;
      for (String name : Variables.in(composite, Variables.BOUND)) {
        if (!isSafe(name)) {
          complete = false;
          wait(variable, name);
        }
      }
      if (complete) {
        bind(variable);
      }
    }

    private void bindAll(Term composite) {
      Variables.in(composite, Variables.BOUND).forEach(this::bind);
    }

    private void wait(String variable, String until) {
      waiting.computeIfAbsent(variable, name -> new HashSet<>()).add(until);
    }

    private void bind(String name) {
      List<String> ready = new ArrayList<>(List.of(name));
      while (!ready.isEmpty()) {
        String next = ready.removeLast();
        bound.add(next);
        Set<String> together = waiting.remove(next);
        if (together != null) {
          ready.addAll(together);
        }
        for (Map.Entry<String, Set<String>> entry : List.copyOf(waiting.entrySet())) {
          if (entry.getValue().remove(next) && entry.getValue().isEmpty()) {
            waiting.remove(entry.getKey());
            ready.add(entry.getKey());
          }
        }
      }
    }
  }
}
