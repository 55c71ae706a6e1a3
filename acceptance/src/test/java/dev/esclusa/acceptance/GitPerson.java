package dev.esclusa.acceptance;

import dev.esclusa.adapters.identity.SshKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
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
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TransportHttp;

/** Somebody with a clone, a token and a signing key, who works with JGit as with git. */
final class GitPerson {
  private final Git git;
  private final Repository repository;
  private final TransportConfigCallback withToken;
  private final PersonIdent who;
  private final SshKeyPair key;

  GitPerson(Path clone, String url, String token, String mail, SshKeyPair key) throws Exception {
    this.key = key;
    who = new PersonIdent(mail.substring(0, mail.indexOf('@')), mail);
    withToken =
        transport ->
            ((TransportHttp) transport)
                .setAdditionalHeaders(Map.of("Authorization", "Bearer " + token));
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

  void pull() throws Exception {
    git.fetch().setTransportConfigCallback(withToken).setRemoveDeletedRefs(true).call();
    git.reset().setMode(ResetCommand.ResetType.HARD).setRef("origin/main").call();
  }

  /** Replaces what a pattern matches, commits, signs and pushes to main. */
  String edit(String path, String pattern, String replacement) throws Exception {
    change(path, pattern, replacement);
    return commitAndPush("edit " + path, "refs/heads/main");
  }

  String remove(String path) throws Exception {
    git.rm().addFilepattern(path).call();
    return commitAndPush("remove " + path, "refs/heads/main");
  }

  /** The same on a branch of its own; mainline stays where it is. */
  String propose(String branch, String path, String pattern, String replacement) throws Exception {
    change(path, pattern, replacement);
    String commit = commitAndPush("propose " + path, "refs/heads/" + branch);
    pull();
    return commit;
  }

  /** The content of a branch as one new commit on mainline. */
  String squash(String branch) throws Exception {
    git.fetch().setTransportConfigCallback(withToken).call();
    git.merge()
        .include(repository.resolve("refs/remotes/origin/" + branch))
        .setSquash(true)
        .call();
    return commitAndPush("squash " + branch, "refs/heads/main");
  }

  private void change(String path, String pattern, String replacement) throws IOException {
    Path file = repository.getWorkTree().toPath().resolve(path);
    String text = Files.readString(file);
    String changed = Pattern.compile(pattern).matcher(text).replaceFirst(replacement);
    if (changed.equals(text)) {
      throw new IOException(path + " has nothing that matches " + pattern);
    }
    Files.writeString(file, changed);
  }

  private String commitAndPush(String message, String ref) throws Exception {
    git.add().addFilepattern(".").call();
    ObjectId commit = signedCommit(message);
    git.push()
        .setTransportConfigCallback(withToken)
        .setRefSpecs(new RefSpec(commit.name() + ":" + ref))
        .call()
        .forEach(
            result ->
                result
                    .getRemoteUpdates()
                    .forEach(
                        update -> {
                          if (update.getStatus() != RemoteRefUpdate.Status.OK) {
                            throw new IllegalStateException(
                                "push refused: " + update.getStatus() + " " + update.getMessage());
                          }
                        }));
    return commit.name();
  }

  /** As {@code git commit -S} with {@code gpg.format ssh} does. */
  private ObjectId signedCommit(String message) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(repository.readDirCache().writeTree(inserter));
      commit.setParentId(repository.resolve("HEAD"));
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
