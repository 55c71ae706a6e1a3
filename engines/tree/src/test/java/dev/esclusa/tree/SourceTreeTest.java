package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
  private static final Map<String, byte[]> FILES =
      Map.of("a/x.yaml", bytes("x"), "a/b/y.yaml", bytes("y"), "z", bytes("z"));

  @TempDir Path folder;

  @Test
  void memoryAndFolderShowTheSame() throws IOException {
    SourceTree memory = new InMemorySourceTree(FILES);
    SourceTree onDisk = written();
    for (SourceTree tree : new SourceTree[] {memory, onDisk}) {
      assertThat(tree.list("")).extracting(SourceTree.Entry::name).containsExactly("a", "z");
      assertThat(tree.list("a"))
          .extracting(SourceTree.Entry::type)
          .containsExactly(SourceTree.Entry.Type.FOLDER, SourceTree.Entry.Type.FILE);
      assertThat(tree.list("none")).isEmpty();
      assertThat(tree.list("z")).isEmpty();
      assertThat(tree.file("a")).isNull();
      assertThat(tree.file("z/q")).isNull();
      assertThat(Objects.requireNonNull(tree.file("a/b/y.yaml")).bytes()).isEqualTo(bytes("y"));
    }
    assertThat(recorded(onDisk)).isEqualTo(recorded(memory));
  }

  @Test
  void aFileHasItsGitBlobId() { // git hash-object of "what is up, doc?", from the Git book
    SourceTree tree = new InMemorySourceTree(Map.of("f", bytes("what is up, doc?")));
    assertThat(tree.fileId("f")).isEqualTo("bd9dbf5aae1a3862dd1526723246b20206e5fc37");
  }

  @Test
  void linksAreListedAndNeverFollowed() throws IOException {
    SourceTree tree = written();
    Path secret = Files.writeString(folder.resolveSibling("secret-" + folder.getFileName()), "s");
    Files.createSymbolicLink(folder.resolve("link"), secret);
    Files.createSymbolicLink(folder.resolve("up"), folder.getParent());
    assertThat(tree.list(""))
        .filteredOn(entry -> entry.type() == SourceTree.Entry.Type.SYMLINK)
        .extracting(SourceTree.Entry::name)
        .containsExactly("link", "up");
    assertThat(tree.file("link")).isNull();
    assertThat(tree.file("up/" + secret.getFileName())).isNull();
    assertThat(tree.list("up")).isEmpty();
    Files.delete(secret);
  }

  @Test
  void gitsOwnFolderIsNotPartOfTheTree() throws IOException {
    SourceTree tree = written();
    Files.createDirectories(folder.resolve(".git"));
    Files.writeString(folder.resolve(".git/config"), "x");
    Files.createDirectories(folder.resolve("sub/.git"));
    assertThat(tree.file(".git/config")).isNull();
    assertThat(tree.list(""))
        .extracting(SourceTree.Entry::type)
        .containsExactly(
            SourceTree.Entry.Type.FOLDER,
            SourceTree.Entry.Type.SUBMODULE,
            SourceTree.Entry.Type.FILE);
  }

  @Test
  void aReadSetHoldsUntilSomethingLookedAtChanges() {
    ReadSet seen = recorded(new InMemorySourceTree(FILES));
    assertThat(seen.entries()).containsOnlyKeys("/", "a/", "a/x.yaml", "missing.yaml", "none/");
    assertThat(seen.entries()).containsEntry("missing.yaml", ReadSet.MISSING);
    assertThat(seen.holdsIn(changed("a/b/y.yaml", "other"))).isTrue();
    assertThat(seen.holdsIn(changed("z", "other"))).isTrue();
    assertThat(seen.holdsIn(changed("a/x.yaml", "other"))).isFalse();
    assertThat(seen.holdsIn(changed("a/new.yaml", "new"))).isFalse();
    assertThat(seen.holdsIn(changed("missing.yaml", "new"))).isFalse();
    assertThat(seen.holdsIn(changed("none/new", "new"))).isFalse();
    assertThat(ReadSet.of(seen.entries()).digest()).isEqualTo(seen.digest());
  }

  private static ReadSet recorded(SourceTree tree) {
    ReadSet.Recorder recorder = ReadSet.recorder(tree);
    recorder.list("");
    recorder.list("a");
    recorder.list("none");
    recorder.file("a/x.yaml");
    recorder.file("missing.yaml");
    return recorder.recorded();
  }

  private static SourceTree changed(String path, String content) {
    Map<String, byte[]> files = new java.util.HashMap<>(FILES);
    files.put(path, bytes(content));
    return new InMemorySourceTree(files);
  }

  private SourceTree written() throws IOException {
    for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return new FolderSourceTree(folder);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
