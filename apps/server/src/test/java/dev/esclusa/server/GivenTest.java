package dev.esclusa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.ProblemException;
import dev.esclusa.stack.StateLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  private static List<String> with(String... more) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--data", "/srv/esclusa", "--root=https://git.example/crm", "--genesis", COMMIT));
    flags.addAll(List.of(more));
    return flags;
  }

  private static ServerOptions options(List<String> flags) {
    return Given.read(flags, Map.of()).options();
  }

  private static void refused(String code, String words, List<String> flags) {
    assertThatThrownBy(() -> options(flags))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(code)
        .hasMessageContaining(words);
  }

  @Test
  void whatIsNotSaidHasADefault() {
    ServerOptions options = options(with());
    assertThat(options.keysFolder()).isEqualTo(Path.of("/srv/esclusa/keys"));
    assertThat(options.tokensFile()).isEqualTo(Path.of("/srv/esclusa/tokens.json"));
    assertThat(options.listen().getPort()).isEqualTo(7080);
    assertThat(options.listen().getAddress().isLoopbackAddress()).isTrue();
    assertThat(options.gitListen()).isNull();
    assertThat(options.database()).isNull();
    assertThat(options.leaseLifetime()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void aFlagCountsMoreThanAVariableAndAVariableMoreThanTheFile() throws Exception {
    Path file = folder.resolve("server.yaml");
    Files.writeString(file, "data: /from/file\npoll: 1m\nlease: 20s\nworkers: 3\n");
    ServerOptions options =
        Given.read(
                List.of(
                    "--config",
                    file.toString(),
                    "--root",
                    "file:///crm",
                    "--poll",
                    "5s",
                    "--genesis",
                    COMMIT),
                Map.of("ESCLUSA_SERVER_POLL", "7s", "ESCLUSA_SERVER_LEASE", "9s"))
            .options();
    assertThat(options.dataFolder()).isEqualTo(Path.of("/from/file"));
    assertThat(options.pollInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.leaseLifetime()).isEqualTo(Duration.ofSeconds(9));
    assertThat(options.workers()).isEqualTo(3);
  }

  @Test
  void whatMayRunComesFromFiles() throws Exception {
    assertThat(options(with()).engines().allowed().programHashes()).isNull();
    assertThat(options(with()).engines().allowedProviders().entries()).isNull();

    Path engines = folder.resolve("engines");
    Files.writeString(engines, "sha256:" + "a".repeat(64) + "  # tofu 1.10.6\n");
    Path providers = folder.resolve("providers");
    Files.writeString(
        providers, "registry.terraform.io/hashicorp/aws 5.100.0 h1:" + "x".repeat(43) + "=\n");
    EngineOptions told =
        options(
                with(
                    "--allowed-engines",
                    engines.toString(),
                    "--allowed-providers",
                    providers.toString()))
            .engines();
    assertThat(told.allowed().programHashes()).hasSize(1);
    assertThat(told.allowedProviders().entries()).hasSize(1);

    Files.writeString(engines, "tofu\n");
    refused("TFM-0033", engines + ":1", with("--allowed-engines", engines.toString()));
  }

  @Test
  void theDatabasesPasswordComesFromAFile() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, "secret\n");
    ServerOptions options =
        options(
            with(
                "--database-url",
                "jdbc:postgresql://db:5432/esclusa",
                "--database-password-file",
                password.toString()));
    assertThat(options.database()).isNotNull();
    assertThat(options.database().password()).isEqualTo("secret");
    assertThat(options.database().toString()).doesNotContain("secret");
  }

  @Test
  void everyBadSettingIsNamedWithItsPlace() throws Exception {
    refused("SRV-0006", "--lisen", with("--lisen", "x"));
    refused("SRV-0006", "did you mean database-url", with("--database", "x"));
    refused("SRV-0007", "genesis", List.of("--data", "/d", "--root", "file:///r"));
    refused("SRV-0007", "data", List.of("--root", "file:///r", "--genesis", COMMIT));
    refused("SRV-0008", "\"12\"", with("--poll", "12"));
    refused("SRV-0008", "7080", with("--listen", "7080"));
    refused("SRV-0008", "stands twice", with("--data", "/other"));
    refused("SRV-0008", "mysql", with("--database-url", "jdbc:mysql://x"));
    refused("SRV-0008", "0 to 99".substring(1), with("--workers", "0"));
    refused(
        "SRV-0008", "all 40", List.of("--data", "/d", "--root", "file:///r", "--genesis", "main"));
    refused("SRV-0009", "absent.yaml", with("--config", folder.resolve("absent.yaml").toString()));
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "data: /d\ndatas: /e\n");
    refused("SRV-0006", "bad.yaml:2:8", with("--config", file.toString()));
    Files.writeString(file, "data: /d\npoll: [1s]\n");
    refused("SRV-0008", "bad.yaml:2:", with("--config", file.toString()));
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNotShown() {
    assertThatThrownBy(
            () -> options(with("--database-url", "jdbc:postgresql://db/x?password=geheim")))
        .hasMessageContaining("SRV-0008")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws Exception {
    Keys keys = new Keys(folder.resolve("keys"), dev.esclusa.tempo.Chance.secure());
    keys.installation();
    Files.setPosixFilePermissions(
        folder.resolve("keys").resolve("installation"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(keys::installation).hasMessageContaining("SRV-0010");
  }

  @Test
  void limitsOfStatesAndTheAuditLogAreSettings() {
    List<String> flags =
        List.of("--data", "/srv/esclusa", "--root", "file:///r", "--genesis", "ab".repeat(20));
    ServerOptions usual = Given.read(flags, Map.of()).options();
    assertThat(usual.stateLimits()).isEqualTo(StateLimits.DEFAULT);
    assertThat(usual.auditLog()).isNull();

    ServerOptions options =
        Given.read(
                flags,
                Map.of(
                    "ESCLUSA_SERVER_STATE_SIZE", "128MiB",
                    "ESCLUSA_SERVER_STATE_VERSIONS", "7",
                    "ESCLUSA_SERVER_AUDIT_LOG", "/var/log/trail"))
            .options();
    assertThat(options.stateLimits()).isEqualTo(new StateLimits(128L << 20, 7));
    assertThat(options.auditLog()).isEqualTo(Path.of("/var/log/trail"));

    for (String size : List.of("0MiB", "257MiB", "64", "lots")) {
      assertThatThrownBy(
              () -> Given.read(flags, Map.of("ESCLUSA_SERVER_STATE_SIZE", size)).options())
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("1MiB to 256MiB");
    }
  }
}
