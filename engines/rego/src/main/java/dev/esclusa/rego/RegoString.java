package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/** Unicode text, ordered by code point (as Go orders UTF-8 bytes). */
public final class RegoString extends RegoValue {
  public static final RegoString EMPTY = new RegoString("");

  private static final int HASHED_LENGTH = 32;

  private final String value;

  private RegoString(String value) {
    this.value = value;
  }

  public static RegoString of(String value) {
    return value.isEmpty() ? EMPTY : new RegoString(value);
  }

  public String value() {
    return value;
  }

  @Override
  int rank() {
    return 3;
  }

  @Override
  int compareSameKind(RegoValue other) {
    return compare(value, ((RegoString) other).value);
  }

  /** Code point order: surrogates sort after all other UTF-16 units. */
  static int compare(String left, String right) {
    int at = mismatch(left, right);
    if (at < 0) {
      return left.length() - right.length();
    }
    char a = left.charAt(at);
    char b = right.charAt(at);
    boolean aHalf = Character.isSurrogate(a);
    boolean bHalf = Character.isSurrogate(b);
    return aHalf == bHalf ? a - b : aHalf ? 1 : -1;
  }

  private static int mismatch(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String typeName() {
    return "string";
  }

  @Override
  void term(StringBuilder out) {
    GoText.quote(value, out);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof RegoString that && same(value, that.value));
  }

  /** Names of one length mostly differ in their hashes, which are known soon. */
  private static boolean same(String one, String other) {
    int length = one.length();
    return length == other.length()
        && (length > HASHED_LENGTH || one.hashCode() == other.hashCode())
        && one.equals(other);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
