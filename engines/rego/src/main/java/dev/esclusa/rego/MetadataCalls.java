package dev.esclusa.rego;

import dev.esclusa.rego.Compilation.Slot;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the metadata where {@code rego.metadata.rule()} and {@code .chain()} ask for it. */
final class MetadataCalls {
  private static final String CHAIN = "rego.metadata.chain";
  private static final String RULE = "rego.metadata.rule";

  private final AnnotationSet annotations;
  private final Compilation.Names names;

  MetadataCalls(AnnotationSet annotations, Compilation.Names names) {
    this.annotations = annotations;
    this.names = names;
  }

  Rule rule(Slot slot, Rule rule) {
    Term.Var chain = called(rule, CHAIN) ? names.variable(rule.position()) : null;
    Term.Var own = called(rule, RULE) ? names.variable(rule.position()) : null;
    if (chain == null && own == null) {
      return rule;
    }
    List<Expression> before = new ArrayList<>();
    if (chain != null) {
      before.add(
          Compilation.Names.equals(chain, term(annotations.chain(slot, rule), rule.position())));
    }
    if (own != null) {
      before.add(Compilation.Names.equals(own, term(AnnotationSet.rule(rule), rule.position())));
    }
    Rewriting replacing = replacing(chain, own);
    before.addAll(replacing.body(rule.body()).expressions());
    return rule.with(
        replacing.head(rule.head()), new Body(before, rule.body().position()), rule.otherwise());
  }

  private static boolean called(Rule rule, String builtin) {
    boolean[] found = new boolean[1];
    new Looking() {
      @Override
      void expression(Expression expression) {
        found[0] |= expression.calls(builtin);
        super.expression(expression);
      }
    }.rule(rule);
    return found[0];
  }

  private static Rewriting replacing(Term.@Nullable Var chain, Term.@Nullable Var own) {
    return new Rewriting() {
      @Override
      Expression.Content content(Expression.Content content) {
        if (content instanceof Expression.Invoke call) {
          Term.Var value = call.calls(CHAIN) ? chain : call.calls(RULE) ? own : null;
          if (value != null) {
            return call.arguments().isEmpty()
                ? new Expression.Plain(value)
                : Compilation.Names.equals(call.arguments().getFirst(), value).content();
          }
        }
        return super.content(content);
      }
    };
  }

  /** The value as a term. */
  static Term term(RegoValue value, Position at) {
    return switch (value) {
      case RegoArray array -> {
        List<Term> items = new ArrayList<>();
        array.forEach(item -> items.add(term(item, at)));
        yield new Term.Array(items, at);
      }
      case RegoSet set -> {
        List<Term> items = new ArrayList<>();
        set.forEach(item -> items.add(term(item, at)));
        yield new Term.SetTerm(items, at);
      }
      case RegoObject object -> {
        List<Term.Entry> entries = new ArrayList<>();
        object.forEach((key, item) -> entries.add(new Term.Entry(term(key, at), term(item, at))));
        yield new Term.ObjectTerm(entries, at);
      }
      default -> new Term.Scalar(value, at);
    };
  }
}
