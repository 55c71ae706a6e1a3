package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Turns template strings into calls of {@code internal.template_string}: an array of texts and of
 * sets, one for each expression, that are empty where it is undefined.
 */
final class Templates {
  static final String BUILTIN = "internal.template_string";

  private final Compilation compilation;
  private final Compilation.Names names;
  private final Outputs outputs;
  private final Predicate<Term.Ref> alwaysDefined;

  /** alwaysDefined: rules that have a value whatever happens. */
  Templates(
      Compilation compilation,
      Compilation.Names names,
      Outputs outputs,
      Predicate<Term.Ref> alwaysDefined) {
    this.compilation = compilation;
    this.names = names;
    this.outputs = outputs;
    this.alwaysDefined = alwaysDefined;
  }

  static boolean isIn(Rule rule) {
    boolean[] found = new boolean[1];
    new Looking() {
      @Override
      void term(Term term) {
        found[0] |= term instanceof Term.Template;
        super.term(term);
      }
    }.rule(rule);
    return found[0];
  }

  Rule rule(Rule rule) {
    Set<String> safe = new HashSet<>(Safety.ROOTS);
    safe.addAll(new Variables(Variables.NOTHING).add(rule.head().arguments()).names());
    Body body = body(rule.body(), safe);
    safe.addAll(outputs.of(rule.body().expressions(), safe));
    Rule.Head head = new Inside(safe).head(rule.head());
    return rule.with(head, body, rule.otherwise());
  }

  Body body(Body body, Set<String> globals) {
    Set<String> safe = new HashSet<>(globals);
    safe.addAll(outputs.of(body.expressions(), globals));
    return new Inside(safe).expressions(body);
  }

  private final class Inside extends Rewriting {
    private final Set<String> safe;

    Inside(Set<String> safe) {
      this.safe = safe;
    }

    Body expressions(Body body) {
      return super.body(body);
    }

    @Override
    Body body(Body body) {
      return Templates.this.body(body, safe);
    }

    @Override
    Term term(Term term) {
      return switch (term) {
        case Term.Template template -> call(template);
        case Term.ArrayComprehension c -> {
          Inside inner = inner(c.body());
          yield new Term.ArrayComprehension(inner.term(c.head()), body(c.body()), c.position());
        }
        case Term.SetComprehension c -> {
          Inside inner = inner(c.body());
          yield new Term.SetComprehension(inner.term(c.head()), body(c.body()), c.position());
        }
        case Term.ObjectComprehension c -> {
          Inside inner = inner(c.body());
          yield new Term.ObjectComprehension(
              inner.term(c.key()), inner.term(c.value()), body(c.body()), c.position());
        }
        default -> super.term(term);
      };
    }

    private Inside inner(Body body) {
      Set<String> known = new HashSet<>(safe);
      known.addAll(outputs.of(body.expressions(), safe));
      return new Inside(known);
    }

    @Override
    Expression.Content content(Expression.Content content) {
      if (content instanceof Expression.Every every) {
        Set<String> known = new HashSet<>(safe);
        if (every.key() != null) {
          known.addAll(Variables.in(every.key(), Variables.NOTHING));
        }
        known.addAll(Variables.in(every.value(), Variables.NOTHING));
        return new Expression.Every(
            every.key(),
            every.value(),
            term(every.domain()),
            Templates.this.body(every.body(), known),
            every.position());
      }
      return super.content(content);
    }

    private Term call(Term.Template template) {
      List<Term> parts = new ArrayList<>();
      for (Expression part : template.parts()) {
        parts.add(part(part));
      }
      if (parts.isEmpty()) {
        parts.add(new Term.Scalar(RegoString.EMPTY, template.position()));
      }
      Term.Var internal = new Term.Var("internal", template.position());
      Term.Scalar name = new Term.Scalar(RegoString.of("template_string"), template.position());
      return new Term.Call(
          new Term.Ref(List.of(internal, name), template.position()),
          List.of(new Term.Array(parts, template.position())),
          template.position());
    }

    private Term part(Expression part) {
      Term term =
          switch (part.content()) {
            case Expression.Plain plain -> plain.term();
            case Expression.Invoke call ->
                new Term.Call(call.operator(), call.arguments(), part.position());
            default -> new Term.Scalar(RegoString.EMPTY, part.position());
          };
      if (term instanceof Term.Scalar && part.withs().isEmpty()) {
        return term;
      }
      if (term instanceof Term.Call call && isRelation(call)) {
        compilation.problem(
            Compilation.COMPILE,
            part.position(),
            call.operator() + " may have many results, a template string takes one",
            "Choose one in the body and name it here.");
      }
      if (term instanceof Term.Var
          || term instanceof Term.Ref ref && part.withs().isEmpty() && alwaysDefined.test(ref)) {
        return new Term.SetTerm(List.of(term), part.position());
      }
      Term inside = term(term);
      Set<String> unknown = new TreeSet<>(Variables.in(term, Variables.SAFETY));
      unknown.removeAll(safe);
      for (String name : unknown) {
        compilation.problem(
            Compilation.COMPILE,
            term.position(),
            "the variable " + compilation.written(name) + " is not declared",
            "Bind it before the template string.");
      }
      Term.Var value = names.variable(term.position());
      Expression captured = Compilation.Names.equals(value, inside).withs(part.withs());
      return new Term.SetComprehension(value, Body.of(captured), term.position());
    }
  }

  private static boolean isRelation(Term.Call call) {
    Builtins.Declared declared = Builtins.of(call.operator().dotted());
    return declared != null && declared.relation();
  }
}
