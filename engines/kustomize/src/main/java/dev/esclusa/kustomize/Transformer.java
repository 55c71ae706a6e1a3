package dev.esclusa.kustomize;

/**
 * One step over all objects of a build; {@code step} says which field of which file asked for it.
 */
interface Transformer {
  void apply(ObjectSet objects, BuildState build);
}
