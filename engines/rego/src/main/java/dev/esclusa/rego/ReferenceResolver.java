package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes names of rules and imports out in full: {@code p} becomes {@code data.pkg.p}. Arguments
 * and declared variables hide them.
 */
final class ReferenceResolver extends Rewriting {
  private final Map<String, Term.Ref> globals;
  private final Set<String> used = new HashSet<>();
  private final Deque<Set<String>> hidden = new ArrayDeque<>();

  ReferenceResolver(Map<String, Term.Ref> globals) {
    this.globals = globals;
  }

  /** Names that were seen. */
  Set<String> used() {
    return used;
  }

  @Override
  Rule rule(Rule rule) {
    hidden.push(new HashSet<>(arguments(rule.head().arguments())));
    hidden.push(Declared.in(rule.body()));
    Rule.Head head = rule.head();
    List<Term> parts = new ArrayList<>();
    parts.add(head.reference().head());
    parts.addAll(terms(head.reference().parts().subList(1, head.reference().size())));
    Rule.Head resolved =
        head.with(
            new Term.Ref(parts, head.reference().position()),
            head.arguments(),
            head.key() == null ? null : term(head.key()),
            head.value() == null ? null : term(head.value()));
    Body body = body(rule.body());
    hidden.pop();
    hidden.pop();
    return rule.with(resolved, body, rule.otherwise());
  }

  /** A query: what it declares hides too. */
  Body query(Body body) {
    hidden.push(Declared.in(body));
    Body resolved = body(body);
    hidden.pop();
    return resolved;
  }

  /** Variables of patterns in arguments; sets, calls and comprehensions bind none. */
  private static Set<String> arguments(List<Term> arguments) {
    Variables found = new Variables(Set.of(Variables.Skip.SETS, Variables.Skip.CLOSURES));
    for (Term argument : arguments) {
      if (!(argument instanceof Term.Call)) {
        found.add(argument);
      }
    }
    return found.names();
  }

  @Override
  Term term(Term term) {
    return switch (term) {
      case Term.Var var -> {
        Term.Ref global = global(var.name(), var.position());
        yield global == null ? var : global;
      }
      case Term.Ref ref -> reference(ref);
      case Term.ArrayComprehension c -> scoped(c.body(), () -> super.term(c));
      case Term.SetComprehension c -> scoped(c.body(), () -> super.term(c));
      case Term.ObjectComprehension c -> scoped(c.body(), () -> super.term(c));
      default -> super.term(term);
    };
  }

  private Term scoped(Body body, java.util.function.Supplier<Term> inside) {
    hidden.push(Declared.in(body));
    Term resolved = inside.get();
    hidden.pop();
    return resolved;
  }

  /** The whole path; null when the name is hidden or no rule or import. */
  private Term.@Nullable Ref global(String name, Position at) {
    Term.Ref path = globals.get(name);
    if (path == null || hidden.stream().anyMatch(names -> names.contains(name))) {
      return null;
    }
    used.add(name);
    List<Term> parts = new ArrayList<>();
    for (Term part : path.parts()) {
      parts.add(
          switch (part) {
            case Term.Var(String variable, Position old) -> new Term.Var(variable, at);
            case Term.Scalar(RegoValue value, Position old) -> new Term.Scalar(value, at);
            default -> part;
          });
    }
    return new Term.Ref(parts, at);
  }

  private Term.Ref reference(Term.Ref ref) {
    List<Term> parts = new ArrayList<>();
    for (int i = 0; i < ref.size(); i++) {
      Term part = term(ref.part(i));
      if (i == 0 && ref.part(i) instanceof Term.Var && part instanceof Term.Ref global) {
        parts.addAll(global.parts());
      } else {
        parts.add(part);
      }
    }
    return new Term.Ref(parts, ref.position());
  }

  @Override
  Expression.Content content(Expression.Content content) {
    return switch (content) {
      // plain names are declarations
      case Expression.Some some
          when !some.symbols().isEmpty() && !(some.symbols().getFirst() instanceof Term.Call) ->
          some;
      case Expression.Every every -> {
        Set<String> own = new HashSet<>(Variables.in(every.value(), Variables.NOTHING));
        if (every.key() != null) {
          own.addAll(Variables.in(every.key(), Variables.NOTHING));
        }
        hidden.push(own);
        Term domain = term(every.domain());
        hidden.push(Declared.in(every.body()));
        Body body = body(every.body());
        hidden.pop();
        hidden.pop();
        yield new Expression.Every(every.key(), every.value(), domain, body, every.position());
      }
      case Expression.Not not ->
          new Expression.Not(closed(not.body()), not.explicit(), not.position());
      case Expression.And and -> and.with(closed(and.left()), closed(and.right()));
      case Expression.Or or -> or.with(closed(or.left()), closed(or.right()));
      default -> super.content(content);
    };
  }

  private Body closed(Body body) {
    hidden.push(Declared.in(body));
    Body resolved = body(body);
    hidden.pop();
    return resolved;
  }
}
