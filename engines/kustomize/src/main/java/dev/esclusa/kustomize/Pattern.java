package dev.esclusa.kustomize;

import com.google.re2j.PatternSyntaxException;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.Position;
import org.jspecify.annotations.Nullable;

/** A regular expression of RE2, matched in linear time; the empty one lets all through. */
final class Pattern {
  private static final Pattern ALL = new Pattern(null, null);
  private static final int MAX_SIZE = 20_000;
  private static final int MAX_LENGTH = BuildLimits.DEFAULT.patternLength();

  private final @Nullable String word; // a pattern without special characters
  private final com.google.re2j.@Nullable Pattern compiled;

  private Pattern(@Nullable String word, com.google.re2j.@Nullable Pattern compiled) {
    this.word = word;
    this.compiled = compiled;
  }

  /** Matches the whole text. */
  static Pattern anchored(String text, Position place) {
    if (text.isEmpty()) {
      return ALL;
    }
    return isWord(text)
        ? new Pattern(text, null)
        : new Pattern(null, compile("^(?:" + text + ")$", place));
  }

  /** Is found anywhere in the text. */
  static Pattern found(String text, Position place) {
    return text.isEmpty() ? ALL : new Pattern(null, compile(text, place));
  }

  boolean matches(String text) {
    if (word != null) {
      return word.equals(text);
    }
    return compiled == null || compiled.matcher(text).find();
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && c != '-' && c != '_' && c != '/') {
        return false;
      }
    }
    return true;
  }

  private static com.google.re2j.Pattern compile(String text, Position place) {
    if (text.length() > MAX_LENGTH) {
      throw new KustomizeException(
          Code.LIMIT,
          place,
          "The pattern has " + text.length() + " characters; " + MAX_LENGTH + " are allowed.",
          "Write a shorter pattern.");
    }
    if (PatternSize.of(text) > MAX_SIZE) {
      throw new KustomizeException(
          Code.LIMIT,
          place,
          "The pattern repeats what repeats, beyond " + MAX_SIZE + " steps.",
          "Write smaller repeat counts.");
    }
    try {
      return com.google.re2j.Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new KustomizeException(
          Code.PATTERN,
          place,
          "'" + text + "' is no regular expression: " + e.getDescription() + ".",
          "Write a regular expression of RE2.",
          e);
    }
  }
}
