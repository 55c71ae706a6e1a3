package dev.esclusa.adapters.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshKeyPairTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;

  @Test
  void aWrittenKeyReadsBack() {
    for (String comment : new String[] {"", "a", "ana@crm.example", "anaïs"}) {
      SshKeyPair key = SshKeyPair.generate(RANDOM, comment);
      SshKeyPair again = SshKeyPair.read(key.write(RANDOM));
      assertThat(again.publicLine()).isEqualTo(key.publicLine());
      assertThat(again.sign(new byte[0], "x")).isEqualTo(key.sign(new byte[0], "x"));
    }
  }

  @Test
  void sshKeygenReadsWhatIsWritten() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    SshKeyPair key = SshKeyPair.generate(RANDOM, "ana");
    Path file = folder.resolve("key");
    Files.writeString(file, key.write(RANDOM));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(keygen.must("-y", "-f", "key").text().strip()).isEqualTo(key.publicLine());
  }

  @Test
  void whatSshKeygenMakesIsRead() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", "ed25519", "-N", "", "-C", "ben of crm", "-f", "key");
    SshKeyPair key = SshKeyPair.read(Files.readString(folder.resolve("key")));
    assertThat(key.publicLine()).isEqualTo(Files.readString(folder.resolve("key.pub")).strip());
  }

  @Test
  void anEncryptedKeyIsRefusedWithTheReason() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", "ed25519", "-N", "secret", "-f", "key");
    String file = Files.readString(folder.resolve("key"));
    assertThatThrownBy(() -> SshKeyPair.read(file))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("IDN-0002")
        .hasMessageContaining("passphrase");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    Tool keygen = Tool.of("ssh-keygen", folder);
    keygen.must("-q", "-t", "ecdsa", "-N", "", "-f", "key");
    String file = Files.readString(folder.resolve("key"));
    assertThatThrownBy(() -> SshKeyPair.read(file))
        .hasMessageContaining("IDN-0003")
        .hasMessageContaining("ecdsa-sha2-nistp256");
  }

  @Test
  void aDamagedKeyIsRefusedOrUnharmed() {
    SshKeyPair key = SshKeyPair.generate(RANDOM, "ana");
    byte[] blob = Armor.PRIVATE_KEY.read(key.write(RANDOM));
    for (int i = 0; i < blob.length; i++) {
      byte[] flipped = blob.clone();
      flipped[i] ^= 1;
      try {
        SshKeyPair read = SshKeyPair.read(Armor.PRIVATE_KEY.write(flipped));
        assertThat(read.publicKey()).as("byte %d", i).isEqualTo(key.publicKey());
      } catch (ProblemException e) {
        assertThat(e.problem().code()).isIn("IDN-0002", "IDN-0003");
      }
    }
  }

  @Test
  void aKeyDoesNotPrintItsSecret() {
    assertThat(SshKeyPair.generate(RANDOM, "ana").toString()).endsWith("(sensitive)");
  }

  @Test
  void whatIsNoPublicKeyIsRefused() {
    for (String line :
        new String[] {"", "ssh-ed25519", "ssh-ed25519 !!!", "ssh-rsa " + base64Of("ssh-ed25519")}) {
      assertThatThrownBy(() -> SshPublicKey.parse(line)).hasMessageContaining("IDN-0001");
    }
  }

  private static String base64Of(String type) {
    return java.util.Base64.getEncoder().encodeToString(new WireWriter().string(type).bytes());
  }
}
