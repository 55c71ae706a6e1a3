package dev.esclusa.rego;

import java.util.function.Supplier;

/** What a built-in may know and must respect during one call. */
interface BuiltinCall {
  /**
   * Counts work (about one per value visited or character made) against the limits; call it in
   * loops.
   */
  void step(long amount);

  /** Announces memory about to be taken, in bytes: before building what may be huge. */
  void allocate(long bytes);

  /** Where answers that depend on the world come from: time, randomness, network, environment. */
  Capabilities capabilities();

  /** A value kept for the whole query (compiled patterns, parsed keys, ...). */
  <T> T remembered(Object key, Supplier<T> make);
}
