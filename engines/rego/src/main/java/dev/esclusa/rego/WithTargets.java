package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what {@code with} replaces, and moves values that must be computed in front. */
final class WithTargets extends Rewriting {
  private static final Set<String> FIXED =
      Set.of("eq", "rego.metadata.chain", "rego.metadata.rule");

  private final Compilation compilation;
  private final Compilation.Names names;
  private final RuleTree tree;

  WithTargets(Compilation compilation, Compilation.Names names, RuleTree tree) {
    this.compilation = compilation;
    this.names = names;
    this.tree = tree;
  }

  @Override
  Rule rule(Rule rule) {
    return rule.with(head(rule.head()), body(rule.body()), rule.otherwise());
  }

  @Override
  Body body(Body body) {
    List<Expression> all = new ArrayList<>();
    for (Expression expression : super.body(body).expressions()) {
      if (expression.withs().isEmpty()) {
        all.add(expression);
        continue;
      }
      List<Expression.With> withs = new ArrayList<>();
      for (Expression.With with : expression.withs()) {
        withs.add(checked(with, all));
      }
      all.add(expression.withs(withs));
    }
    return new Body(all, body.position());
  }

  private Expression.With checked(Expression.With with, List<Expression> before) {
    Term target = with.target();
    Term value =
        with.value() instanceof Term.Var var && Builtins.of(var.name()) != null
            ? new Term.Ref(List.of(var), var.position())
            : with.value();
    if (target instanceof Term.Var var && Builtins.of(var.name()) != null) {
      target = new Term.Ref(List.of(var), var.position());
    }
    boolean asIs =
        switch (target) {
          case Term.Ref ref when ref.startsAt("data") -> replacesData(ref, value);
          case Term.Ref ref when ref.startsAt("input") -> false;
          case Term.Ref ref when builtin(ref) != null -> replacesBuiltin(ref, value);
          default -> {
            compilation.problem(
                Compilation.TYPE,
                target.position(),
                "'with' cannot replace " + compilation.written(asRef(with.target())),
                "Replace input, data, a rule, or a function that exists.");
            yield true;
          }
        };
    if (!asIs && Compilation.needsEvaluation(value)) {
      Expression equality = names.equality(value);
      before.add(equality);
      value = Compilation.made(equality);
    }
    return new Expression.With(target, value, with.position());
  }

  private static Term.Ref asRef(Term term) {
    return term instanceof Term.Ref ref ? ref : new Term.Ref(List.of(term), term.position());
  }

  private static Builtins.@Nullable Declared builtin(Term term) {
    return switch (term) {
      case Term.Ref ref -> Builtins.of(ref.dotted());
      case Term.Var var -> Builtins.of(var.name());
      default -> null;
    };
  }

  /** Whether the value names a function and stays as it is. */
  private boolean replacesData(Term.Ref target, Term value) {
    RuleTree.Node node = tree.data;
    for (int i = 1; i < target.size(); i++) {
      RuleTree.Node child =
          target.part(i) instanceof Term.Scalar scalar ? node.children.get(scalar.value()) : null;
      if (child == null) {
        break;
      }
      boolean last = i == target.size() - 1;
      if (!last && !child.rules.isEmpty()) {
        compilation.problem(
            Compilation.COMPILE,
            target.position(),
            "'with' cannot replace a part of what the rule "
                + compilation.written(target.prefix(i + 1))
                + " makes",
            "Replace the whole rule, or what it looks at.");
        return true;
      }
      if (last && takesArguments(child)) {
        return isFunction(value);
      }
      node = child;
    }
    RuleTree.Node named = value instanceof Term.Ref ref ? tree.find(ref) : null;
    return named != null && takesArguments(named);
  }

  private static boolean takesArguments(RuleTree.Node node) {
    return node.rules.stream().anyMatch(slot -> !slot.rule.head().arguments().isEmpty());
  }

  private boolean isFunction(Term value) {
    return value instanceof Term.Ref ref && tree.find(ref) != null || builtin(value) != null;
  }

  private boolean replacesBuiltin(Term.Ref target, Term value) {
    Builtins.Declared declared = builtin(target);
    String name = target.dotted();
    String why = null;
    if (FIXED.contains(name)) {
      why = "the built-in function " + name + " cannot be replaced";
    } else if (name.startsWith("internal.")) {
      why = "the internal function " + name + " cannot be replaced";
    } else if (declared != null && declared.relation()) {
      why = "the relation " + name + " cannot be replaced";
    } else if (declared != null && declared.type().result() == null) {
      why = name + " has no value that could be replaced";
    }
    if (why != null) {
      compilation.problem(
          Compilation.COMPILE,
          target.position(),
          why,
          "Put a rule of yours between, replace that.");
      return true;
    }
    return isFunction(value);
  }
}
