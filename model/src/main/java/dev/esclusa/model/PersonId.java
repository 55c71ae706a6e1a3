package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * A person or service by pseudonym: a keyed hash of the principal's id, so that the log names
 * nobody.
 *
 * @param text e.g. {@code p-3f2a91bc77d0e1aa}
 */
@Transparent
public record PersonId(String text) implements Comparable<PersonId> {
  public PersonId {
    Shape.IDENTIFIER.check("PersonId", text);
  }

  @Override
  public int compareTo(PersonId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
