package dev.esclusa.estate;

import java.util.List;

/** What a field of a configuration document holds. */
sealed interface FieldType {
  record Text(TextForm form) implements FieldType {}

  record Truth() implements FieldType {}

  record Whole(long min, long max) implements FieldType {}

  record Choice(List<String> words) implements FieldType {}

  /**
   * The name of another document.
   *
   * @param besides words that stand for something else, e.g. {@code $owner}
   */
  record Reference(String kind, List<String> besides) implements FieldType {}

  /**
   * @param unique whether an item may stand in it once only
   */
  record Many(FieldType item, int min, boolean unique) implements FieldType {}

  record Parts(List<Field> fields) implements FieldType {}

  /** Texts by free keys. */
  record Texts() implements FieldType {}
}
