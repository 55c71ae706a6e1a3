package dev.esclusa.control;

import dev.esclusa.desired.Claims;
import dev.esclusa.desired.Desired;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Revision;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What Git asks of each target, rendered again only when something that the renderer read has
 * moved.
 */
final class Desires {
  private final Repositories repositories;
  private final EstateInForce estates;
  private final Redaction redaction;
  private final String root;
  private final ConcurrentMap<TargetUid, Remembered> remembered = new ConcurrentHashMap<>();
  private Map<TargetUid, Claims.Claim> claims = Map.of();
  private @Nullable Seen claimedIn;

  /** The configuration and the heads of mainline that claims were read from. */
  private record Seen(String configuration, Map<String, String> heads) {}

  private record Remembered(Managed managed, Project project, DesiredOutcome outcome) {}

  Desires(
      Repositories repositories, EstateInForce estates, Redaction redaction, String root) {
    this.repositories = repositories;
    this.estates = estates;
    this.redaction = redaction;
    this.root = root;
  }

  String repositoryOf(Managed managed) {
    return managed.source().inRoot() ? root : managed.source().repository();
  }

  /** The state that a revision asks for; a proposal counts merged with its mainline. */
  DesiredOutcome of(Managed managed, Estate estate, String commit, Revision.Origin origin) {
    if (managed.target().authority().equals(Authority.CONFIGURATION)) {
      return configuration(commit);
    }
    SourceTree tree;
    try {
      tree = tree(managed, commit, origin);
    } catch (ProblemException e) {
      if (e.problem().fault() == Problem.Fault.CALLER
          && origin instanceof Revision.Origin.Proposal) {
        return conflicting(e.problem()); // it waits for its author
      }
      throw e;
    }
    return of(managed, estate, tree);
  }

  private static DesiredOutcome conflicting(Problem problem) {
    return new DesiredOutcome.Broken(List.of(problem), ReadSet.of(Map.of()));
  }

  SourceTree tree(Managed managed, String commit, Revision.Origin origin) {
    String repository = repositoryOf(managed);
    return switch (origin) {
      case Revision.Origin.Mainline _ -> repositories.tree(repository, commit);
      case Revision.Origin.Proposal it -> repositories.merged(repository, it.mainline(), commit);
    };
  }

  /** Where a revision writes a field of an object. */
  Optional<Position> place(
      Managed managed, String commit, Revision.Origin origin, FieldAddress field) {
    return managed.target().authority().equals(Authority.CONFIGURATION)
        ? Optional.empty()
        : Desired.place(tree(managed, commit, origin), managed, field);
  }

  private DesiredOutcome configuration(String commit) {
    return switch (estates.reading(commit)) {
      case EstateReading.Read it ->
          new DesiredOutcome.Ready(ConfigurationTarget.desired(it), it.readSet());
      case EstateReading.Refused it -> new DesiredOutcome.Broken(it.problems(), it.readSet());
    };
  }

  DesiredOutcome of(Managed managed, Estate estate, SourceTree tree) {
    Project project = project(managed, estate);
    TargetUid uid = managed.target().uid();
    Remembered known = remembered.get(uid);
    if (known != null
        && known.managed().equals(managed)
        && known.project().equals(project)
        && known.outcome().readSet().holdsIn(tree)) {
      return known.outcome();
    }
    DesiredOutcome outcome = Desired.of(tree, managed, project, redaction);
    remembered.put(uid, new Remembered(managed, project, outcome));
    return outcome;
  }

  private static Project project(Managed managed, Estate estate) {
    Project project = estate.project(managed.target().project());
    if (project == null) {
      throw Problem.caller(
              "CTL-0013",
              "target " + managed.target().name() + " belongs to project "
                  + managed.target().project() + ", which the configuration in force does not know",
              "Declare the project, or decommission the target.")
          .asException();
    }
    return project;
  }

  /** What is asked of a target that left Git. */
  DesiredState nothing(Managed managed) {
    return Desired.nothing(managed.target().uid());
  }

  /** The objects of a state that another target claims as well. */
  List<Problem> conflicts(Managed managed, Estate estate, DesiredState state) {
    if (managed.target().authority().equals(Authority.CONFIGURATION)) {
      return List.of();
    }
    List<Claims.Claim> all = new ArrayList<>();
    claimed(estate)
        .forEach(
            (uid, claim) -> {
              if (!uid.equals(managed.target().uid())) {
                all.add(claim);
              }
            });
    all.add(Claims.Claim.of(managed.target(), state));
    return Claims.conflicts(all).stream()
        .filter(
            it ->
                it.first().uid().equals(managed.target().uid())
                    || it.second().uid().equals(managed.target().uid()))
        .map(Claims.Conflict::problem)
        .toList();
  }

  /**
   * What mainline claims for each target. Every replica works this out by itself and whenever a
   * head moves, so that no plan is made before all claims are known.
   */
  private synchronized Map<TargetUid, Claims.Claim> claimed(Estate estate) {
    Map<String, String> heads = new TreeMap<>();
    for (Managed one : estate.targets()) {
      String head = repositories.heads(repositoryOf(one)).mainline();
      if (head != null) {
        heads.put(repositoryOf(one), head);
      }
    }
    Seen seen = new Seen(estate.commit(), heads);
    if (!seen.equals(claimedIn)) {
      claims = claims(estate, heads);
      claimedIn = seen;
    }
    return claims;
  }

  /** A target whose files are broken now still claims what it did. */
  private Map<TargetUid, Claims.Claim> claims(Estate estate, Map<String, String> heads) {
    Map<TargetUid, Claims.Claim> all = new HashMap<>();
    for (Managed one : estate.targets()) {
      TargetUid uid = one.target().uid();
      String head = heads.get(repositoryOf(one));
      Claims.Claim before = claims.get(uid);
      if (head != null
          && of(one, estate, repositories.tree(repositoryOf(one), head))
              instanceof DesiredOutcome.Ready ready) {
        all.put(uid, Claims.Claim.of(one.target(), ready.state()));
      } else if (before != null) {
        all.put(uid, before);
      }
    }
    return all;
  }
}
