package dev.esclusa.control;

import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Revision;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.ReadSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose hands are in a revision, as far as one target reads it. A head says only who came last:
 * everybody who wrote what the target reads, since the state that is in place, is an author of the
 * change, and one of them that nobody knows makes its bringer unknown.
 */
final class Provenance {
  private final Shared shared;

  Provenance(Shared shared) {
    this.shared = shared;
  }

  /** A revision and the first line of its message. */
  record Bringing(Revision revision, @Nullable String subject) {}

  /**
   * @param read what was looked at to render the target from this commit
   */
  Bringing of(
      Managed managed, String repository, String commit, Revision.Origin origin, ReadSet read) {
    return of(
        managed,
        repository,
        commit,
        origin,
        read,
        new Since(base(managed.target().uid(), repository, commit), signers()));
  }

  /**
   * What commits are compared with, and whose signatures count.
   *
   * @param commit absent when there was nothing before
   */
  record Since(@Nullable String commit, String signers) {}

  Bringing of(
      Managed managed,
      String repository,
      String commit,
      Revision.Origin origin,
      ReadSet read,
      Since base) {
    String signers = base.signers();
    Repositories.CommitFacts head = facts(repository, commit, signers);
    List<Repositories.CommitFacts> hands =
        switch (origin) {
          case Revision.Origin.Proposal it -> since(repository, it.mainline(), commit, signers);
          case Revision.Origin.Mainline _ -> onMainline(repository, commit, read, base);
        };
    return new Bringing(
        new Revision(
            repository,
            commit,
            managed.source().path(),
            origin,
            bringer(hands.isEmpty() ? List.of(head) : hands),
            authors(hands.isEmpty() ? List.of(head) : hands),
            head.committedAt()),
        head.subject());
  }

  /** What was written and taken back since is in nobody's change: a signed revert is a way out. */
  private List<Repositories.CommitFacts> onMainline(
      String repository, String commit, ReadSet read, Since since) {
    String base = since.commit();
    Set<String> differing = shared.ports.repositories().changedPaths(repository, base, commit);
    List<Repositories.CommitFacts> touching =
        since(repository, base, commit, since.signers()).stream()
            .filter(it -> touches(repository, it, differing, read))
            .toList();
    return base == null ? touching : withoutTakenBack(repository, base, touching, read);
  }

  /**
   * Where a commit left everything that is read as it was in place, nothing that led there is left:
   * only what came beside it or after it counts.
   */
  private List<Repositories.CommitFacts> withoutTakenBack(
      String repository, String base, List<Repositories.CommitFacts> touching, ReadSet read) {
    List<String> asInPlace =
        touching.stream()
            .map(Repositories.CommitFacts::commit)
            .filter(
                it ->
                    shared.ports.repositories().changedPaths(repository, base, it).stream()
                        .noneMatch(path -> reads(read, path)))
            .toList();
    return touching.stream()
        .filter(
            it ->
                asInPlace.stream()
                    .noneMatch(
                        clean ->
                            shared.ports.repositories().isAncestor(repository, it.commit(), clean)))
        .toList();
  }

  private String signers() {
    return shared.ledger.installation().inForce() == null
        ? ""
        : shared.estates.now().allowedSigners();
  }

  private Repositories.CommitFacts facts(String repository, String commit, String signers) {
    return shared.ports.repositories().commit(repository, commit, signers);
  }

  /** The commits after a base, newest first; the newest alone where there is no base. */
  private List<Repositories.CommitFacts> since(
      String repository, @Nullable String base, String commit, String signers) {
    List<String> commits =
        base == null
            ? List.of(commit)
            : shared.ports.repositories().commitsBetween(repository, base, commit);
    return commits.stream().map(it -> facts(repository, it, signers)).toList();
  }

  /** What is followed now; before that, in the root repository, the commit it all began with. */
  private @Nullable String base(TargetUid target, String repository, String commit) {
    List<String> bases = new ArrayList<>();
    InstallationRecord installation = shared.ledger.installation();
    if (target.equals(ConfigurationTarget.UID)) {
      add(bases, installation.inForce());
    }
    Recorded inPlace = inPlace(target);
    add(bases, inPlace == null ? null : inPlace.change().intent().commit());
    if (repository.equals(shared.settings.rootRepository())) {
      add(bases, installation.genesis());
    }
    return bases.stream()
        .filter(it -> shared.ports.repositories().isAncestor(repository, it, commit))
        .findFirst()
        .orElse(null);
  }

  private static void add(List<String> bases, @Nullable String base) {
    if (base != null) {
      bases.add(base);
    }
  }

  private @Nullable Recorded inPlace(TargetUid target) {
    var id = shared.ledger.target(target).inPlace();
    return id == null ? null : shared.ledger.change(id);
  }

  /** Whether a commit changed a file or the names of a folder that was looked at. */
  private boolean touches(
      String repository, Repositories.CommitFacts commit, Set<String> differing, ReadSet read) {
    return changedPaths(repository, commit).stream()
        .filter(differing::contains)
        .anyMatch(path -> reads(read, path));
  }

  /** Whether the commits that mainline does not have change what a target reads. */
  boolean touches(String repository, String mainline, String commit, ReadSet read) {
    return since(repository, mainline, commit, signers()).stream()
        .flatMap(it -> changedPaths(repository, it).stream())
        .anyMatch(path -> reads(read, path));
  }

  private static boolean reads(ReadSet read, String path) {
    return read.entries().containsKey(path) || read.entries().containsKey(folderOf(path) + "/");
  }

  /** Of a merge only what none of its parents says: the rest has authors of its own. */
  private Set<String> changedPaths(String repository, Repositories.CommitFacts commit) {
    Repositories git = shared.ports.repositories();
    if (commit.parents().isEmpty()) {
      return git.changedPaths(repository, null, commit.commit());
    }
    Set<String> changed =
        new HashSet<>(git.changedPaths(repository, commit.parents().getFirst(), commit.commit()));
    for (String parent : commit.parents().subList(1, commit.parents().size())) {
      changed.retainAll(git.changedPaths(repository, parent, commit.commit()));
    }
    return changed;
  }

  private static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The newest of those whose hands are in it, unless one of them is unknown. */
  private static Principal bringer(List<Repositories.CommitFacts> hands) {
    for (Repositories.CommitFacts one : hands) {
      if (one.broughtBy() instanceof Principal.Unknown unknown) {
        return new Principal.Unknown(
            unknown.claimed(), "commit " + one.commit() + ": " + unknown.cause());
      }
    }
    return hands.getFirst().broughtBy();
  }

  /** Who wrote or brought one of the commits; whoever only came last has no hand in it. */
  private static List<String> authors(List<Repositories.CommitFacts> hands) {
    Set<String> authors = new LinkedHashSet<>();
    for (Repositories.CommitFacts one : hands) {
      authors.add(one.authorClaim());
      authors.add(one.broughtBy().name());
    }
    return List.copyOf(authors);
  }
}
