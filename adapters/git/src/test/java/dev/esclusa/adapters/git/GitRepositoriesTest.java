package dev.esclusa.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Repositories;
import dev.esclusa.control.RepositoriesContract;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Principal.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GitRepositoriesTest extends RepositoriesContract {
  private static final String SIGNERS = "ana@crm.example ssh-ed25519 AAAA";
  private final CommitSignatures unsigned =
      (raw, signers, at) -> new Principal.Unknown("Ana", "the commit is not signed");
  private Remote remote;
  private GitRepositories repositories;

  @Override
  protected World world() {
    remote = new Remote(folder.resolve("remote.git"));
    return new World() {
      @Override
      public String address() {
        return remote.address();
      }

      @Override
      public String commit(String ref, List<String> parents, Map<String, String> files) {
        return remote.commit(ref, parents, files);
      }

      @Override
      public void delete(String ref) {
        remote.delete(ref);
      }

      @Override
      public void vanish() {
        try {
          Files.move(remote.folder, folder.resolve("elsewhere.git"));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
  }

  @Override
  protected Repositories repositories() {
    repositories = open(unsigned, Pushers.NONE);
    return repositories;
  }

  private GitRepositories open(CommitSignatures signatures, Pushers pushers) {
    return new GitRepositories(
        GitSettings.in(folder.resolve("mirrors")),
        signatures,
        pushers,
        RepositoryCredentials.NONE,
        () -> Instant.parse("2026-01-02T03:04:05Z"));
  }

  @AfterEach
  void close() {
    repositories.close();
    remote.close();
  }

  @Test
  void theMirrorOutlivesTheProcess() {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    repositories.fetch(remote.address());
    repositories.close();
    GitRepositories again = open(unsigned, Pushers.NONE);

    assertThat(again.heads(remote.address()).mainline()).isEqualTo(first);
    assertThat(again.tree(remote.address(), first).fileId("a")).isNotNull();
    again.close();
  }

  @Test
  void locksOfAKilledProcessDoNotStopTheNextOne() throws IOException {
    remote.commit(MAIN, List.of(), Map.of("a", "1"));
    repositories.fetch(remote.address());
    repositories.close();
    Files.createFile(mirror().resolve("refs/heads/main.lock"));
    String first = repositories.heads(remote.address()).mainline();
    String second = remote.commit(MAIN, List.of(first), Map.of("a", "2"));

    assertThat(repositories.fetch(remote.address()).mainline()).isEqualTo(second);
  }

  @Test
  void whatWasFollowedAndRewrittenIsKeptByARef() throws IOException {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    String old = remote.commit(PROPOSAL, List.of(first), Map.of("a", "2"));
    repositories.fetch(remote.address());
    remote.commit(PROPOSAL, List.of(first), Map.of("a", "3"));
    repositories.fetch(remote.address());
    repositories.close();

    try (var git = new FileRepositoryBuilder().setGitDir(mirror().toFile()).build()) {
      List<Ref> seen = git.getRefDatabase().getRefsByPrefix("refs/esclusa/seen/");
      assertThat(seen).extracting(ref -> ref.getObjectId().name()).containsExactly(old);
    }
  }

  @Test
  void aProposalMayBecomeAFolderOfProposals() {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    remote.commit("refs/heads/proposal/x", List.of(first), Map.of("a", "2"));
    repositories.fetch(remote.address());
    remote.delete("refs/heads/proposal/x");
    String second = remote.commit("refs/heads/proposal/x/y", List.of(first), Map.of("a", "3"));

    assertThat(repositories.fetch(remote.address()).proposals())
        .isEqualTo(Map.of("refs/heads/proposal/x/y", second));
  }

  @Test
  void anotherBranchMayBeMainline() {
    String first = remote.commit("refs/heads/trunk", List.of(), Map.of("a", "1"));
    try (GitRepositories trunk =
        new GitRepositories(
            GitSettings.in(folder.resolve("trunk")).withMainline("trunk"),
            unsigned,
            Pushers.NONE,
            RepositoryCredentials.NONE,
            () -> Instant.EPOCH)) {
      assertThat(trunk.fetch(remote.address()).mainline()).isEqualTo(first);
    }
  }

  @Test
  void linesOfOneFileMerge() {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1\n2\n3\n4\n5\n6\n7\n"));
    String main = remote.commit(MAIN, List.of(first), Map.of("a", "one\n2\n3\n4\n5\n6\n7\n"));
    String side = remote.commit(PROPOSAL, List.of(first), Map.of("a", "1\n2\n3\n4\n5\n6\nseven\n"));
    repositories.fetch(remote.address());

    assertThat(repositories.merged(remote.address(), main, side).file("a").bytes())
        .asString()
        .isEqualTo("one\n2\n3\n4\n5\n6\nseven\n");
  }

  @Test
  void aSignatureCountsBeforeAPush() {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    Principal ana = new Principal.Known("ana@crm.example", Proof.COMMIT_SIGNATURE);
    GitRepositories signed =
        open((raw, signers, at) -> ana, (address, commit) -> "ben@crm.example");
    signed.fetch(remote.address());

    assertThat(signed.commit(remote.address(), first, SIGNERS).broughtBy()).isEqualTo(ana);
    signed.close();
  }

  @Test
  void aPushCountsWhereNoSignatureDoes() {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    GitRepositories pushed =
        open(unsigned, (address, commit) -> commit.equals(first) ? "ben@crm.example" : null);
    pushed.fetch(remote.address());

    assertThat(pushed.commit(remote.address(), first, SIGNERS).broughtBy())
        .isEqualTo(new Principal.Known("ben@crm.example", Proof.PUSH_ENDPOINT));
    pushed.close();
  }

  @Test
  void theSignatureIsCheckedOnTheBytesThatGitHashes() {
    String first = remote.commit(MAIN, List.of(), Map.of("a", "1"));
    StringBuilder seen = new StringBuilder();
    GitRepositories watching =
        open(
            (raw, signers, at) -> {
              seen.append(new org.eclipse.jgit.lib.ObjectInserter.Formatter().idFor(1, raw).name())
                  .append(' ')
                  .append(at);
              return new Principal.Unknown("Ana", "the commit is not signed");
            },
            Pushers.NONE);
    watching.fetch(remote.address());
    watching.commit(remote.address(), first, SIGNERS);

    assertThat(seen.toString()).isEqualTo(first + " 2026-01-02T03:04:05Z");
    watching.close();
  }

  @Test
  void manyFetchesDoNotLeaveManyPacksAndLoseNothing() throws IOException {
    String head = remote.commit(MAIN, List.of(), Map.of("a", "0"));
    repositories.fetch(remote.address());
    String rewritten = remote.commit(PROPOSAL, List.of(head), Map.of("a", "rewritten"));
    repositories.fetch(remote.address());
    String lonely = remote.commit(PROPOSAL, List.of(head), Map.of("a", "lonely"));
    for (int i = 0; i < 70; i++) {
      head = remote.commit(MAIN, List.of(head), Map.of("a", "" + i));
      repositories.fetch(remote.address());
    }

    try (var packs = Files.list(mirror().resolve("objects/pack"))) {
      assertThat(packs.filter(it -> it.toString().endsWith(".pack")).count()).isLessThan(20);
    }
    assertThat(repositories.commitsBetween(remote.address(), null, head)).hasSize(71);
    assertThat(repositories.tree(remote.address(), rewritten).file("a").bytes())
        .asString()
        .isEqualTo("rewritten");
    assertThat(repositories.tree(remote.address(), lonely).file("a")).isNotNull();
  }

  @Test
  void nothingOfTheUsersGitIsReadOrWritten() throws Exception {
    repositories.fetch(remote.address());
    var reader = org.eclipse.jgit.util.SystemReader.getInstance();

    assertThat(reader).isInstanceOf(OwnSystem.class);
    FS disk = FS.DETECTED;
    assertThat(reader.openUserConfig(null, disk).getFile()).isNull();
    assertThat(reader.openSystemConfig(null, disk).getFile()).isNull();
    assertThat(reader.openJGitConfig(null, disk).getFile()).isNull();
    assertThat(reader.getenv("HOME")).isNull();
  }

  private Path mirror() throws IOException {
    try (var entries = Files.list(folder.resolve("mirrors"))) {
      return entries.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }
}
