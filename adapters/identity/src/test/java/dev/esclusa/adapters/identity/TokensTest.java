package dev.esclusa.adapters.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("tokens.json");
  }

  @Test
  void aTokenStandsForItsHolderAfterARestart() {
    String token = Tokens.open(file).issue("ana@x", List.of("crm"), RANDOM);
    assertThat(Tokens.open(file).holderOf(token))
        .contains(new Tokens.Holder("ana@x", List.of("crm")));
    assertThat(Tokens.open(file).holderOf(token + "x")).isEmpty();
    assertThat(Tokens.open(file).holderOf("")).isEmpty();
  }

  @Test
  void aHolderChangesOnlyItsProjects() {
    assertThat(new Tokens.Holder("ana@x", List.of("crm")).mayChange("crm")).isTrue();
    assertThat(new Tokens.Holder("ana@x", List.of("crm")).mayChange("erp")).isFalse();
    assertThat(new Tokens.Holder("ana@x", List.of()).mayChange("crm")).isFalse();
    assertThat(new Tokens.Holder("root@x", List.of("*")).mayChange("crm")).isTrue();
  }

  @Test
  void theFileHoldsNoTokenAndIsForItsOwnerOnly() throws Exception {
    String token = Tokens.open(file).issue("ana@x", List.of("crm"), RANDOM);
    assertThat(token).hasSizeGreaterThan(43);
    assertThat(Files.readString(file)).doesNotContain(token.substring(8));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws Exception {
    Tokens.open(file).issue("ana@x", List.of("crm"), RANDOM);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Tokens.open(file))
        .hasMessageContaining("IDN-0005")
        .hasMessageContaining("rw-r-----");
  }

  @Test
  void aDamagedFileIsRefused() throws Exception {
    Files.writeString(file, "{\"tokens\":[{}]}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> Tokens.open(file)).hasMessageContaining("IDN-0006");
  }

  @Test
  void aRevokedTokenIsNobodys() {
    Tokens tokens = Tokens.open(file);
    String ana = tokens.issue("ana@x", List.of("crm"), RANDOM);
    String ben = tokens.issue("ben@x", List.of("crm"), RANDOM);
    tokens.revoke("ana@x");
    assertThat(tokens.holderOf(ana)).isEmpty();
    assertThat(Tokens.open(file).holderOf(ana)).isEmpty();
    assertThat(Tokens.open(file).holderOf(ben)).isPresent();
  }
}
