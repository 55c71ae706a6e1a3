package dev.esclusa.model;

import java.time.Instant;
import java.util.List;

/**
 * One state of a repository that somebody brought.
 *
 * @param commit 40 or 64 hex digits
 * @param path the folder that was read
 * @param authors everyone whose hand is in it: signers and claimed authors; none of them approves
 */
public record Revision(
    String repository,
    String commit,
    String path,
    Origin origin,
    Principal broughtBy,
    List<String> authors,
    Instant committedAt) {

  /** Not merged yet, or the line that counts. */
  public sealed interface Origin {
    /**
     * @param ref e.g. {@code refs/heads/proposal/more-replicas}
     * @param mainline the head of mainline that it was merged with for planning
     */
    record Proposal(String ref, String mainline) implements Origin {}

    /** The main branch. */
    record Mainline() implements Origin {}
  }

  public Revision {
    if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      throw new ModelException("commit \"" + commit + "\" is not 40 or 64 hex digits");
    }
    authors = List.copyOf(authors);
  }

  public boolean isProposal() {
    return origin instanceof Origin.Proposal;
  }
}
