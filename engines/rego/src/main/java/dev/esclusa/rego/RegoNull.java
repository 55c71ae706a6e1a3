package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/** Rego's {@code null}. */
public final class RegoNull extends RegoValue {
  public static final RegoNull NULL = new RegoNull();

  private RegoNull() {}

  @Override
  int rank() {
    return 0;
  }

  @Override
  int compareSameKind(RegoValue other) {
    return 0;
  }

  @Override
  public String typeName() {
    return "null";
  }

  @Override
  void term(StringBuilder out) {
    out.append("null");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return 17;
  }
}
