package dev.esclusa.rego;

/** Told how long an output has grown; throws when that is too long or the evaluation is over. */
@FunctionalInterface
interface TextLimit {
  TextLimit NONE = length -> {};

  void reached(int length);
}
