package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Address;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a stack without an engine, kept like a saved plan: sealed, bound by its meaning,
 * used up once.
 *
 * @param nonce tells apart two of one meaning; the meaning does not cover it
 */
record StackOperation(Deed deed, String nonce) {
  private static final String ENGINE = "esclusa";

  /** What it comes to. */
  sealed interface Deed {
    /** Break a lock that nobody holds any more. */
    record BreakLock(String lock) implements Deed {}

    /**
     * Lead an apply out of doubt.
     *
     * @param change the one in doubt
     * @param lock what it left locked
     * @param errored digest of the state that it could not hand in
     */
    record LeadOut(ChangeId change, @Nullable String lock, @Nullable Digest errored)
        implements Deed {}

    /** Look after these no more; nothing in the world changes. */
    record LetGo(List<Address> addresses) implements Deed {
      public LetGo {
        addresses = List.copyOf(addresses);
      }
    }
  }

  byte[] bytes() {
    return Canonical.bytes(Records.toValue(this));
  }

  /** Absent when these are the bytes of an engine's plan. */
  static @Nullable StackOperation read(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{'
        ? Records.fromValue(StackOperation.class, Canonical.read(bytes))
        : null;
  }

  SavedPlan plan() {
    return new SavedPlan(
        Digest.of(bytes()),
        Canonical.hash("esclusa/stack-operation/v1", Records.toValue(deed)),
        ENGINE,
        List.of());
  }
}
