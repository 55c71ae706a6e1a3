package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An overlay over a base of another repository, rendered by a person. */
class FetchedBasesTest {
  private static final String ESTATE =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: owners}
      spec: {members: [ana@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata: {name: crm}
      spec:
        owner: owners
        repositories: ["ALLOWED"]
        destinations: [{cluster: "*", namespace: "*"}]
      ---
      apiVersion: esclusa.dev/v1
      kind: Application
      metadata: {name: crm, uid: crm-prod}
      spec:
        project: crm
        source: {path: overlays/prod}
        destination: {namespace: crm-prod}
      """;

  @TempDir Path folder;
  private Shell shell;
  private String base;
  private String commit;

  @BeforeEach
  void aBaseOnABranch() throws Exception {
    Path bases = folder.resolve("bases");
    write("bases/web/kustomization.yaml", "resources: [settings.yaml]\n");
    write(
        "bases/web/settings.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n");
    try (Git git = Git.init().setDirectory(bases.toFile()).setInitialBranch("work").call()) {
      git.add().addFilepattern(".").call();
      commit = git.commit().setMessage("bases").setSign(false).call().name();
    }
    base = "file://" + bases;
    shell = new Shell(folder).with("XDG_CACHE_HOME", "cache");
    allow(base);
    name(commit);
  }

  @Test
  void itIsFetchedOnceAndKept() throws Exception {
    Shell.Said first = shell.run("render", "estate", "-o", "json");
    assertThat(first.err()).doesNotContain("KUS-", "GIT-");
    assertThat(first.out()).contains("\"name\":\"prod-settings\"");

    Files.move(folder.resolve("bases"), folder.resolve("gone"));

    assertThat(shell.run("render", "estate", "-o", "json").out()).isEqualTo(first.out());
  }

  @Test
  void whatWasReadOfItIsNamedWithItsCommit() {
    assertThat(shell.run("render", "estate", "--read-set").out())
        .contains(base + "@" + commit + "//web/settings.yaml ")
        .contains("overlays/prod/kustomization.yaml ");
    assertThat(shell.run("render", "estate", "--explain", "metadata.name").out())
        .contains("from overlays/prod/kustomization.yaml:1:13 (namePrefix)");
    assertThat(shell.run("render", "estate", "--explain", "kind").out())
        .contains("from " + base + "@" + commit + "//web/settings.yaml:2:7 (resources)");
  }

  @Test
  void aRepositoryThatTheProjectDoesNotNameIsRefused() throws Exception {
    allow("https://git.example/*");

    Shell.Said said = shell.run("render", "estate");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("KUS-0012", "overlays/prod/kustomization.yaml:2:13", base);
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void aBranchIsRefused() throws Exception {
    name("work");

    assertThat(shell.run("render", "estate").err()).contains("KUS-0012", "?ref=", "'work'");
  }

  @Test
  void aCommitThatNobodyHasIsAProblem() throws Exception {
    name("0".repeat(39) + "1");

    assertThat(shell.run("render", "estate").err()).contains("GIT-0013");
  }

  private void allow(String pattern) throws Exception {
    write("estate/esclusa.yaml", ESTATE.replace("ALLOWED", pattern));
  }

  private void name(String ref) throws Exception {
    write(
        "estate/overlays/prod/kustomization.yaml",
        "namePrefix: prod-\nresources: ['" + base + "//web?ref=" + ref + "']\n");
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
