package dev.esclusa.terraform;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;

/** Masks as an installation makes them, without its key. */
enum TestMasking implements Masking {
  DIGEST;

  @Override
  public Value mask(String address, Pointer pointer, Value secret) {
    Value place = Value.sequence(Value.of(address), Value.of(pointer.toString()), secret);
    return Value.mapping("masked", Canonical.hash("test", place).hex());
  }
}
