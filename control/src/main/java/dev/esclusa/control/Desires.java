package dev.esclusa.control;

import dev.esclusa.desired.Claims;
import dev.esclusa.desired.Desired;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.estate.EstateReader;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Revision;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ReadSet;
import dev.esclusa.tree.SourceTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What Git asks of each target, rendered again only when something that the renderer read has
 * moved.
 */
final class Desires {
  private static final int VIEWS_KEPT = 8;

  private final Repositories repositories;
  private final TouchedPaths touched;
  private final EstateInForce estates;
  private final Redaction redaction;
  private final String root;
  private final ConcurrentMap<TargetUid, Remembered> remembered = new ConcurrentHashMap<>();
  private final LongAdder renderings = new LongAdder();
  private final Map<Seen, Claimed> claimed = new LinkedHashMap<>();
  private final Function<TargetUid, Inventory> inventories;

  /**
   * @param commit of mainline in which the outcome is known to hold; absent when it was another
   *     tree
   */
  private record Remembered(
      Managed managed, Project project, DesiredOutcome outcome, @Nullable String commit) {
    boolean isOf(Managed declared, Project of) {
      return managed.equals(declared) && project.equals(of);
    }

    Remembered at(String holding) {
      return new Remembered(managed, project, outcome, holding);
    }
  }

  /**
   * @param inventories what each target has in place
   */
  Desires(
      Repositories repositories,
      EstateInForce estates,
      Redaction redaction,
      String root,
      Function<TargetUid, Inventory> inventories) {
    this.repositories = repositories;
    this.touched = new TouchedPaths(repositories);
    this.estates = estates;
    this.redaction = redaction;
    this.root = root;
    this.inventories = inventories;
  }

  String repositoryOf(Managed managed) {
    return managed.source().inRoot() ? root : managed.source().repository();
  }

  /** The state that a revision asks for; a proposal counts merged with its mainline. */
  DesiredOutcome of(Managed managed, Estate estate, String commit, Revision.Origin origin) {
    if (managed.target().authority().equals(Authority.CONFIGURATION)) {
      return configuration(commit);
    }
    Remembered same = unmoved(managed, estate, commit, origin);
    if (same != null) {
      return same.outcome();
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
    DesiredOutcome outcome = of(managed, estate, tree);
    if (origin instanceof Revision.Origin.Mainline) {
      remembered.computeIfPresent(
          managed.target().uid(), (_, it) -> it.outcome() == outcome ? it.at(commit) : it);
    }
    return outcome;
  }

  /** What is remembered of a target, where nothing that it read has moved on mainline since. */
  private @Nullable Remembered unmoved(
      Managed managed, Estate estate, String commit, Revision.Origin origin) {
    Remembered known = remembered.get(managed.target().uid());
    String at = known == null ? null : known.commit();
    if (known == null
        || at == null
        || !(origin instanceof Revision.Origin.Mainline)
        || !known.isOf(managed, project(managed, estate))
        || touched.touch(repositoryOf(managed), at, commit, known.outcome().readSet())) {
      return null;
    }
    if (!at.equals(commit)) {
      remembered.put(managed.target().uid(), known.at(commit));
    }
    return known;
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
        : Desired.place(tree(managed, commit, origin), managed, field, repositories::pinned);
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
    if (known != null && known.isOf(managed, project) && known.outcome().readSet().holdsIn(tree)) {
      return known.outcome();
    }
    renderings.increment();
    DesiredOutcome outcome = Desired.of(tree, managed, project, redaction, repositories::pinned);
    if (mayHeal(outcome)) {
      remembered.remove(uid);
    } else {
      remembered.put(uid, new Remembered(managed, project, outcome, null));
    }
    return outcome;
  }

  /** Broken by the world and not by the files, e.g. a base's repository that does not answer. */
  private static boolean mayHeal(DesiredOutcome outcome) {
    return outcome instanceof DesiredOutcome.Broken broken
        && broken.problems().stream().anyMatch(it -> it.fault() == Problem.Fault.ENVIRONMENT);
  }

  /** How often files were turned into a desired state. */
  long renderings() {
    return renderings.sum();
  }

  private static Project project(Managed managed, Estate estate) {
    Project project = estate.project(managed.target().project());
    if (project == null) {
      throw Problem.caller(
              "CTL-0013",
              "target "
                  + managed.target().name()
                  + " belongs to project "
                  + managed.target().project()
                  + ", which the configuration in force does not know",
              "Declare the project, or decommission the target.")
          .asException();
    }
    return project;
  }

  /**
   * Whether mainline asks something else of a target by now than the commit that a change follows;
   * the newer wish has or will get a change of its own.
   */
  boolean asksForOtherThings(Managed managed, Estate estate, String commit, Digest wanted) {
    String repository = repositoryOf(managed);
    String head = repositories.heads(repository).mainline();
    return head != null
        && !head.equals(commit)
        && repositories.isAncestor(repository, commit, head)
        && !Syncer.hashOf(of(managed, estate, head, new Revision.Origin.Mainline())).equals(wanted);
  }

  /** What is asked of a target that left Git. */
  DesiredState nothing(Managed managed) {
    return Desired.nothing(managed.target().uid());
  }

  // --- what all targets claim together ---

  /**
   * What everybody claims at one view of Git.
   *
   * @param inForce by the targets that the configuration in force knows and Git still declares
   * @param asked by all that Git declares
   * @param unreadable targets whose files are broken there: what they ask for nobody can say
   */
  private record Claimed(Claims inForce, Claims asked, List<Unreadable> unreadable) {}

  private record Unreadable(Managed managed, SourceTree tree) {}

  /** A proposal is looked at merged with mainline. */
  private record Proposed(String repository, String mainline, String commit) {}

  /** The configuration in force and the state of each repository that claims are read from. */
  private record Seen(
      String configuration, Map<String, String> heads, @Nullable Proposed proposal) {}

  /** The objects of a state that another target claims as well. */
  List<Problem> conflicts(Planning.Wish wish, DesiredState state) {
    Target target = wish.managed().target();
    if (target.authority().equals(Authority.CONFIGURATION)) {
      return List.of();
    }
    Claims.Claim mine = Claims.Claim.of(target, state);
    Claimed others = claimed(wish);
    List<Problem> problems = new ArrayList<>();
    others.inForce().conflicts(mine).forEach(it -> problems.add(it.problem()));
    held(others.unreadable(), wish.estate())
        .conflicts(mine)
        .forEach(it -> problems.add(it.problem()));
    return problems;
  }

  /** A target whose files are broken claims what it has in place: every replica can tell that. */
  private Claims held(List<Unreadable> unreadable, Estate inForce) {
    List<Claims.Claim> claims = new ArrayList<>();
    for (Unreadable one : unreadable) {
      Target target = one.managed().target();
      if (inForce.target(target.uid()) != null) {
        Map<Address, String> places = new HashMap<>();
        inventories
            .apply(target.uid())
            .addresses()
            .forEach(it -> places.put(it, "in place; its files are broken now"));
        claims.add(new Claims.Claim(target, places));
      }
    }
    return Claims.of(claims);
  }

  /**
   * Of these objects those that another target asks for: they move, and are not given up. Whoever
   * goes back to before an object came to it does not take it along into nothing either: it was
   * another target's then.
   */
  Map<Address, Target> elsewhere(Planning.Wish wish, Collection<Address> addresses) {
    if (addresses.isEmpty()) {
      return Map.of();
    }
    Target target = wish.managed().target();
    Map<Address, Target> found = new TreeMap<>(claimed(wish).asked().elsewhere(target, addresses));
    String before = goesBackTo(wish.intent());
    if (before != null) {
      Seen now = seen(wish);
      Map<String, String> heads = new TreeMap<>(now.heads());
      heads.put(repositoryOf(wish.managed()), before);
      claimed(wish.estate(), new Seen(now.configuration(), heads, null))
          .asked()
          .elsewhere(target, addresses)
          .forEach(found::putIfAbsent);
    }
    return found;
  }

  private static @Nullable String goesBackTo(Intent intent) {
    return switch (intent) {
      case Intent.RollBack it -> it.commit();
      case Intent.Restore it -> it.commit();
      case Intent.Follow _,
          Intent.Accept _,
          Intent.Recover _,
          Intent.Transfer _,
          Intent.Unlock _,
          Intent.Decommission _,
          Intent.Erase _ ->
          null;
    };
  }

  /**
   * A target whose files cannot be read now and speak of an object, which it may thus ask for. It
   * is enough that the name stands there.
   */
  @Nullable Managed mayAskFor(Planning.Wish wish, Address address) {
    Target target = wish.managed().target();
    for (Unreadable one : claimed(wish).unreadable()) {
      Target other = one.managed().target();
      if (!other.uid().equals(target.uid())
          && Claims.onePlace(target, other)
          && mentions(one.tree(), one.managed().source().path(), nameOf(address))) {
        return one.managed();
      }
    }
    return null;
  }

  private static String nameOf(Address address) {
    return switch (address) {
      case Address.Kubernetes it -> it.name();
      case Address.Terraform it -> it.address();
      case Address.Configuration it -> it.name();
    };
  }

  private static boolean mentions(SourceTree tree, String folder, String name) {
    for (SourceTree.Entry entry : tree.list(folder)) {
      String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
      boolean found =
          switch (entry.type()) {
            case FILE -> contains(tree.file(path), name);
            case FOLDER -> mentions(tree, path, name);
            case SYMLINK, SUBMODULE -> false;
          };
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(SourceTree.@Nullable Blob file, String name) {
    return file != null && new String(file.bytes(), StandardCharsets.UTF_8).contains(name);
  }

  /**
   * Every replica works this out by itself and whenever a head moves, so that no plan is made
   * before all claims are known.
   */
  private Claimed claimed(Planning.Wish wish) {
    return claimed(wish.estate(), seen(wish));
  }

  private synchronized Claimed claimed(Estate inForce, Seen seen) {
    Claimed known = claimed.get(seen);
    if (known == null) {
      known = read(inForce, seen);
      claimed.put(seen, known);
      if (claimed.size() > VIEWS_KEPT) {
        claimed.remove(claimed.keySet().iterator().next());
      }
    }
    return known;
  }

  /** Mainline as this replica knows it, and never older than what the wish speaks of. */
  private Seen seen(Planning.Wish wish) {
    Map<String, String> heads = new TreeMap<>();
    for (Managed one : wish.estate().targets()) {
      heads.computeIfAbsent(repositoryOf(one), it -> repositories.heads(it).mainline());
    }
    notBefore(heads, root, wish.estate().commit());
    Revision revision = wish.revision();
    String repository = repositoryOf(wish.managed());
    if (revision != null && revision.origin() instanceof Revision.Origin.Proposal it) {
      return new Seen(
          wish.estate().commit(),
          heads,
          new Proposed(repository, it.mainline(), revision.commit()));
    }
    switch (wish.intent()) {
      case Intent.Follow it -> notBefore(heads, repository, it.commit());
      case Intent.Decommission it -> notBefore(heads, root, it.commit());
      default -> {
        // it speaks of what is or was in place, and mainline has its head
      }
    }
    return new Seen(wish.estate().commit(), heads, null);
  }

  private void notBefore(Map<String, String> heads, String repository, String commit) {
    heads.compute(
        repository,
        (_, head) ->
            head == null
                    || !(head.equals(commit) || repositories.isAncestor(repository, commit, head))
                ? commit
                : head);
  }

  private Claimed read(Estate estate, Seen seen) {
    Estate asked = askedFor(estate, seen);
    Map<TargetUid, Claims.Claim> all = new HashMap<>();
    List<Unreadable> unreadable = new ArrayList<>();
    Map<String, Optional<SourceTree>> trees = new HashMap<>();
    for (Managed one : asked.targets()) {
      SourceTree tree =
          trees
              .computeIfAbsent(repositoryOf(one), _ -> Optional.ofNullable(treeOf(one, seen)))
              .orElse(null);
      if (tree == null) {
        continue;
      }
      TargetUid uid = one.target().uid();
      View view = new View(tree, mainlineOf(one, seen));
      if (outcome(one, estate, asked, view) instanceof DesiredOutcome.Ready ready) {
        all.put(uid, Claims.Claim.of(one.target(), ready.state()));
      } else {
        unreadable.add(new Unreadable(one, tree));
      }
    }
    List<Claims.Claim> inForce =
        all.values().stream().filter(it -> estate.target(it.target().uid()) != null).toList();
    return new Claimed(Claims.of(inForce), Claims.of(all.values()), List.copyOf(unreadable));
  }

  /** Paths that differ between two commits of a target's repository. */
  List<String> changedFiles(Managed managed, String from, String to) {
    return List.copyOf(repositories.changedPaths(repositoryOf(managed), from, to));
  }

  /**
   * Which targets there will be. A configuration that is not in force yet helps nobody to an
   * object, but what a target that it adds asks for moves there and is not given up, and a target
   * that it drops claims nothing any more.
   */
  private Estate askedFor(Estate inForce, Seen seen) {
    Proposed proposal = seen.proposal();
    String head = seen.heads().get(root);
    EstateReading reading =
        proposal != null && proposal.repository().equals(root)
            ? EstateReader.read(
                proposal.commit(),
                repositories.merged(root, proposal.mainline(), proposal.commit()),
                estates.rules())
            : estates.reading(head == null ? inForce.commit() : head);
    return reading instanceof EstateReading.Read it ? it.estate() : inForce;
  }

  private @Nullable SourceTree treeOf(Managed one, Seen seen) {
    String repository = repositoryOf(one);
    Proposed proposal = seen.proposal();
    if (proposal != null && proposal.repository().equals(repository)) {
      return repositories.merged(repository, proposal.mainline(), proposal.commit());
    }
    String head = seen.heads().get(repository);
    return head == null ? null : repositories.tree(repository, head);
  }

  private @Nullable String mainlineOf(Managed one, Seen seen) {
    String repository = repositoryOf(one);
    Proposed proposal = seen.proposal();
    return proposal != null && proposal.repository().equals(repository)
        ? null
        : seen.heads().get(repository);
  }

  /**
   * A tree to read from.
   *
   * @param mainline the commit whose tree it is; absent for one that is merged
   */
  private record View(SourceTree tree, @Nullable String mainline) {}

  /** As it is declared in force; where that reads nothing, as it is asked to be declared. */
  private DesiredOutcome outcome(Managed one, Estate inForce, Estate asked, View view) {
    Managed now = inForce.target(one.target().uid());
    DesiredOutcome outcome = of(now == null ? one : now, now == null ? asked : inForce, view);
    return outcome instanceof DesiredOutcome.Broken && now != null && !now.equals(one)
        ? of(one, asked, view)
        : outcome;
  }

  private DesiredOutcome of(Managed managed, Estate estate, View view) {
    String commit = view.mainline();
    return commit == null
        ? of(managed, estate, view.tree())
        : of(managed, estate, commit, new Revision.Origin.Mainline());
  }
}
