package dev.esclusa.kustomize;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * About how many steps a regular expression compiles to: RE2/J writes out every repeat, and the
 * counts of nested repeats multiply.
 */
final class PatternSize {
  private static final long CEILING = 1L << 40;

  private final String text;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long total;
  private long last;
  private int at;

  private PatternSize(String text) {
    this.text = text;
  }

  static long of(String text) {
    PatternSize size = new PatternSize(text);
    while (size.at < text.length()) {
      size.step();
    }
    while (!size.outer.isEmpty()) {
      size.close();
    }
    return size.total;
  }

  private void step() {
    char c = text.charAt(at++);
    switch (c) {
      case '\\' -> {
        at++;
        add(1);
      }
      case '[' -> {
        int end = text.indexOf(']', at + 1);
        at = end < 0 ? text.length() : end + 1;
        add(1);
      }
      case '(' -> {
        outer.push(total);
        total = 0;
        last = 0;
      }
      case ')' -> {
        if (!outer.isEmpty()) {
          close();
        }
      }
      case '{' -> repeat();
      case '*', '+', '?', '|' -> {}
      default -> add(1);
    }
  }

  private void close() {
    long group = total;
    total = outer.pop();
    add(group);
  }

  private void add(long size) {
    last = size;
    total = Math.min(CEILING, total + size);
  }

  /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else is a brace and counts as one. */
  private void repeat() {
    int end = text.indexOf('}', at);
    String counts = end < 0 ? "" : text.substring(at, end);
    long most = 0;
    for (String count : counts.split(",", -1)) {
      if (!count.isEmpty() && !Paths.isIndex(count)) {
        add(1);
        return;
      }
      most = count.isEmpty() ? most : Math.max(most, Long.parseLong(count));
    }
    at = end < 0 ? at : end + 1;
    long repeated = Math.min(CEILING, last * Math.max(1, most));
    total = Math.min(CEILING, total - last + repeated);
    last = repeated;
  }
}
