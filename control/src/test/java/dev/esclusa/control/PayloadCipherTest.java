package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.control.Journal.Payload;
import dev.esclusa.control.PayloadCipher.StreamKey;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Stream;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadCipherTest {
  private static final Stream CHANGE = Stream.of(new ChangeId("c-1"));
  private static final Stream OTHER = Stream.of(new ChangeId("c-2"));
  private static final Digest LEAF = Digest.of(new byte[] {1});
  private static final Payload PAYLOAD =
      new Payload(new byte[16], "Ana Lind said why".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  @Test
  void whatWasSealedOpensAfterARestart() {
    Path file = folder.resolve("keys/master.key");
    PayloadCipher cipher = PayloadCipher.ofKeyFile(file, Chance.secure());
    StreamKey key = cipher.newKey(CHANGE);
    byte[] sealed = cipher.seal(key, LEAF, PAYLOAD);

    PayloadCipher restarted = PayloadCipher.ofKeyFile(file, Chance.secure());
    Payload opened = restarted.open(restarted.unwrap(CHANGE, key.wrapped()), LEAF, sealed);

    assertThat(opened.bytes()).isEqualTo(PAYLOAD.bytes());
    assertThat(opened.salt()).isEqualTo(PAYLOAD.salt());
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("Lind");
  }

  @Test
  void theKeyFileIsForItsOwnerOnly() throws Exception {
    Path file = folder.resolve("master.key");
    PayloadCipher.ofKeyFile(file, Chance.secure());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> PayloadCipher.ofKeyFile(file, Chance.secure()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("rw-r-----");
  }

  @Test
  void aBrokenKeyFileIsRefusedAndLeftAsItIs() throws Exception {
    Path file = folder.resolve("master.key");
    PayloadCipher.ofKeyFile(file, Chance.secure());
    Files.writeString(file, "abc");

    assertThatThrownBy(() -> PayloadCipher.ofKeyFile(file, Chance.secure()))
        .isInstanceOf(ProblemException.class);
    assertThat(file).hasContent("abc");
  }

  @Test
  void aKeyOfAnotherStreamOrInstallationIsRefused() {
    PayloadCipher cipher = new PayloadCipher(new byte[32], Chance.secure());
    byte[] wrapped = cipher.newKey(CHANGE).wrapped();
    byte[] otherMaster = new byte[32];
    otherMaster[0] = 1;

    assertThatThrownBy(() -> cipher.unwrap(OTHER, wrapped)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(
            () -> new PayloadCipher(otherMaster, Chance.secure()).unwrap(CHANGE, wrapped))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aPayloadOpensOnlyBesideItsOwnLeafAndUnchanged() {
    PayloadCipher cipher = new PayloadCipher(new byte[32], Chance.secure());
    StreamKey key = cipher.newKey(CHANGE);
    byte[] sealed = cipher.seal(key, LEAF, PAYLOAD);

    assertThatThrownBy(() -> cipher.open(key, Digest.of(new byte[] {2}), sealed))
        .isInstanceOf(ProblemException.class);
    for (int i = 0; i < sealed.length; i++) {
      byte[] flipped = sealed.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> cipher.open(key, LEAF, flipped))
          .isInstanceOf(ProblemException.class);
    }
  }
}
