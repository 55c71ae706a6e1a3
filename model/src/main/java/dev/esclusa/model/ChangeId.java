package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * The name of one change, unique in an installation for ever.
 *
 * @param text e.g. {@code c-5h2k9d7m3q}
 */
@Transparent
public record ChangeId(String text) implements Comparable<ChangeId> {
  public ChangeId {
    Shape.IDENTIFIER.check("ChangeId", text);
  }

  @Override
  public int compareTo(ChangeId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
