package dev.esclusa.tree;

/** Whose reading of plain YAML scalars applies. */
public enum ScalarProfile {
  /**
   * kubectl 1.33 (go-yaml v2 behind sigs.k8s.io/yaml): {@code on}, {@code yes} are booleans, {@code
   * 012} is ten, keys that are no text become text. Numbers stay exact where kubectl would round.
   */
  KUBECTL,
  /**
   * OPA 1.20 (go.yaml.in/yaml v2.4 behind sigs.k8s.io/yaml 1.6): as KUBECTL, but {@code y} and
   * {@code n} are booleans too, and numbers outside 64 bits round to a double.
   */
  OPA,
  /**
   * kustomize 5 (go-yaml v3): {@code on}, {@code yes} are text, a date becomes a full timestamp,
   * keys must be text, and numbers outside 64 bits round to a double.
   */
  KUSTOMIZE
}
