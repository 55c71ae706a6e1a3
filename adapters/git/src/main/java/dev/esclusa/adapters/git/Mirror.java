package dev.esclusa.adapters.git;

import dev.esclusa.control.Repositories.Heads;
import dev.esclusa.control.RepositoryProblem;
import dev.esclusa.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jspecify.annotations.Nullable;

/**
 * One repository as it was followed. Its branches are the heads of the newest fetch that was not
 * refused; {@code refs/esclusa/seen/} keeps what was followed and then rewritten or deleted.
 */
final class Mirror implements AutoCloseable {
  private static final String SEEN = "refs/esclusa/seen/";

  private final String address;
  private final GitSettings settings;
  private final Repository git;
  private final Semaphore fetching = new Semaphore(1);

  Mirror(String address, GitSettings settings, Repository git) {
    this.address = address;
    this.settings = settings;
    this.git = git;
  }

  String address() {
    return address;
  }

  Repository git() {
    return git;
  }

  /** One at a time; who waits longer than a fetch may take gives up. */
  Heads fetch(RemoteReading reading) {
    try {
      if (!fetching.tryAcquire(settings.fetchTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw GitProblem.timeout(address, settings.fetchTimeout()).asException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(RepositoryProblem.unreachable(address, "interrupted"), e);
    }
    try {
      reading.run(git, new Following());
      BareFolder.compact(git);
      return heads();
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(address, e.toString()), e);
    } finally {
      fetching.release();
    }
  }

  Heads heads() {
    try {
      Ref mainline = git.getRefDatabase().exactRef(settings.mainlineRef());
      Map<String, String> proposals = new TreeMap<>();
      for (Ref ref : git.getRefDatabase().getRefsByPrefix(RemoteReading.PROPOSALS)) {
        proposals.put(ref.getName(), idOf(ref).name());
      }
      return new Heads(mainline == null ? null : idOf(mainline).name(), proposals);
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(address, e.toString()), e);
    }
  }

  @Override
  public void close() {
    git.close();
  }

  private final class Following implements RemoteReading.Arrival {
    @Override
    public Collection<Ref> missing(Map<String, Ref> heads) throws IOException {
      List<Ref> missing = new ArrayList<>();
      for (Ref head : heads.values()) {
        if (!isWhole(idOf(head))) {
          missing.add(head);
        }
      }
      return missing;
    }

    @Override
    public void arrived(Map<String, Ref> heads) throws IOException {
      for (Ref head : heads.values()) {
        if (!isWhole(idOf(head))) {
          throw new IOException("the remote did not send all of " + head.getName());
        }
      }
      try (RevWalk walk = new RevWalk(git)) {
        refuseRewritten(walk, heads.get(settings.mainlineRef()));
        follow(walk, heads);
      }
    }
  }

  /** All that a commit needs is here. What is followed already was whole when it came. */
  private boolean isWhole(ObjectId commit) throws IOException {
    List<Ref> followed = git.getRefDatabase().getRefsByPrefix("refs/");
    if (followed.stream().anyMatch(ref -> commit.equals(ref.getObjectId()))) {
      return true;
    }
    try (ObjectWalk walk = new ObjectWalk(git)) {
      walk.markStart(walk.parseCommit(commit));
      for (Ref ref : followed) {
        walk.markUninteresting(walk.parseCommit(idOf(ref)));
      }
      walk.checkConnectivity();
      return true;
    } catch (MissingObjectException e) {
      return false;
    } catch (IncorrectObjectTypeException e) {
      throw new IOException("a branch does not point to a commit: " + commit.name(), e);
    }
  }

  private void refuseRewritten(RevWalk walk, @Nullable Ref head) throws IOException {
    Ref followed = git.getRefDatabase().exactRef(settings.mainlineRef());
    if (followed == null || (head != null && isAncestor(walk, idOf(followed), idOf(head)))) {
      return;
    }
    throw RepositoryProblem.rewritten(
            address,
            idOf(followed).name(),
            head == null ? "it is gone" : "its head is " + idOf(head).name())
        .asException();
  }

  /** First what was followed gets kept, then names get free, then they are taken. */
  private void follow(RevWalk walk, Map<String, Ref> heads) throws IOException {
    List<ReceiveCommand> keep = new ArrayList<>();
    List<ReceiveCommand> remove = new ArrayList<>();
    List<ReceiveCommand> put = new ArrayList<>();
    Map<String, Ref> followed = followed();
    for (Ref old : followed.values()) {
      Ref now = heads.get(old.getName());
      if (now == null) {
        remove.add(new ReceiveCommand(idOf(old), ObjectId.zeroId(), old.getName()));
      }
      if (now == null || !isAncestor(walk, idOf(old), idOf(now))) {
        keep(keep, idOf(old));
      }
    }
    for (Ref now : heads.values()) {
      Ref old = followed.get(now.getName());
      ObjectId before = old == null ? ObjectId.zeroId() : idOf(old);
      if (!before.equals(idOf(now))) {
        put.add(new ReceiveCommand(before, idOf(now), now.getName()));
      }
    }
    update(walk, keep);
    update(walk, remove);
    update(walk, put);
  }

  private Map<String, Ref> followed() throws IOException {
    Map<String, Ref> followed = new TreeMap<>();
    for (Ref ref : git.getRefDatabase().getRefsByPrefix("refs/heads/")) {
      followed.put(ref.getName(), ref);
    }
    return followed;
  }

  private void keep(List<ReceiveCommand> commands, ObjectId commit) throws IOException {
    String name = SEEN + commit.name();
    boolean kept =
        git.getRefDatabase().exactRef(name) != null
            || commands.stream().anyMatch(it -> it.getRefName().equals(name));
    if (!kept) {
      commands.add(new ReceiveCommand(ObjectId.zeroId(), commit, name));
    }
  }

  private void update(RevWalk walk, List<ReceiveCommand> commands) throws IOException {
    if (commands.isEmpty()) {
      return;
    }
    BatchRefUpdate batch = git.getRefDatabase().newBatchUpdate();
    batch.setAllowNonFastForwards(true).setAtomic(false).addCommand(commands);
    batch.execute(walk, NullProgressMonitor.INSTANCE);
    for (ReceiveCommand command : batch.getCommands()) {
      if (command.getResult() != ReceiveCommand.Result.OK) {
        throw new IOException(
            "ref " + command.getRefName() + " of the mirror: " + command.getResult());
      }
    }
  }

  /** Only a branch that was never born has none, and such a one is never advertised. */
  private static ObjectId idOf(Ref ref) throws IOException {
    ObjectId id = ref.getObjectId();
    if (id == null) {
      throw new IOException("ref " + ref.getName() + " points to nothing");
    }
    return id;
  }

  private static boolean isAncestor(RevWalk walk, ObjectId ancestor, ObjectId descendant)
      throws IOException {
    return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(descendant));
  }
}
