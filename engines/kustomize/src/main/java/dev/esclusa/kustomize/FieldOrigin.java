package dev.esclusa.kustomize;

import dev.esclusa.tree.Position;

/**
 * Where a field got its value: the place, and the field of the kustomization whose step set it
 * ({@code resources} for what no step touched).
 */
public record FieldOrigin(Position position, String step) {
  /** {@code overlays/prod/kustomization.yaml:12:3 (replicas)}. */
  @Override
  public String toString() {
    return position + " (" + step + ")";
  }
}
