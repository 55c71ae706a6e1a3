package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no server: render, plan --local, init. */
class LocalTest {
  private static final String MARKER = "MARKERpassword";

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void manifests() throws Exception {
    shell = new Shell(folder);
    write("now/secret.yaml", secret(MARKER));
    write("now/deployment.yaml", deployment(5));
    write("before/secret.yaml", secret("MARKERother"));
    write("before/deployment.yaml", deployment(3));
    write("before/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: old}\n");
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String secret(String password) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: crm-core}
    stringData: {password: %s}
    """
        .formatted(password);
  }

  private static String deployment(int replicas) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: crm-core}
    spec:
      replicas: %d
      selector: {matchLabels: {app: crm-core}}
      template:
        metadata: {labels: {app: crm-core}}
        spec:
          containers:
            - name: crm-core
              image: crm-core:1
              env: [{name: API_TOKEN, value: MARKERtoken}]
    """
        .formatted(replicas);
  }

  @Test
  void renderPrintsObjectsWithoutSecrets() {
    Shell.Said yaml = shell.run("render", "now");
    Shell.Said json = shell.run("render", "now", "-o", "json");

    assertThat(yaml.err()).isEmpty();
    assertThat(yaml.exit()).isZero();
    assertThat(yaml.out()).contains("kind: Deployment", "replicas: 5", "(secret)");
    assertThat(json.out().lines()).hasSize(2);
    assertThat(yaml.out() + json.out()).doesNotContain("MARKER");
  }

  @Test
  void planShowsAFolderAgainstNothing() {
    Shell.Said said = shell.run("plan", "--local", "now");

    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains("2 to create.", "+ create Deployment.apps/default/crm-core", "(secret ")
        .doesNotContain("MARKER");
  }

  @Test
  void planShowsAFolderAgainstAnother() {
    Shell.Said said = shell.run("plan", "--local", "now", "--baseline", "before");

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .contains("/spec/replicas: 3 -> 5", "- delete ConfigMap/default/old")
        .contains("~ update Secret/default/crm-core")
        .doesNotContain("MARKER");
    assertThat(shell.run("plan", "--local", "now", "--baseline", "before", "-o", "json").out())
        .contains("\"plans\"")
        .doesNotContain("MARKER");
  }

  @Test
  void aBrokenFileIsNamedWithItsPlace() throws Exception {
    write("now/broken.yaml", "a: [1\nb: 2\n");

    Shell.Said said = shell.run("plan", "--local", "now");

    assertThat(said.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(said.err()).containsPattern("[A-Z]{3}-\\d{4}: .*broken.yaml:2:2");
  }

  @Test
  void initWritesOnceAndTheResultCanBePlanned() throws Exception {
    Shell.Said dry = shell.run("init", "now", "--principal", "ana@crm.example", "--dry-run");
    assertThat(dry.out()).contains("kind: Team", "ana@crm.example", "kind: Application");
    assertThat(folder.resolve("now/esclusa.yaml")).doesNotExist();

    assertThat(shell.run("init", "now", "--principal", "ana@crm.example").exit()).isZero();
    Shell.Said again = shell.run("init", "now");
    assertThat(again.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(again.err()).contains("CLI-0014");
    assertThat(shell.run("plan", "--local", "now").out()).contains("2 to create.");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(shell.run("render", "nowhere").exit()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(shell.run("plan").exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(shell.run("plan", "--local", "now", "--target", "x").exit())
        .isEqualTo(ExitCode.NOT_FOUND.number());
  }
}
