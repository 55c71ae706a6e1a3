package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * The name of one episode of drift.
 *
 * @param text e.g. {@code d-5h2k9d7m3q}
 */
@Transparent
public record EpisodeId(String text) implements Comparable<EpisodeId> {
  public EpisodeId {
    Shape.IDENTIFIER.check("EpisodeId", text);
  }

  @Override
  public int compareTo(EpisodeId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
