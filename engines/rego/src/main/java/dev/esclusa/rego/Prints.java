package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes calls of {@code print} away, or gives each argument a set that is empty where it is
 * undefined, as {@code internal.print} wants them.
 */
final class Prints {
  private final Compilation compilation;
  private final Compilation.Names names;
  private final Outputs outputs;

  Prints(Compilation compilation, Compilation.Names names, Outputs outputs) {
    this.compilation = compilation;
    this.names = names;
    this.outputs = outputs;
  }

  static final Rewriting ERASED =
      new Rewriting() {
        @Override
        Body body(Body body) {
          List<Expression> kept = new ArrayList<>();
          for (Expression expression : super.body(body).expressions()) {
            if (!expression.calls("print")) {
              kept.add(expression);
            }
          }
          return kept.isEmpty()
              ? RuleDraft.trueAt(body.position())
              : new Body(kept, body.position());
        }
      };

  Rule rule(Rule rule) {
    Set<String> safe = new HashSet<>(Safety.ROOTS);
    safe.addAll(new Variables(Variables.NOTHING).add(rule.head().arguments()).names());
    Rewriting inside = inside(safe);
    return rule.with(inside.head(rule.head()), body(rule.body(), safe), rule.otherwise());
  }

  Body body(Body body, Set<String> globals) {
    List<Expression> all = new ArrayList<>();
    for (Expression expression : body.expressions()) {
      Set<String> safe = new HashSet<>(globals);
      safe.addAll(outputs.of(all, globals));
      for (Expression before : all) {
        for (String name : Variables.in(before, Variables.NOTHING)) {
          if (name.startsWith("__local")) {
            safe.add(name);
          }
        }
      }
      Expression changed = inside(safe).expression(expression);
      all.add(
          changed.content() instanceof Expression.Invoke call && call.calls("print")
              ? captured(changed, call, safe)
              : changed);
    }
    return new Body(all, body.position());
  }

  private Rewriting inside(Set<String> safe) {
    return new Rewriting() {
      @Override
      Body body(Body body) {
        return Prints.this.body(body, safe);
      }

      @Override
      Expression.Content content(Expression.Content content) {
        if (content instanceof Expression.Every every) {
          if (every.key() != null) {
            safe.addAll(Variables.in(every.key(), Variables.NOTHING));
          }
          safe.addAll(Variables.in(every.value(), Variables.NOTHING));
        }
        return super.content(content);
      }
    };
  }

  private Expression captured(Expression print, Expression.Invoke call, Set<String> safe) {
    List<Term> sets = new ArrayList<>();
    for (Term argument : call.arguments()) {
      Set<String> unknown = new TreeSet<>(Variables.in(argument, Variables.SAFETY));
      unknown.removeAll(safe);
      for (String name : unknown) {
        compilation.problem(
            Compilation.COMPILE,
            argument.position(),
            "the variable " + compilation.written(name) + " is not declared",
            "Bind it before print.");
      }
      Term.Var value = names.variable(argument.position());
      sets.add(
          new Term.SetComprehension(
              value, Body.of(Compilation.Names.equals(value, argument)), argument.position()));
    }
    Term.Var internal = new Term.Var("internal", print.position());
    Term.Scalar name = new Term.Scalar(RegoString.of("print"), print.position());
    return print.with(
        new Expression.Invoke(
            new Term.Ref(List.of(internal, name), print.position()),
            List.of(new Term.Array(sets, print.position()))));
  }
}
