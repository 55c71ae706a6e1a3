package dev.esclusa.documents;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a HOCON file before its substitutions are known. */
sealed interface HoconNode {
  /** Members; grows while the file is read. */
  record Members(Map<String, HoconNode> members) implements HoconNode {
    Members() {
      this(new LinkedHashMap<>());
    }
  }

  /** A list. */
  record Items(List<HoconNode> items) implements HoconNode {}

  /**
   * A text, number or word.
   *
   * @param blank between two parts of a concatenation: it counts between texts only
   */
  record Word(String text, boolean blank) implements HoconNode {}

  /** The word {@code null}. */
  record Nothing() implements HoconNode {}

  /**
   * {@code ${a.b}}, {@code ${?a.b}}.
   *
   * @param at where it stands
   */
  record Substitution(List<String> path, boolean optional, int at) implements HoconNode {}

  /**
   * Parts that make one value.
   *
   * @param before what the same key had before, which a substitution of the key itself means
   */
  record Joined(List<String> key, List<HoconNode> parts, @Nullable HoconNode before)
      implements HoconNode {}
}
