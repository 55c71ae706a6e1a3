package dev.esclusa.model;

import java.util.function.Predicate;

/**
 * The allowed shapes of names. Names go into paths, logs and commands, so they stay small and
 * plain.
 */
enum Shape {
  IDENTIFIER(s -> s.length() <= 128 && plain(s, "-_.")),
  NAME(s -> s.length() <= 253 && plain(s, "-_.")),
  LINE(s -> s.length() <= 4096 && s.chars().noneMatch(c -> c < 0x20 || c == 0x7f));

  private final Predicate<String> holds;

  Shape(Predicate<String> holds) {
    this.holds = holds;
  }

  void check(String what, String text) {
    if (text.isEmpty() || !holds.test(text)) {
      throw new ModelException(
          what
              + " \""
              + shortened(text)
              + "\" is not a "
              + name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private static boolean plain(String text, String others) {
    return text.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || others.indexOf(c) >= 0);
  }
}
