package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule while it is read: with what was written and is not kept. */
final class RuleDraft {
  Position position;
  Position headPosition;
  Term.Ref reference;
  List<Term> arguments = List.of();
  @Nullable Term key;
  @Nullable Term value;
  boolean assigned;
  boolean generatedValue;
  Body body;
  boolean generatedBody;
  boolean isDefault;
  boolean hasIf;
  boolean hasContains;
  @Nullable RuleDraft otherwise;

  RuleDraft(Term.Ref reference, Position position) {
    this.reference = reference;
    this.position = position;
    this.headPosition = position;
    this.body = trueAt(position);
  }

  static Body trueAt(Position at) {
    return Body.of(Expression.of(new Term.Scalar(RegoBoolean.TRUE, at)));
  }

  void valueTrue() {
    generatedValue = true;
    value = new Term.Scalar(RegoBoolean.TRUE, headPosition);
  }

  boolean isFunction() {
    return !arguments.isEmpty();
  }

  Rule rule() {
    Rule.Head head =
        new Rule.Head(
            reference,
            arguments,
            value == null ? key : null,
            value,
            assigned,
            generatedValue,
            headPosition);
    return new Rule(
        isDefault, head, body, otherwise == null ? null : otherwise.rule(), List.of(), position);
  }
}
