package dev.esclusa.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TransportHttp;

/** Commits to a bare clone, one file at a time, and pushes. */
final class Pusher implements AutoCloseable {
  private final Git git;
  private final TransportConfigCallback withToken;
  private final PersonIdent who;
  private ObjectId head;

  Pusher(Path clone, String url, String token, String mail) throws Exception {
    who = new PersonIdent(mail.substring(0, mail.indexOf('@')), mail);
    withToken =
        transport ->
            ((TransportHttp) transport)
                .setAdditionalHeaders(Map.of("Authorization", "Bearer " + token));
    git =
        Git.cloneRepository()
            .setURI(url)
            .setBare(true)
            .setDirectory(clone.toFile())
            .setTransportConfigCallback(withToken)
            .call();
    head = Objects.requireNonNull(git.getRepository().resolve("refs/heads/main"));
  }

  /** A commit with this content of one file; nothing is pushed yet. */
  void commit(String path, String text) throws IOException {
    Repository repository = git.getRepository();
    try (ObjectInserter inserter = repository.newObjectInserter();
        ObjectReader reader = repository.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      DirCache files = DirCache.read(reader, walk.parseCommit(head).getTree());
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
      DirCacheEditor editor = files.editor();
      editor.add(
          new DirCacheEditor.PathEdit(path) {
            @Override
            public void apply(DirCacheEntry entry) {
              entry.setFileMode(FileMode.REGULAR_FILE);
              entry.setObjectId(blob);
            }
          });
      editor.finish();
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(files.writeTree(inserter));
      commit.setParentId(head);
      commit.setAuthor(new PersonIdent(who));
      commit.setCommitter(new PersonIdent(who));
      commit.setMessage("edit " + path + "\n");
      head = inserter.insert(commit);
      inserter.flush();
    }
  }

  /** Returns when the server has taken it: the commit. */
  String push() throws Exception {
    for (var result :
        git.push()
            .setTransportConfigCallback(withToken)
            .setRefSpecs(new RefSpec(head.name() + ":refs/heads/main"))
            .call()) {
      for (RemoteRefUpdate update : result.getRemoteUpdates()) {
        if (update.getStatus() != RemoteRefUpdate.Status.OK) {
          throw new IOException("push refused: " + update.getStatus() + " " + update.getMessage());
        }
      }
    }
    return head.name();
  }

  @Override
  public void close() {
    git.close();
  }
}
