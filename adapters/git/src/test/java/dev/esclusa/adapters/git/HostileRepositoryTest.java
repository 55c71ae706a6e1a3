package dev.esclusa.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.esclusa.adapters.git.Remote.Raw;
import dev.esclusa.control.Repositories;
import dev.esclusa.model.Principal;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.TreeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories made to harm: each ends in a typed problem, and nothing is followed. */
final class HostileRepositoryTest {
  private static final String MAIN = Remote.MAIN;
  @TempDir private Path folder;
  private Remote remote;
  private GitRepositories repositories;

  @BeforeEach
  void open() {
    remote = new Remote(folder.resolve("remote.git"));
    repositories =
        new GitRepositories(
            new GitSettings(
                folder.resolve("mirrors"), "main", Duration.ofSeconds(20), 1000, 100_000, 100_000),
            (raw, signers, at) -> new Principal.Unknown("", "not signed"),
            Pushers.NONE,
            RepositoryCredentials.NONE,
            () -> Instant.EPOCH);
  }

  @AfterEach
  void close() {
    repositories.close();
    remote.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "..", ".", ".git", ".GIT", "a/b", ""})
  void aTreeWithAPathThatLeadsElsewhereIsNotFollowed(String name) {
    ObjectId blob = remote.blob("x".getBytes(StandardCharsets.UTF_8));
    remote.commitTree(MAIN, List.of(), remote.rawTree(new Raw("100644", name, blob)));

    refused("GIT-0010", () -> repositories.fetch(remote.address()));
    assertThat(repositories.heads(remote.address()))
        .isEqualTo(new Repositories.Heads(null, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\b", "a\nb", "a\u001b[2Jb"})
  void aNameThatIsOnlyUnsafeElsewhereIsRefusedWhenItsFolderIsRead(String name) {
    ObjectId blob = remote.blob("x".getBytes(StandardCharsets.UTF_8));
    ObjectId bad = remote.rawTree(new Raw("100644", name, blob));
    ObjectId root = remote.rawTree(new Raw("100644", "a", blob), new Raw("40000", "bad", bad));
    String commit = remote.commitTree(MAIN, List.of(), root);
    repositories.fetch(remote.address());
    SourceTree tree = repositories.tree(remote.address(), commit);

    assertThat(tree.fileId("a")).isEqualTo(blob.name());
    ProblemException thrown = refused("GIT-0010", () -> tree.list("bad"));
    assertThat(thrown.problem().cause()).doesNotContain("\n", "\u001b");
  }

  @Test
  void aTreeThatIsNoTreeIsNotFollowed() {
    ObjectId tree =
        remote.insert(
            org.eclipse.jgit.lib.Constants.OBJ_TREE, "100644 a".getBytes(StandardCharsets.UTF_8));
    remote.commitTree(MAIN, List.of(), tree);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> repositories.fetch(remote.address()));
  }

  @Test
  void symbolicLinksAreListedAndNeverFollowed() {
    ObjectId link = remote.blob("/etc/passwd".getBytes(StandardCharsets.UTF_8));
    ObjectId up = remote.blob("../..".getBytes(StandardCharsets.UTF_8));
    String commit =
        remote.commitTree(
            MAIN,
            List.of(),
            remote.rawTree(new Raw("120000", "passwd", link), new Raw("120000", "up", up)));
    repositories.fetch(remote.address());
    SourceTree tree = repositories.tree(remote.address(), commit);

    assertThat(tree.list(""))
        .extracting(SourceTree.Entry::type)
        .containsOnly(SourceTree.Entry.Type.SYMLINK);
    assertThat(tree.file("passwd")).isNull();
    assertThat(tree.fileId("passwd")).isNull();
    assertThat(tree.list("up")).isEmpty();
    assertThat(tree.file("up/remote.git/HEAD")).isNull();
  }

  @Test
  void submodulesAreListedAndNeverEntered() {
    String commit =
        remote.commitTree(
            MAIN,
            List.of(),
            remote.rawTree(
                new Raw(
                    "160000",
                    "other",
                    ObjectId.fromString("1234567890123456789012345678901234567890"))));
    repositories.fetch(remote.address());
    SourceTree tree = repositories.tree(remote.address(), commit);

    assertThat(tree.list(""))
        .extracting(SourceTree.Entry::type)
        .containsExactly(SourceTree.Entry.Type.SUBMODULE);
    assertThat(tree.list("other")).isEmpty();
    assertThat(tree.file("other/a")).isNull();
  }

  @Test
  void aPathThatLeadsUpIsRefusedByTheTree() {
    String commit = remote.commit(MAIN, List.of(), Map.of("a/b", "1"));
    repositories.fetch(remote.address());
    SourceTree tree = repositories.tree(remote.address(), commit);

    for (String path : List.of("../a", "a/../a/b", "/a", "a//b", "a/.", "a\\b")) {
      assertThatExceptionOfType(TreeException.class).isThrownBy(() -> tree.file(path));
      assertThatExceptionOfType(TreeException.class).isThrownBy(() -> tree.list(path));
    }
  }

  @Test
  void aHugeFileIsRefusedWhenItIsReadAndNamed() {
    String commit =
        remote.commit(MAIN, List.of(), Map.of("apps/huge.yaml", "x".repeat(1001), "b", "1"));
    repositories.fetch(remote.address());
    SourceTree tree = repositories.tree(remote.address(), commit);

    assertThat(tree.file("b")).isNotNull();
    assertThat(refused("GIT-0008", () -> tree.file("apps/huge.yaml")).problem().cause())
        .contains("apps/huge.yaml", "1001", "1000");
  }

  @Test
  void aSha256RepositoryIsRefused() throws IOException {
    Path config = remote.folder.resolve("config");
    Files.writeString(
        config,
        Files.readString(config)
            + "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n");

    assertThat(refused("GIT-0003", () -> repositories.fetch(remote.address())).problem().cause())
        .contains("sha256");
  }

  @Test
  void aBranchThatPointsToAFileIsNotFollowed() throws IOException {
    remote.point("refs/heads/proposal/x", remote.blob("x".getBytes(StandardCharsets.UTF_8)));

    refused("GIT-0001", () -> repositories.fetch(remote.address()));
  }

  @Test
  void oddBranchNamesStayNames() throws IOException {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    List<String> names = List.of("ünï", "a;b", "$(x)", "a'b", "-rf", "x%2e%2e", "日本");
    for (String name : names) {
      remote.point("refs/heads/proposal/" + name, ObjectId.fromString(first));
    }

    assertThat(repositories.fetch(remote.address()).proposals().keySet())
        .containsExactlyInAnyOrderElementsOf(
            names.stream().map(it -> "refs/heads/proposal/" + it).toList());
  }

  @Test
  void aNameThatLeavesTheRefsFolderIsNeverWritten() throws IOException {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    Files.writeString(
        remote.folder.resolve("packed-refs"),
        "# pack-refs with: peeled fully-peeled sorted \n"
            + first
            + " refs/heads/proposal/../../../../escaped\n");

    assertThat(repositories.fetch(remote.address()).proposals()).isEmpty();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(it -> it.getFileName().toString().startsWith("escaped"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh://git@example.test/root.git",
        "git@example.test:root.git",
        "git://example.test/root.git",
        "http://example.test/root.git",
        "http://127.0.0.1.example.test/root.git",
        "ftp://example.test/root.git",
        "ext::sh -c touch% /tmp/x",
        "/srv/root.git",
        "file://example.test/root.git",
        "https:///root.git",
        "https://host/root.git?x=1",
        "",
        "-x"
      })
  void otherAddressesAreRefused(String address) {
    refused("GIT-0002", () -> repositories.fetch(address));
    refused("GIT-0002", () -> repositories.heads(address));
  }

  @Test
  void credentialsInAnAddressAreRefusedAndNotRepeated() {
    ProblemException thrown =
        refused("GIT-0002", () -> repositories.fetch("https://ana:hunter2@host/root.git"));

    assertThat(thrown.toString()).doesNotContain("hunter2");
  }

  @Test
  void aDamagedMirrorIsSaidToBeOne() throws IOException {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    repositories.fetch(remote.address());
    repositories.close();
    try (Stream<Path> files = Files.walk(folder.resolve("mirrors"))) {
      for (Path pack : files.filter(it -> it.toString().endsWith(".pack")).toList()) {
        pack.toFile().setWritable(true);
        Files.write(pack, new byte[100]);
      }
    }

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> repositories.tree(remote.address(), first).file("a"))
        .satisfies(it -> assertThat(it.problem().code()).isIn("GIT-0009", "GIT-0005"));
  }

  private static ProblemException refused(String code, ThrowingCallable call) {
    ProblemException[] thrown = new ProblemException[1];
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(call)
        .satisfies(
            it -> {
              assertThat(it.problem().code()).as(it.toString()).isEqualTo(code);
              thrown[0] = it;
            });
    return thrown[0];
  }
}
