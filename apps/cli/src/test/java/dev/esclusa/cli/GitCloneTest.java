package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.esclusa.tree.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCloneTest {
  @TempDir Path folder;

  @Test
  void commitsAreReadByTheirIdsWhateverIsCheckedOut() throws Exception {
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      RevCommit first = commit(git, "a.yaml", "one");
      RevCommit proposal = onBranch(git, "proposal/b", "b.yaml", "two");
      git.checkout().setName("main").call();
      RevCommit second = commit(git, "a.yaml", "three");
      GitClone clone = GitClone.open(folder);

      assertThat(text(clone.at(first.name()), "a.yaml")).isEqualTo("one");
      assertThat(text(clone.at(second.name()), "a.yaml")).isEqualTo("three");
      SourceTree merged = clone.merged(second.name(), proposal.name());
      assertThat(text(merged, "a.yaml") + text(merged, "b.yaml")).isEqualTo("threetwo");
      assertThat(git.getRepository().resolve("main")).isEqualTo(second);
    }
  }

  @Test
  void aCommitThatIsNotThereSaysToFetch() throws Exception {
    Git.init().setDirectory(folder.toFile()).call().close();

    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> GitClone.open(folder).at(Sample.COMMIT))
        .satisfies(it -> assertThat(it.problem().code()).isEqualTo("CLI-0022"))
        .satisfies(it -> assertThat(it.problem().fix()).contains("git fetch"));
  }

  @Test
  void aFolderThatIsNoCloneIsRefused() {
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> GitClone.open(folder))
        .satisfies(it -> assertThat(it.problem().code()).isEqualTo("CLI-0022"));
  }

  private RevCommit onBranch(Git git, String branch, String file, String text) throws Exception {
    git.checkout().setCreateBranch(true).setName(branch).call();
    return commit(git, file, text);
  }

  private RevCommit commit(Git git, String file, String text) throws Exception {
    Files.writeString(folder.resolve(file), text);
    git.add().addFilepattern(file).call();
    return git.commit()
        .setMessage(text)
        .setAuthor("Ana", "ana@crm.example")
        .setCommitter("Ana", "ana@crm.example")
        .setSign(false)
        .call();
  }

  private static String text(SourceTree tree, String path) {
    SourceTree.Blob blob = tree.file(path);
    return blob == null ? "" : new String(blob.bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
