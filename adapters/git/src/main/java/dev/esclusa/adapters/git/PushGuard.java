package dev.esclusa.adapters.git;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;

/**
 * Decides on each ref of a push after its objects came and before a ref moves, and puts on record
 * who brought the commits of those that are let through.
 */
final class PushGuard implements PreReceiveHook {
  private static final int REF_NAME_MAX = 200;
  private static final int NEW_COMMITS_MAX = 10_000;

  private final Hosted hosted;
  private final String mainlineRef;
  private final Pusher pusher;
  private final InstantSource clock;

  PushGuard(Hosted hosted, String mainlineRef, Pusher pusher, InstantSource clock) {
    this.hosted = hosted;
    this.mainlineRef = mainlineRef;
    this.pusher = pusher;
    this.clock = clock;
  }

  @Override
  public void onPreReceive(ReceivePack receiving, Collection<ReceiveCommand> commands) {
    List<ReceiveCommand> open =
        commands.stream().filter(it -> it.getResult() == Result.NOT_ATTEMPTED).toList();
    try (RevWalk walk = new RevWalk(hosted.git())) {
      List<ReceiveCommand> accepted = new ArrayList<>();
      for (ReceiveCommand command : open) {
        String refusal = refusal(walk, command);
        if (refusal == null) {
          accepted.add(command);
        } else {
          command.setResult(Result.REJECTED_OTHER_REASON, refusal);
        }
      }
      record(walk, accepted);
    } catch (IOException e) {
      refuseRest(open, "GIT-0009: the push cannot be recorded; try again");
    }
  }

  private @Nullable String refusal(RevWalk walk, ReceiveCommand command) throws IOException {
    String name = command.getRefName();
    boolean branch = name.startsWith("refs/heads/");
    if (!(branch || name.startsWith("refs/tags/"))
        || !Repository.isValidRefName(name)
        || name.length() > REF_NAME_MAX
        || !name.equals(GitProblem.shown(name))) {
      return "GIT-0022: only branches and tags with printable names are taken";
    }
    boolean deletes = command.getType() == ReceiveCommand.Type.DELETE;
    if (deletes) {
      return name.equals(mainlineRef) ? "GIT-0021: mainline is never deleted" : null;
    }
    RevObject now = walk.parseAny(command.getNewId());
    if (branch && !(now instanceof RevCommit)) {
      return "GIT-0022: a branch points to a commit";
    }
    boolean moves = command.getType() != ReceiveCommand.Type.CREATE;
    boolean forward =
        !moves
            || !(now instanceof RevCommit head)
            || walk.isMergedInto(walk.parseCommit(command.getOldId()), head);
    return name.equals(mainlineRef) && !forward
        ? "GIT-0020: mainline only grows; fetch, rebase, and push again"
        : null;
  }

  private void record(RevWalk walk, List<ReceiveCommand> accepted) throws IOException {
    walk.reset();
    boolean starts = false;
    for (ReceiveCommand command : accepted) {
      if (command.getType() != ReceiveCommand.Type.DELETE
          && walk.peel(walk.parseAny(command.getNewId())) instanceof RevCommit commit) {
        walk.markStart(commit);
        starts = true;
      }
    }
    if (!starts) {
      return;
    }
    for (Ref ref : hosted.git().getRefDatabase().getRefsByPrefix("refs/")) {
      if (walk.peel(walk.parseAny(ref.getObjectId())) instanceof RevCommit commit) {
        walk.markUninteresting(commit);
      }
    }
    List<String> commits = new ArrayList<>();
    for (RevCommit next = walk.next(); next != null; next = walk.next()) {
      commits.add(next.name());
      if (commits.size() > NEW_COMMITS_MAX) {
        refuseRest(accepted, "GIT-0012: more than " + NEW_COMMITS_MAX + " commits in one push");
        return;
      }
    }
    hosted.pushes().add(commits, pusher.principal(), clock.instant());
  }

  private static void refuseRest(List<ReceiveCommand> commands, String refusal) {
    for (ReceiveCommand command : commands) {
      if (command.getResult() == Result.NOT_ATTEMPTED) {
        command.setResult(Result.REJECTED_OTHER_REASON, refusal);
      }
    }
  }
}
