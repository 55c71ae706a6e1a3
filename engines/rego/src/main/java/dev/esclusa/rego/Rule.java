package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule as written, or after compilation as it is evaluated.
 *
 * <p>After compilation: a {@link Kind#MULTI_VALUE} head has {@code key} and no {@code value}, every
 * other head has {@code value} and no {@code key}; key, value and the dynamic parts of the
 * reference are scalars, variables, closed terms or references that need no binding, everything
 * else has moved into the body; function arguments are unique variables or patterns of such.
 *
 * @param isDefault {@code default p := 1}; body is {@code true}
 * @param otherwise the rule after {@code else}, with the same head reference and arguments
 * @param annotations metadata directly above the rule, scope rule or document
 */
record Rule(
    boolean isDefault,
    Head head,
    Body body,
    @Nullable Rule otherwise,
    List<Annotations> annotations,
    Position position) {
  Rule {
    annotations = List.copyOf(annotations);
  }

  /** How the values of rules with one name make a document. */
  enum Kind {
    /** {@code p := v}, also with a reference of several parts, constant or dynamic. */
    SINGLE_VALUE,
    /** {@code p contains k}. */
    MULTI_VALUE,
    /** {@code f(x) := v}. */
    FUNCTION
  }

  /**
   * What a rule defines.
   *
   * @param reference {@code p}, {@code p.q[x].r}: the head's name without the package; the first
   *     part is a variable
   * @param arguments of a function; empty for everything else
   * @param key what {@code contains} adds
   * @param assigned {@code :=} rather than {@code =}
   * @param generatedValue the value {@code true} was not written
   */
  record Head(
      Term.Ref reference,
      List<Term> arguments,
      @Nullable Term key,
      @Nullable Term value,
      boolean assigned,
      boolean generatedValue,
      Position position) {
    Head {
      arguments = List.copyOf(arguments);
    }

    /** The first part of the reference. */
    String name() {
      return reference.head() instanceof Term.Var var ? var.name() : reference.head().toString();
    }

    Kind kind() {
      if (!arguments.isEmpty()) {
        return Kind.FUNCTION;
      }
      return key != null ? Kind.MULTI_VALUE : Kind.SINGLE_VALUE;
    }

    Head with(
        Term.Ref newReference,
        List<Term> newArguments,
        @Nullable Term newKey,
        @Nullable Term newValue) {
      if (newReference == reference
          && newArguments == arguments
          && newKey == key
          && newValue == value) {
        return this;
      }
      return new Head(
          newReference, newArguments, newKey, newValue, assigned, generatedValue, position);
    }
  }

  Kind kind() {
    return head.kind();
  }

  /** {@code data.package.name...}: the whole path with the package, dynamic parts included. */
  Term.Ref path(Term.Ref packagePath) {
    List<Term> parts = new ArrayList<>(packagePath.parts());
    Term first = head.reference().head();
    parts.add(
        first instanceof Term.Var var
            ? new Term.Scalar(RegoString.of(var.name()), var.position())
            : first);
    parts.addAll(head.reference().parts().subList(1, head.reference().size()));
    return new Term.Ref(parts, head.reference().position());
  }

  Rule with(Head newHead, Body newBody, @Nullable Rule newOtherwise) {
    if (newHead == head && newBody == body && newOtherwise == otherwise) {
      return this;
    }
    return new Rule(isDefault, newHead, newBody, newOtherwise, annotations, position);
  }

  Rule annotated(List<Annotations> found) {
    return new Rule(isDefault, head, body, otherwise, found, position);
  }

  @Override
  public String toString() {
    return TermText.of(this);
  }
}
