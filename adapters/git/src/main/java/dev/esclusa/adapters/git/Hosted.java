package dev.esclusa.adapters.git;

import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/** One repository that we serve, and who pushed what to it. */
final class Hosted implements AutoCloseable {
  private static final int DEPTH_MAX = 64;

  private final String name;
  private final Repository git;
  private final PushRecord pushes;
  private final ReentrantLock compacting = new ReentrantLock();

  private Hosted(String name, Repository git, PushRecord pushes) {
    this.name = name;
    this.git = git;
    this.pushes = pushes;
  }

  static Hosted open(String name, Path folder, String mainlineRef) throws IOException {
    Files.createDirectories(folder.toAbsolutePath().getParent());
    Repository git = BareFolder.open(folder);
    RefUpdate head = git.updateRef(Constants.HEAD);
    head.disableRefLog();
    head.link(mainlineRef);
    return new Hosted(name, git, PushRecord.open(folder.resolve("esclusa-pushes")));
  }

  String name() {
    return name;
  }

  Repository git() {
    return git;
  }

  PushRecord pushes() {
    return pushes;
  }

  /** The first commit, unless mainline has one already: then its head. */
  String begin(NewRepository made, String mainlineRef, Instant at) throws IOException {
    ObjectId head = git.resolve(mainlineRef);
    if (head != null) {
      return head.name();
    }
    PersonIdent author =
        new PersonIdent(made.authorName(), made.authorEmail(), at, java.time.ZoneOffset.UTC);
    try (ObjectInserter inserter = git.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(insert(made.files(), inserter));
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage(made.subject() + "\n");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      if (made.broughtBy() != null) {
        pushes.add(List.of(id.name()), made.broughtBy(), at);
      }
      RefUpdate update = git.updateRef(mainlineRef);
      update.setExpectedOldObjectId(ObjectId.zeroId());
      update.setNewObjectId(id);
      RefUpdate.Result result = update.update();
      if (result != RefUpdate.Result.NEW) {
        throw new IOException("mainline cannot be started: " + result);
      }
      return id.name();
    }
  }

  /** One at a time; whoever comes meanwhile leaves it to that one. */
  void compact() throws IOException {
    if (compacting.tryLock()) {
      try {
        BareFolder.compact(git);
      } finally {
        compacting.unlock();
      }
    }
  }

  @Override
  public void close() {
    git.close();
  }

  private ObjectId insert(SourceTree files, ObjectInserter inserter) throws IOException {
    DirCache cache = DirCache.newInCore();
    DirCacheBuilder builder = cache.builder();
    add(files, "", 0, builder, inserter);
    builder.finish();
    return cache.writeTree(inserter);
  }

  private void add(
      SourceTree files, String folder, int depth, DirCacheBuilder builder, ObjectInserter inserter)
      throws IOException {
    for (SourceTree.Entry entry : files.list(folder)) {
      String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
      if (depth > DEPTH_MAX) {
        throw new ProblemException(GitProblem.tooMuch(name, "folders too deep at " + path), null);
      }
      switch (entry.type()) {
        case FOLDER -> add(files, path, depth + 1, builder, inserter);
        case FILE -> {
          DirCacheEntry file = new DirCacheEntry(path);
          file.setFileMode(FileMode.REGULAR_FILE);
          SourceTree.Blob blob = Objects.requireNonNull(files.file(path), path);
          file.setObjectId(inserter.insert(Constants.OBJ_BLOB, blob.bytes()));
          builder.add(file);
        }
        case SYMLINK, SUBMODULE ->
            throw GitProblem.hostile(name, path + " is no regular file").asException();
      }
    }
  }
}
