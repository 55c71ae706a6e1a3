package dev.esclusa.acceptance;

import dev.esclusa.adapters.identity.SshKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.GpgSignature;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TransportHttp;

/** Works with JGit as others do with git. */
final class JGitPerson extends GitPerson {
  private final Git git;
  private final Repository repository;
  private final TransportConfigCallback withToken;
  private final PersonIdent who;
  private final SshKeyPair key;

  JGitPerson(Path clone, String url, String token, String mail, SshKeyPair key) throws Exception {
    super(clone);
    this.key = key;
    who = new PersonIdent(mail.substring(0, mail.indexOf('@')), mail);
    withToken =
        transport -> {
          if (transport instanceof TransportHttp http) {
            http.setAdditionalHeaders(Map.of("Authorization", "Bearer " + token));
          }
        };
    if (Files.isDirectory(clone.resolve(".git"))) {
      git = Git.open(clone.toFile());
    } else {
      git =
          Git.cloneRepository()
              .setURI(url)
              .setDirectory(clone.toFile())
              .setTransportConfigCallback(withToken)
              .call();
    }
    repository = git.getRepository();
  }

  @Override
  void pull() throws Exception {
    git.fetch().setTransportConfigCallback(withToken).setRemoveDeletedRefs(true).call();
    git.reset().setMode(ResetCommand.ResetType.HARD).setRef("origin/main").call();
  }

  @Override
  void mergeSquashed(String branch) throws Exception {
    git.fetch().setTransportConfigCallback(withToken).call();
    git.merge().include(repository.resolve("refs/remotes/origin/" + branch)).setSquash(true).call();
  }

  @Override
  String commitAndPush(String message, String branch) throws Exception {
    git.add().addFilepattern(".").call();
    git.add().addFilepattern(".").setUpdate(true).call(); // what is gone
    ObjectId commit = signedCommit(message);
    push(new RefSpec(commit.name() + ":refs/heads/" + branch));
    return commit.name();
  }

  @Override
  void deleteBranch(String branch) throws Exception {
    push(new RefSpec(":refs/heads/" + branch));
  }

  private void push(RefSpec what) throws Exception {
    for (PushResult result :
        git.push().setTransportConfigCallback(withToken).setRefSpecs(what).call()) {
      for (RemoteRefUpdate update : result.getRemoteUpdates()) {
        if (update.getStatus() != RemoteRefUpdate.Status.OK) {
          throw new IOException("push refused: " + update.getStatus() + " " + update.getMessage());
        }
      }
    }
  }

  /** As {@code git commit -S} with {@code gpg.format ssh} does. */
  private ObjectId signedCommit(String message) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(repository.readDirCache().writeTree(inserter));
      ObjectId parent = repository.resolve("HEAD");
      if (parent != null) {
        commit.setParentId(parent);
      }
      commit.setAuthor(new PersonIdent(who));
      commit.setCommitter(new PersonIdent(who));
      commit.setMessage(message + "\n");
      String signature = key.sign(commit.build(), "git");
      commit.setGpgSignature(new GpgSignature(signature.getBytes(StandardCharsets.US_ASCII)));
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate head = repository.updateRef("HEAD");
      head.setNewObjectId(id);
      head.update();
      return id;
    }
  }
}
