package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/** {@code true} or {@code false}. */
public final class RegoBoolean extends RegoValue {
  public static final RegoBoolean FALSE = new RegoBoolean(false);
  public static final RegoBoolean TRUE = new RegoBoolean(true);

  private final boolean value;

  private RegoBoolean(boolean value) {
    this.value = value;
  }

  public boolean value() {
    return value;
  }

  @Override
  int rank() {
    return 1;
  }

  @Override
  int compareSameKind(RegoValue other) {
    return Boolean.compare(value, ((RegoBoolean) other).value);
  }

  @Override
  public String typeName() {
    return "boolean";
  }

  @Override
  void term(StringBuilder out) {
    out.append(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return value ? 1231 : 1237;
  }
}
