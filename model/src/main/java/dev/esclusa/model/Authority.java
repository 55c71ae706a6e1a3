package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * The kind of system that holds a target's real state and is its only way to change.
 *
 * @param text the name of the adapter that serves it; {@link #CONFIGURATION} is the root repository
 */
@Transparent
public record Authority(String text) {
  /** Esclusa's own rules, people and environments: a target like any other. */
  public static final Authority CONFIGURATION = new Authority("configuration");

  public Authority {
    Shape.NAME.check("authority", text);
  }

  @Override
  public String toString() {
    return text;
  }
}
