package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One term of a policy. Equal by content: the position does not count. {@code toString} is Rego.
 *
 * <p>After compilation a body holds no {@link Call}, no {@link Template} and no wildcard inside a
 * term any more: calls are expressions of their own with a variable for the result, references
 * start with a variable ({@code data}, {@code input} or a local one) and their parts are scalars or
 * variables, or composite terms without references. Locals have names unique in the compilation.
 */
sealed interface Term {
  Position position();

  /** null, a boolean, a number or a string. */
  record Scalar(RegoValue value, Position position) implements Term {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Scalar that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }

    @Override
    public String toString() {
      return value.toString();
    }
  }

  /**
   * A variable; wildcards are named {@code $0}, {@code $1}, ... and made names {@code __local7__}.
   */
  record Var(String name, Position position) implements Term {
    boolean isWildcard() {
      return name.startsWith("$");
    }

    boolean isGenerated() {
      return name.startsWith("__local");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Var that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return isWildcard() ? "_" : name;
    }
  }

  /** {@code head.a["b"][c]}; parts has at least the head and may have nothing else. */
  record Ref(List<Term> parts, Position position) implements Term {
    public Ref {
      parts = List.copyOf(parts);
    }

    Term head() {
      return parts.getFirst();
    }

    int size() {
      return parts.size();
    }

    Term part(int index) {
      return parts.get(index);
    }

    /** Whether the head is this variable. */
    boolean startsAt(String variable) {
      return head() instanceof Var var && var.name().equals(variable);
    }

    /** Whether {@link #dotted} is this name. */
    boolean names(String name) {
      if (parts.size() == 1) {
        return head() instanceof Var var && var.name().equals(name);
      }
      return name.indexOf('.') > 0 && dotted().equals(name);
    }

    Ref plus(Term part) {
      List<Term> longer = new ArrayList<>(parts);
      longer.add(part);
      return new Ref(longer, position);
    }

    Ref prefix(int size) {
      return new Ref(parts.subList(0, size), position);
    }

    /** Without variables behind the head. */
    boolean isGround() {
      for (int i = 1; i < parts.size(); i++) {
        if (!Term.isGround(parts.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** The longest start without variables behind the head. */
    Ref groundPrefix() {
      int size = 1;
      while (size < parts.size() && Term.isGround(parts.get(size))) {
        size++;
      }
      return prefix(size);
    }

    /**
     * {@code json.unmarshal}: names joined by dots, as built-ins are called; else the Rego text.
     */
    String dotted() {
      if (parts.size() == 1 && head() instanceof Var only) {
        return only.name();
      }
      StringJoiner name = new StringJoiner(".");
      for (Term part : parts) {
        switch (part) {
          case Var var -> name.add(var.name());
          case Scalar(RegoString text, var at) -> name.add(text.value());
          default -> {
            return toString();
          }
        }
      }
      return name.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Ref that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return parts.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  record Array(List<Term> items, Position position) implements Term {
    public Array {
      items = List.copyOf(items);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Array that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
      return items.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  /** One {@code key: value}. */
  record Entry(Term key, Term value) {}

  record ObjectTerm(List<Entry> entries, Position position) implements Term {
    public ObjectTerm {
      entries = List.copyOf(entries);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ObjectTerm that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
      return entries.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  record SetTerm(List<Term> items, Position position) implements Term {
    public SetTerm {
      items = List.copyOf(items);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SetTerm that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
      return items.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  /**
   * {@code f(x)}; infix operators are calls of their built-in ({@code plus}, {@code eq} for {@code
   * =}, {@code assign} for {@code :=}, {@code internal.member_2} for {@code in}).
   */
  record Call(Ref operator, List<Term> arguments, Position position) implements Term {
    public Call {
      arguments = List.copyOf(arguments);
    }

    boolean calls(String builtin) {
      return operator.names(builtin);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Call that
          && operator.equals(that.operator)
          && arguments.equals(that.arguments);
    }

    @Override
    public int hashCode() {
      return 31 * operator.hashCode() + arguments.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  record ArrayComprehension(Term head, Body body, Position position) implements Term {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ArrayComprehension that
          && head.equals(that.head)
          && body.equals(that.body);
    }

    @Override
    public int hashCode() {
      return head.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  record SetComprehension(Term head, Body body, Position position) implements Term {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SetComprehension that
          && head.equals(that.head)
          && body.equals(that.body);
    }

    @Override
    public int hashCode() {
      return head.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  record ObjectComprehension(Term key, Term value, Body body, Position position) implements Term {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof ObjectComprehension that
          && key.equals(that.key)
          && value.equals(that.value)
          && body.equals(that.body);
    }

    @Override
    public int hashCode() {
      return 31 * key.hashCode() + value.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  /** {@code $"a {x} b"}: texts are string scalars, everything else is an expression. */
  record Template(List<Expression> parts, boolean raw, Position position) implements Term {
    public Template {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Template that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return parts.hashCode();
    }

    @Override
    public String toString() {
      return TermText.of(this);
    }
  }

  /** Without a variable (a closed comprehension counts as one that has). */
  static boolean isGround(Term term) {
    return switch (term) {
      case Scalar scalar -> true;
      case Var var -> false;
      case Ref ref -> ref.isGround() && isGroundHead(ref);
      case Array array -> array.items().stream().allMatch(Term::isGround);
      case SetTerm set -> set.items().stream().allMatch(Term::isGround);
      case ObjectTerm object ->
          object.entries().stream().allMatch(e -> isGround(e.key()) && isGround(e.value()));
      case Call call -> call.arguments().stream().allMatch(Term::isGround);
      case ArrayComprehension c -> isGround(c.head()) && c.body().isGround();
      case SetComprehension c -> isGround(c.head()) && c.body().isGround();
      case ObjectComprehension c -> isGround(c.key()) && isGround(c.value()) && c.body().isGround();
      case Template template -> false;
    };
  }

  private static boolean isGroundHead(Ref ref) {
    return ref.head() instanceof Var || isGround(ref.head());
  }
}
