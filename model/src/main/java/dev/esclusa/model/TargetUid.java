package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * The identity of a target: written once into {@code metadata.uid} in Git, never changed after.
 *
 * @param text e.g. {@code crm-core-prod-7f3a}
 */
@Transparent
public record TargetUid(String text) implements Comparable<TargetUid> {
  public TargetUid {
    Shape.IDENTIFIER.check("TargetUid", text);
  }

  @Override
  public int compareTo(TargetUid other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
