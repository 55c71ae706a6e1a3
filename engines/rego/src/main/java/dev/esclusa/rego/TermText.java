package dev.esclusa.rego;

import java.util.List;
import java.util.stream.Collectors;

/** Writes terms as Rego. */
final class TermText {
  private TermText() {}

  static String of(Term term) {
    StringBuilder out = new StringBuilder();
    write(term, out);
    return out.toString();
  }

  static String of(Body body) {
    return body.expressions().stream().map(TermText::of).collect(Collectors.joining("; "));
  }

  static String of(Expression expression) {
    StringBuilder out = new StringBuilder(expression.negated() ? "not " : "");
    switch (expression.content()) {
      case Expression.Plain plain -> write(plain.term(), out);
      case Expression.Invoke call -> call(call.operator(), call.arguments(), out);
      case Expression.Some some -> {
        out.append("some ");
        list(some.symbols(), out);
      }
      case Expression.Every every -> {
        out.append("every ");
        if (every.key() != null) {
          write(every.key(), out);
          out.append(", ");
        }
        write(every.value(), out);
        out.append(" in ");
        write(every.domain(), out);
        out.append(" { ").append(of(every.body())).append(" }");
      }
      case Expression.Not not -> out.append("not { ").append(of(not.body())).append(" }");
      case Expression.And and -> {
        out.append("{ ").append(of(and.left())).append(" } and { ");
        out.append(of(and.right())).append(" }");
      }
      case Expression.Or or -> {
        out.append("{ ").append(of(or.left())).append(" } or { ");
        out.append(of(or.right())).append(" }");
      }
    }
    for (Expression.With with : expression.withs()) {
      out.append(" with ");
      write(with.target(), out);
      out.append(" as ");
      write(with.value(), out);
    }
    return out.toString();
  }

  static String of(Rule rule) {
    StringBuilder out = new StringBuilder(rule.isDefault() ? "default " : "");
    head(rule.head(), out);
    if (!rule.isDefault()) {
      out.append(" if { ").append(of(rule.body())).append(" }");
    }
    for (Rule next = rule.otherwise(); next != null; next = next.otherwise()) {
      out.append(" else");
      if (next.head().value() != null) {
        out.append(" := ");
        write(next.head().value(), out);
      }
      out.append(" if { ").append(of(next.body())).append(" }");
    }
    return out.toString();
  }

  private static void head(Rule.Head head, StringBuilder out) {
    write(head.reference(), out);
    if (!head.arguments().isEmpty()) {
      out.append('(');
      list(head.arguments(), out);
      out.append(')');
    }
    if (head.key() != null) {
      out.append(" contains ");
      write(head.key(), out);
    }
    if (head.value() != null) {
      out.append(head.assigned() ? " := " : " = ");
      write(head.value(), out);
    }
  }

  private static void write(Term term, StringBuilder out) {
    switch (term) {
      case Term.Scalar scalar -> out.append(scalar);
      case Term.Var variable -> out.append(variable);
      case Term.Ref ref -> ref(ref, out);
      case Term.Array array -> {
        out.append('[');
        list(array.items(), out);
        out.append(']');
      }
      case Term.SetTerm set -> {
        out.append(set.items().isEmpty() ? "set(" : "{");
        list(set.items(), out);
        out.append(set.items().isEmpty() ? ')' : '}');
      }
      case Term.ObjectTerm object -> {
        out.append('{');
        String between = "";
        for (Term.Entry entry : object.entries()) {
          out.append(between);
          between = ", ";
          write(entry.key(), out);
          out.append(": ");
          write(entry.value(), out);
        }
        out.append('}');
      }
      case Term.Call call -> call(call.operator(), call.arguments(), out);
      case Term.ArrayComprehension c -> {
        out.append('[');
        write(c.head(), out);
        out.append(" | ").append(of(c.body())).append(']');
      }
      case Term.SetComprehension c -> {
        out.append('{');
        write(c.head(), out);
        out.append(" | ").append(of(c.body())).append('}');
      }
      case Term.ObjectComprehension c -> {
        out.append('{');
        write(c.key(), out);
        out.append(": ");
        write(c.value(), out);
        out.append(" | ").append(of(c.body())).append('}');
      }
      case Term.Template template -> template(template, out);
    }
  }

  private static void template(Term.Template template, StringBuilder out) {
    out.append("$\"");
    for (Expression part : template.parts()) {
      if (part.content() instanceof Expression.Plain(Term.Scalar(RegoString text, var at))) {
        out.append(text.value().replace("{", "\\{"));
      } else {
        out.append('{').append(of(part)).append('}');
      }
    }
    out.append('"');
  }

  private static void call(Term.Ref operator, List<Term> arguments, StringBuilder out) {
    write(operator, out);
    out.append('(');
    list(arguments, out);
    out.append(')');
  }

  private static void list(List<Term> terms, StringBuilder out) {
    String between = "";
    for (Term term : terms) {
      out.append(between);
      between = ", ";
      write(term, out);
    }
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char ch = text.charAt(i);
      if (!Scanner.isLetter(ch) && (i == 0 || ch < '0' || ch > '9')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static void ref(Term.Ref ref, StringBuilder out) {
    write(ref.head(), out);
    for (Term part : ref.parts().subList(1, ref.size())) {
      if (part instanceof Term.Scalar(RegoString text, var at) && isName(text.value())) {
        out.append('.').append(text.value());
      } else {
        out.append('[');
        write(part, out);
        out.append(']');
      }
    }
  }
}
