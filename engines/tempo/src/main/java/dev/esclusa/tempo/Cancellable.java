package dev.esclusa.tempo;

/** Work that was planned for later and can still be called off. */
@FunctionalInterface
public interface Cancellable {

  /**
   * True when this call kept the work from starting; false when it had started or was called off.
   */
  boolean cancel();
}
