package dev.esclusa.stack;

import dev.esclusa.tree.Records.Transparent;

/**
 * One run of an engine: its name towards our state backend.
 *
 * @param text e.g. {@code r-5h2k9d7m3q}
 */
@Transparent
public record RunId(String text) implements Comparable<RunId> {
  public RunId {
    if (!text.matches("[A-Za-z0-9._-]{1,128}")) {
      throw new IllegalArgumentException("\"" + text + "\" is no run id");
    }
  }

  @Override
  public int compareTo(RunId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
