package dev.esclusa.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EnvelopeSealTest {
  private static final byte[] PLAN = "the MARKER-91f3 of a plan".getBytes(StandardCharsets.UTF_8);
  private final Chance chance = Chance.seeded(7);
  private final String oldKey = AesKeyWrap.newLine(chance);
  private final String newKey = AesKeyWrap.newLine(chance);
  private final EnvelopeSeal seal = seal(oldKey);
  private final EnvelopeSeal.Label label = label(States.NETWORK, Purpose.SAVED_PLAN);

  private EnvelopeSeal seal(String... keys) {
    return new EnvelopeSeal(
        AesKeyWrap.parse("(test)", String.join("\n", keys) + "\n", chance), chance);
  }

  private static EnvelopeSeal.Label label(TargetUid stack, Purpose purpose) {
    return new EnvelopeSeal.Label(stack, purpose, Digest.of(PLAN));
  }

  private static void refused(String code, ThrowingCallable what) {
    assertThatThrownBy(what).hasMessageStartingWith(code).hasMessageNotContaining("MARKER");
  }

  private byte[] sealed() {
    return seal.seal(States.NETWORK, Purpose.SAVED_PLAN, PLAN);
  }

  @Test
  void whatIsSealedOpensAndShowsNothing() {
    assertThat(seal.open(label, sealed())).isEqualTo(PLAN);
    assertThat(new String(sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("MARKER");
    assertThat(sealed()).isNotEqualTo(sealed());
  }

  @Test
  void aBlobOpensOnlyAsWhatItWasSealed() {
    refused(
        "STK-0012", () -> seal.open(label(new TargetUid("other"), Purpose.SAVED_PLAN), sealed()));
    refused("STK-0012", () -> seal.open(label(States.NETWORK, Purpose.ERRORED_STATE), sealed()));
    refused(
        "STK-0012",
        () ->
            seal.open(
                new EnvelopeSeal.Label(
                    States.NETWORK, Purpose.SAVED_PLAN, Digest.of(new byte[] {1})),
                sealed()));
  }

  @Test
  void everyChangedOrMissingByteIsNoticed() {
    byte[] sealed = sealed();
    for (int i = 0; i < sealed.length; i++) {
      byte[] bent = sealed.clone();
      bent[i] ^= 1;
      refused("STK-0012", () -> seal.open(label, bent));
      byte[] cut = Arrays.copyOf(sealed, i);
      refused("STK-0012", () -> seal.open(label, cut));
    }
  }

  @Test
  void severalKeysReadAndTheLastOneWrites() {
    EnvelopeSeal both = seal(oldKey, newKey);
    byte[] old = sealed();
    byte[] moved = both.rewrap(label, old);

    assertThat(both.open(label, old)).isEqualTo(PLAN);
    assertThat(EnvelopeSeal.keyIdOf(old)).isEqualTo(oldKey.substring(0, 10));
    assertThat(EnvelopeSeal.keyIdOf(moved)).isEqualTo(newKey.substring(0, 10));
    assertThat(seal(newKey).open(label, moved)).isEqualTo(PLAN);
    refused("STK-0012", () -> seal(newKey).open(label, old));
    refused("STK-0012", () -> both.rewrap(label(new TargetUid("other"), label.purpose()), old));
  }

  @Test
  void aKeyFileThatHoldsAnythingElseIsRefused() {
    refused("STK-0013", () -> seal(""));
    refused("STK-0013", () -> seal("k-1 abc"));
    refused("STK-0013", () -> seal(oldKey, oldKey));
  }
}
