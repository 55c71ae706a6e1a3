package dev.esclusa.tree;

/** Whose reading of plain YAML scalars applies. */
public enum ScalarProfile {
  /**
   * kubectl 1.33 (go-yaml v2 behind sigs.k8s.io/yaml): {@code on}, {@code yes} are booleans, {@code
   * 012} is ten, keys that are no text become text. Numbers stay exact where kubectl would round.
   */
  KUBECTL,
  /**
   * kustomize 5 (go-yaml v3): {@code on}, {@code yes} are text, a date becomes a full timestamp,
   * keys must be text, and numbers outside 64 bits round to a double.
   */
  KUSTOMIZE
}
