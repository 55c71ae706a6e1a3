package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;

/**
 * Turns a secret into what may be kept in its place. For hashes and baselines it must give equal
 * results for equal secrets and different ones for different secrets, as a keyed digest does.
 */
@FunctionalInterface
public interface Masking {
  /** For people: hides that and how a secret changed. */
  Masking HIDDEN = (address, pointer, secret) -> Value.of(SecretRules.MASK);

  /**
   * @param address of the resource, {@code output.NAME} for an output
   * @param secret any value, also a whole list or mapping that is marked
   */
  Value mask(String address, Pointer pointer, Value secret);
}
