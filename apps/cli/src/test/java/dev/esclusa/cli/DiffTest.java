package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects of one commit against those of another. */
class DiffTest {
  private static final String ESTATE =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: owners}
      spec: {members: [ana@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Application
      metadata: {name: crm, uid: crm-prod}
      spec:
        source:
          path: overlays/prod
          kustomize:
            replicas: [{name: crm, count: COUNT}]
        destination: {namespace: crm-prod}
      """;
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: crm}
      spec:
        replicas: 1
        selector: {matchLabels: {app: crm}}
        template:
          metadata: {labels: {app: crm}}
          spec:
            containers: [{name: web, image: "crm:1"}]
      """;

  @TempDir Path folder;
  private Git git;
  private Shell shell;

  @BeforeEach
  void twoCommits() throws Exception {
    git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
    shell = new Shell(folder);
    write("estate/esclusa.yaml", ESTATE.replace("COUNT", "3"));
    write("estate/base/kustomization.yaml", "resources: [deployment.yaml, secret.yaml]\n");
    write("estate/base/deployment.yaml", DEPLOYMENT);
    write("estate/base/secret.yaml", secret("MARKERone", "MARKERsame"));
    write("estate/overlays/prod/kustomization.yaml", "resources: [../../base, old.yaml]\n");
    write("estate/overlays/prod/old.yaml", settings("old"));
    commit("first");
    git.tag().setName("v1").setAnnotated(false).call();
    write("estate/esclusa.yaml", ESTATE.replace("COUNT", "5"));
    write("estate/base/secret.yaml", secret("MARKERtwo", "MARKERsame"));
    write("estate/overlays/prod/kustomization.yaml", "resources: [../../base, new.yaml]\n");
    write("estate/overlays/prod/new.yaml", settings("new"));
    commit("second");
  }

  @AfterEach
  void close() {
    git.close();
  }

  @Test
  void eachObjectIsToldWithTheFieldsThatDiffer() {
    Shell.Said said = shell.run("diff", "estate", "--from", "v1", "--to", "main");

    assertThat(said.err()).contains("EST-0017").doesNotContain("CLI-");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out())
        .startsWith("default/default/crm\n")
        .contains("  ~ update Deployment.apps/crm-prod/crm\n      /spec/replicas: 3 -> 5\n")
        .contains("  + create ConfigMap/crm-prod/new\n", "      /data/k: \"v\"\n")
        .contains("  - delete ConfigMap/crm-prod/old\n")
        .contains("  ~ update Secret/crm-prod/crm\n")
        .contains("/stringData/password: (secret) -> (secret)")
        .doesNotContain("MARKER", "/stringData/other")
        .endsWith("1 to create, 2 to update, 1 to delete.\n");
  }

  @Test
  void whatIsReadByMachinesHasTheSameAndMasksSecretsByDigest() {
    Shell.Said said = shell.run("diff", "estate", "--from", "v1", "--to", "HEAD", "-o", "json");

    Value value = Json.read(said.out());
    assertThat(value.at("from")).isEqualTo(Value.of("v1"));
    assertThat(value.at("objects").asSequence().items())
        .extracting(it -> it.text("action") + " " + it.text("object"))
        .containsExactly(
            "create ConfigMap/crm-prod/new",
            "delete ConfigMap/crm-prod/old",
            "update Deployment.apps/crm-prod/crm",
            "update Secret/crm-prod/crm");
    Value secret = value.at(Pointer.parse("/objects/3/fields/0"));
    assertThat(secret.at("sensitive")).isEqualTo(Value.TRUE);
    assertThat(secret.text("before", "$masked", "hmac"))
        .isNotEqualTo(secret.text("after", "$masked", "hmac"));
    assertThat(said.out()).doesNotContain("MARKER");
    assertThat(shell.run("diff", "estate", "--from", "v1", "-o", "yaml").out())
        .contains("pointer: /spec/replicas", "before: 3", "after: 5")
        .doesNotContain("MARKER");
  }

  @Test
  void withoutRevisionsTheFilesAreComparedWithHead() throws Exception {
    Shell.Said nothing = shell.run("diff", "estate");
    assertThat(nothing.exit()).isZero();
    assertThat(nothing.out()).isEqualTo("Nothing differs.\n");

    write("estate/base/deployment.yaml", DEPLOYMENT.replace("crm:1", "crm:2"));
    Shell.Said image = shell.run("diff", "estate");
    assertThat(image.exit()).isEqualTo(1);
    assertThat(image.out())
        .contains("/spec/template/spec/containers/0/image: \"crm:1\" -> \"crm:2\"");
  }

  @Test
  void anOverlayIsComparedWithoutAConfiguration() {
    Shell.Said said = shell.run("diff", "estate/overlays/prod", "--from", "HEAD~1", "--to", "main");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out())
        .contains("+ create ConfigMap/default/new")
        .doesNotContain("/spec/replicas");
  }

  @Test
  void aFolderThatWasNotThereIsAllNew() throws Exception {
    write("estate/overlays/stage/kustomization.yaml", "resources: [../../base]\n");

    assertThat(shell.run("diff", "estate/overlays/stage").out())
        .endsWith("2 to create, 0 to update, 0 to delete.\n");
  }

  @Test
  void whatCannotBeComparedEndsWithMoreThanOne() throws Exception {
    assertThat(shell.run("diff", "estate", "--to", "nowhere").exit())
        .isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(shell.run("diff", "none").exit()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(shell.run("diff", "estate", "--target", "none").exit())
        .isEqualTo(ExitCode.NOT_FOUND.number());
    write("estate/base/deployment.yaml", "kind: [\n");
    Shell.Said broken = shell.run("diff", "estate");
    assertThat(broken.exit()).isEqualTo(2);
    assertThat(broken.err()).contains("KUS-0001", "base/deployment.yaml");
    assertThat(broken.out()).isEmpty();
  }

  @Test
  void anOverrideIsExplainedByTheLineOfTheConfiguration() {
    Shell.Said said =
        shell.run("render", "estate", "--target", "crm", "--explain", "spec.replicas");

    assertThat(said.out())
        .isEqualTo("Deployment crm: spec.replicas = 5, from esclusa.yaml:12:5 (replicas)\n");
  }

  private static String secret(String password, String other) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: crm}\nstringData: {password: "
        + password
        + ", other: "
        + other
        + "}\n";
  }

  private static String settings(String name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {k: v}\n";
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void commit(String message) throws Exception {
    git.add().addFilepattern(".").call();
    git.commit()
        .setMessage(message)
        .setAuthor("Ana", "ana@crm.example")
        .setCommitter("Ana", "ana@crm.example")
        .setSign(false)
        .call();
  }
}
