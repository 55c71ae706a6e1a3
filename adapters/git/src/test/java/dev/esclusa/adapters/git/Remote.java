package dev.esclusa.adapters.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository that a test changes as it likes, also in ways that no Git would. */
final class Remote implements AutoCloseable {
  static final String MAIN = "refs/heads/main";
  final Path folder;
  final Repository git;
  private long second = 1_700_000_000;

  Remote(Path folder) {
    OwnSystem.install();
    this.folder = folder;
    try {
      git = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
      git.create(true);
      git.updateRef(Constants.HEAD).link(MAIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String address() {
    return "file://" + folder;
  }

  String commit(String ref, List<String> parents, Map<String, String> files) {
    return commitTree(ref, parents, tree(files));
  }

  String commitTree(String ref, List<String> parents, ObjectId tree) {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      PersonIdent ana =
          new PersonIdent(
              "Ana", "ana@crm.example", Instant.ofEpochSecond(second++), ZoneOffset.UTC);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree);
      commit.setParentIds(parents.stream().map(ObjectId::fromString).toList());
      commit.setAuthor(ana);
      commit.setCommitter(ana);
      commit.setMessage("change\n");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      point(ref, id);
      return id.name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void point(String ref, ObjectId id) throws IOException {
    RefUpdate update = git.updateRef(ref);
    update.setNewObjectId(id);
    update.forceUpdate();
  }

  void delete(String ref) {
    try {
      RefUpdate update = git.updateRef(ref);
      update.setForceUpdate(true);
      update.delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ObjectId blob(byte[] bytes) {
    return insert(Constants.OBJ_BLOB, bytes);
  }

  ObjectId insert(int type, byte[] bytes) {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      ObjectId id = inserter.insert(type, bytes);
      inserter.flush();
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One entry of a raw tree: whatever name, whatever mode. */
  record Raw(String mode, String name, ObjectId id) {}

  ObjectId rawTree(Raw... entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Raw entry : entries) {
      out.writeBytes((entry.mode() + " " + entry.name() + "\0").getBytes(UTF_8));
      byte[] id = new byte[20];
      entry.id().copyRawTo(id, 0);
      out.writeBytes(id);
    }
    return insert(Constants.OBJ_TREE, out.toByteArray());
  }

  ObjectId tree(Map<String, String> files) {
    Map<String, Map<String, String>> folders = new TreeMap<>();
    Map<String, ObjectId> entries = new TreeMap<>();
    Map<String, FileMode> modes = new TreeMap<>();
    files.forEach(
        (path, text) -> {
          int slash = path.indexOf('/');
          if (slash < 0) {
            entries.put(path, blob(text.getBytes(UTF_8)));
            modes.put(path, FileMode.REGULAR_FILE);
          } else {
            folders
                .computeIfAbsent(path.substring(0, slash), it -> new TreeMap<>())
                .put(path.substring(slash + 1), text);
          }
        });
    folders.forEach(
        (name, content) -> {
          entries.put(name, tree(content));
          modes.put(name, FileMode.TREE);
        });
    TreeFormatter tree = new TreeFormatter();
    entries.forEach((name, id) -> tree.append(name, modes.get(name), id));
    return insert(Constants.OBJ_TREE, tree.toByteArray());
  }

  @Override
  public void close() {
    git.close();
  }
}
