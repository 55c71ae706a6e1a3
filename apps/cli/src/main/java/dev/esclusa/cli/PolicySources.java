package dev.esclusa.cli;

import dev.esclusa.documents.DocumentFormat;
import dev.esclusa.model.Problem;
import dev.esclusa.rego.BundleArchive;
import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.RegoException;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoProblem;
import dev.esclusa.rego.RegoRefused;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.rego.RegoVersion;
import dev.esclusa.tree.Position;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which policies and data a command works with, and how they are read. */
final class PolicySources {
  @Option(
      names = {"-d", "--data"},
      split = ",",
      paramLabel = "PATH",
      description = "Data for the policies: YAML and JSON files, by the folders they lie in.")
  private List<String> data = List.of();

  @Option(names = "--strict", description = "Refuse unused variables and imports, and their kind.")
  private boolean strict;

  @Option(
      names = "--rego-version",
      paramLabel = "VERSION",
      description = "v0 or v1: what policies are written in that do not say so.")
  private RegoVersion version = RegoVersion.V1;

  private boolean prints;

  /** All files of the paths, compiled; no policy at all is a problem. */
  PolicyPack compiled(Terminal terminal, List<String> policies) {
    PolicyFiles files = new PolicyFiles(terminal);
    TreeMap<String, Path> sources = new TreeMap<>();
    TreeMap<String, Path> bundles = new TreeMap<>();
    for (String place : policies) {
      (isBundle(files.existing(place)) ? bundles : sources)
          .putAll(files.below(place, PolicyFiles.ending("rego")));
    }
    if (sources.isEmpty() && bundles.isEmpty()) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller(
              "CLI-0024",
              "There is no policy in " + String.join(", ", policies) + ".",
              "Name the folder of .rego files, or a bundle.tar.gz, with --policy."));
    }
    PolicyPack.Builder pack = PolicyPack.builder().version(version).strict(strict);
    sources.forEach(
        (name, path) -> {
          String text = new String(PolicyFiles.bytes(name, path), StandardCharsets.UTF_8);
          pack.module(name, text);
          prints |= text.contains("print(");
        });
    prints |= !bundles.isEmpty(); // nobody looks into them for it
    pack.printing(prints);
    bundles.forEach((name, path) -> addBundle(terminal, name, path, pack));
    for (String place : data) {
      addData(files, place, pack);
    }
    return compiled(pack, terminal);
  }

  boolean hasData() {
    return !data.isEmpty();
  }

  /** Whether the policies that were compiled call {@code print}. */
  boolean prints() {
    return prints;
  }

  /** The YAML and JSON files of these folders become data too, as {@code opa test} has it. */
  void alsoDataOf(List<String> places) {
    List<String> all = new ArrayList<>(data);
    all.addAll(places);
    data = all;
  }

  /** As OPA ships them; a folder of that name is a folder. */
  private static boolean isBundle(Path place) {
    String name = place.toString();
    return (name.endsWith(".tar.gz") || name.endsWith(".tgz")) && !Files.isDirectory(place);
  }

  private static void addBundle(
      Terminal terminal, String name, Path path, PolicyPack.Builder pack) {
    byte[] bytes = PolicyFiles.bytes(name, path);
    try {
      pack.bundle(BundleArchive.read(name, new ByteArrayInputStream(bytes)), "");
    } catch (RegoRefused refused) {
      throw failed(refused, terminal);
    }
  }

  private static PolicyPack compiled(PolicyPack.Builder pack, Terminal terminal) {
    try {
      PolicyPack compiled = pack.compile();
      compiled.warnings().stream()
          .filter(it -> it.code().equals("rego_bundle_error"))
          .forEach(it -> terminal.note(it.text()));
      return compiled;
    } catch (RegoRefused refused) {
      throw failed(refused, terminal);
    }
  }

  private static Failure failed(RegoRefused refused, Terminal terminal) {
    List<RegoProblem> problems = refused.problems();
    for (RegoProblem problem : problems.subList(1, problems.size())) {
      terminal.note(problem.toString().lines().findFirst().orElse(""));
    }
    RegoProblem first = problems.getFirst();
    return Failure.of(
        ExitCode.MALFORMED,
        Problem.caller(
            "CLI-0025",
            (first.position() == null ? "" : first.position() + ": ")
                + first.code()
                + ": "
                + first.text()
                + (problems.size() == 1 ? "" : " (" + (problems.size() - 1) + " more above)"),
            first.fix()),
        refused);
  }

  /** Folders inside the place are the path of their data; names of files are not. */
  private static void addData(PolicyFiles files, String place, PolicyPack.Builder pack) {
    Predicate<String> wanted = PolicyFiles.ending("yaml", "yml", "json");
    Path root = files.existing(place);
    for (Map.Entry<String, Path> file : files.below(place, wanted).entrySet()) {
      Path folder = root.relativize(file.getValue()).getParent();
      List<String> path =
          folder == null || folder.toString().isEmpty()
              ? List.of()
              : Arrays.asList(folder.toString().replace('\\', '/').split("/"));
      RegoValue value = read(file.getKey(), file.getValue());
      for (String name : path.reversed()) {
        value = RegoObject.of(name, value);
      }
      if (!(value instanceof RegoObject object)) {
        throw Failure.of(
            ExitCode.MALFORMED,
            Problem.caller(
                "CLI-0026",
                file.getKey() + ":1:1: data at the top must be a mapping.",
                "Give it a name, or lay the file into a folder of that name."));
      }
      pack.data(object);
    }
  }

  private static RegoValue read(String name, Path file) {
    DocumentFormat format = name.endsWith(".json") ? DocumentFormat.JSON : DocumentFormat.YAML;
    return InputFiles.read(format, name, PolicyFiles.bytes(name, file));
  }

  /**
   * @param place of the rule that was asked, where the failure knows no better one
   */
  static Failure failed(RegoException failed, Position place) {
    boolean limit = failed.code().startsWith("rego_limit_");
    String cause =
        Objects.requireNonNullElse(failed.position(), place)
            + ": "
            + failed.code()
            + ": "
            + failed.reason();
    return limit
        ? Failure.of(ExitCode.LIMIT, Problem.capacity("CLI-0027", cause, failed.fix()), failed)
        : Failure.of(ExitCode.MALFORMED, Problem.caller("CLI-0027", cause, failed.fix()), failed);
  }
}
