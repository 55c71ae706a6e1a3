package dev.esclusa.terraform;

import dev.esclusa.tree.Value;

/**
 * An object as a plan or state records it; its values are no part of {@code toString}.
 *
 * @param sensitive what the provider or configuration marks
 */
public record StateObject(
    String address, String mode, String type, String providerName, Value values, Mask sensitive) {
  @Override
  public String toString() {
    return address;
  }
}
