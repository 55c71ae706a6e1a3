package dev.esclusa.cli;

import dev.esclusa.desired.Desired;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.desired.RemoteBases;
import dev.esclusa.estate.EstateReader;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.kustomize.Kustomizer;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.Source;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.policy.Packs;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A folder on this machine as a root repository: with a configuration its applications, without one
 * a single application of everything below.
 */
final class LocalFolder {
  /** What stands for a commit of files that nobody committed. */
  static final String NO_COMMIT = "0".repeat(40);

  private static final String AUTHORITY = "kubernetes";

  private final SourceTree tree;
  private final @Nullable Estate estate;
  private final List<Managed> targets;

  private LocalFolder(SourceTree tree, @Nullable Estate estate, List<Managed> targets) {
    this.tree = tree;
    this.estate = estate;
    this.targets = targets;
  }

  static LocalFolder read(Path folder, Terminal terminal) {
    if (!Files.isDirectory(folder)) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", folder + " is no folder.", "Name the folder to read."));
    }
    FolderSourceTree tree = new FolderSourceTree(folder);
    if (!isEstate(tree)) {
      Path root = Kustomizer.isKustomization(tree, "") ? repository(folder) : folder;
      String name = lastName(folder);
      return new LocalFolder(
          new FolderSourceTree(root), null, List.of(everything(inside(root, folder), name)));
    }
    return ofEstate(tree, terminal);
  }

  /**
   * A folder of one state of a repository.
   *
   * @param folder without leading or trailing slash; asks for nothing where the state lacks it
   */
  static LocalFolder of(SourceTree repository, String folder, Terminal terminal) {
    SourceTree tree = Below.of(repository, folder);
    if (isEstate(tree)) {
      return ofEstate(tree, terminal);
    }
    String name = folder.substring(folder.lastIndexOf('/') + 1);
    return new LocalFolder(
        repository,
        null,
        tree.list("").isEmpty() ? List.of() : List.of(everything(folder, shortened(name))));
  }

  private static boolean isEstate(SourceTree tree) {
    return tree.file("esclusa.yaml") != null || !tree.list("esclusa").isEmpty();
  }

  private static LocalFolder ofEstate(SourceTree tree, Terminal terminal) {
    return switch (EstateReader.read(NO_COMMIT, tree, new Packs()::problems)) {
      case EstateReading.Refused it -> throw refused(it.problems(), terminal);
      case EstateReading.Read it -> {
        it.warnings().forEach(warning -> terminal.note("warning " + warning));
        yield new LocalFolder(tree, it.estate(), it.estate().targets());
      }
    };
  }

  /** Says all problems but the last, which ends the command. */
  static Failure refused(List<Problem> problems, Terminal terminal) {
    problems.subList(0, problems.size() - 1).forEach(it -> terminal.note(it.toString()));
    return Failure.of(ExitCode.REFUSED, problems.getLast());
  }

  /**
   * The repository around an overlay, since its bases lie beside it; the folder where there is
   * none.
   */
  static Path repository(Path folder) {
    Path start = folder.toAbsolutePath().normalize();
    for (Path here = start; here != null; here = here.getParent()) {
      if (Files.exists(here.resolve(".git"))) {
        return here;
      }
    }
    return start;
  }

  /** The path of a folder inside its repository, as a source tree has it. */
  static String inside(Path root, Path folder) {
    Path path = root.toAbsolutePath().normalize().relativize(folder.toAbsolutePath().normalize());
    return path.toString().replace(File.separatorChar, '/');
  }

  private static String lastName(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? "" : shortened(last.toString());
  }

  private static String shortened(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  private static Managed everything(String path, String name) {
    Target target =
        new Target(
            new TargetUid("local"),
            TargetName.of("local", "default", name.isEmpty() ? "folder" : name),
            "default",
            new Authority(AUTHORITY),
            "owners",
            RiskTier.STANDARD,
            Map.of("cluster", "default", "namespace", "default"));
    return new Managed(
        target,
        new Source("", path, Value.mapping("recurse", true)),
        Managed.OnRemove.FORGET,
        Managed.ApplyMode.AFTER_MERGE,
        new Address.Configuration("Application", "local"));
  }

  /**
   * @param wanted the end of a target's name; empty for all
   */
  List<Managed> targets(String wanted) {
    List<Managed> found = named(wanted);
    if (found.isEmpty() && !wanted.isEmpty()) {
      throw unknownTarget(wanted, names());
    }
    return found;
  }

  /** The same, which may be none. */
  List<Managed> named(String wanted) {
    return targets.stream()
        .filter(
            it -> {
              String name = it.target().name().text();
              return wanted.isEmpty() || name.equals(wanted) || shortens(wanted, name);
            })
        .toList();
  }

  List<String> names() {
    return targets.stream().map(it -> it.target().name().text()).toList();
  }

  static Failure unknownTarget(String wanted, List<String> names) {
    return Failure.of(
        ExitCode.NOT_FOUND,
        Problem.caller(
            "CLI-0007",
            "there is no target \"" + wanted + "\" in this folder; it has " + names + ".",
            "Correct --target."));
  }

  private static boolean shortens(String wanted, String name) {
    String[] parts = name.split("/", -1);
    return wanted.equals(parts[2]) || wanted.equals(parts[0] + "/" + parts[2]);
  }

  @Nullable Managed target(TargetUid uid) {
    return targets.stream().filter(it -> it.target().uid().equals(uid)).findFirst().orElse(null);
  }

  /** Ends the command with all problems where the folder cannot be rendered. */
  DesiredState desired(Managed managed, Redaction redaction, Terminal terminal) {
    if (!managed.source().inRoot()) {
      throw Failure.of(
          ExitCode.REFUSED,
          Problem.caller(
              "CLI-0013",
              "the manifests of "
                  + managed.target().name()
                  + " lie in "
                  + managed.source().repository()
                  + ", not in this folder.",
              "Leave it out with --target, or look at that repository."));
    }
    RemoteBases bases = new FetchedBases(terminal);
    return switch (Desired.of(tree, managed, project(managed), redaction, bases)) {
      case DesiredOutcome.Ready it -> it.state();
      case DesiredOutcome.Broken it -> throw refused(it.problems(), terminal);
    };
  }

  private Project project(Managed managed) {
    Project declared = estate == null ? null : estate.project(managed.target().project());
    return declared != null
        ? declared
        : new Project(
            managed.target().project(),
            managed.target().owner(),
            List.of(),
            List.of(),
            Map.of("cluster", List.of("*"), "namespace", List.of("*")),
            List.of("*"));
  }

  /** What a kustomization read, and where its fields come from. */
  KustomizationText explained(Managed managed, Terminal terminal) {
    return KustomizationText.of(
        tree, managed.source(), project(managed), new FetchedBases(terminal));
  }

  Digest configHash(Managed managed) {
    return estate == null
        ? Canonical.hash("esclusa/configuration/v1", Value.mapping())
        : estate.configHash(managed.target(), managed.document());
  }

  List<IgnoreRule> ignoresAt(Instant now) {
    return estate == null ? List.of() : estate.ignoresAt(now);
  }
}
