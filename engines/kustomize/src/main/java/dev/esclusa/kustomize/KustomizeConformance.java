package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs cases of the form {@code <case>/case.json}, {@code <case>/input/}: a case passes when its
 * objects equal {@code expected.yaml}, when it fails where an error is wanted, or when it is
 * refused for the reason that it names. {@code expected_upstream.yaml} stands for the behaviour of
 * 5.8.
 */
public final class KustomizeConformance {
  private final Path folder;
  private final Consumer<String> out;
  private final Kustomizer kustomizer = new Kustomizer(new ParsedFiles(64L << 20));
  private int passed;
  private int failed;
  private int skipped;
  private int ordered;
  private int built;

  /** How many cases passed, failed, and are of a kind that is not known here. */
  public record Counts(int passed, int failed, int skipped) {
    @Override
    public String toString() {
      return "%d passed, %d failed, %d skipped".formatted(passed, failed, skipped);
    }
  }

  private KustomizeConformance(Path folder, Consumer<String> out) {
    this.folder = folder;
    this.out = out;
  }

  /** Says a line for each case that failed or was skipped, the order of objects, and the counts. */
  public static Counts run(Path folder, Consumer<String> out) {
    KustomizeConformance run = new KustomizeConformance(folder, out);
    cases(folder).forEach(run::runCase);
    out.accept("order equal in " + run.ordered + " of " + run.built + " builds");
    Counts counts = new Counts(run.passed, run.failed, run.skipped);
    out.accept(counts.toString());
    return counts;
  }

  static List<Path> cases(Path folder) {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith("case.json"))
          .map(Path::getParent)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the cases in " + folder, e);
    }
  }

  private void runCase(Path folderOfCase) {
    String name = folder.relativize(folderOfCase).toString();
    try {
      Value description = Json.read(Files.readAllBytes(folderOfCase.resolve("case.json")));
      String fault = fault(folderOfCase, description, name);
      if (fault == null) {
        passed++;
      } else {
        failed++;
        out.accept("failed " + name + ": " + fault);
      }
    } catch (IOException | TreeException e) {
      skipped++;
      out.accept("skipped " + name + ": " + e.getMessage());
    }
  }

  private @Nullable String fault(Path folderOfCase, Value description, String name)
      throws IOException {
    String wanted = Scalars.text(description.at("class"));
    Path expected = expected(folderOfCase);
    Rendering rendering;
    try {
      rendering = build(folderOfCase, description);
    } catch (KustomizeException e) {
      return wanted.equals("refuse")
          ? refusalFault(e, Scalars.text(description.at("refuse")))
          : wanted.equals("error") ? null : "failed: " + e.getMessage();
    }
    if (!wanted.equals("ok") && !(wanted.isEmpty() && expected != null)) {
      return "was built, but is a case of " + wanted;
    }
    if (expected == null) {
      return "has no expected.yaml";
    }
    ObjectComparison comparison =
        ObjectComparison.of(Files.readAllBytes(expected), rendering.values());
    built++;
    if (comparison.sameOrder()) {
      ordered++;
    } else {
      out.accept("order " + name + ": the objects come in another order");
    }
    return comparison.difference();
  }

  private static @Nullable Path expected(Path folderOfCase) {
    for (String name : List.of("expected_upstream.yaml", "expected.yaml")) {
      if (Files.exists(folderOfCase.resolve(name))) {
        return folderOfCase.resolve(name);
      }
    }
    return null;
  }

  private Rendering build(Path folderOfCase, Value description) {
    return kustomizer.build(
        new FolderSourceTree(folderOfCase.resolve("input")),
        Scalars.text(description.at("run")),
        options(folderOfCase, description));
  }

  static Options options(Path folderOfCase, Value description) {
    // The expected texts come from kubectl, which prints no version in the managed-by label.
    Options options = Options.DEFAULT.withBuildVersion("(devel)");
    Value wanted = description.at("options");
    if (wanted == null) {
      return options;
    }
    if (Scalars.text(wanted.at("load_restrictor")).equals("none")) {
      options = options.with(Options.Reach.TREE);
    }
    if (wanted.at("reorder") != null) {
      options = options.with(Options.Order.LEGACY);
    }
    if (wanted.at("managedby") != null) {
      options = options.withManagedByLabel();
    }
    boolean newer = Files.exists(folderOfCase.resolve("expected_upstream.yaml"));
    return newer ? options.with(Behaviour.UPSTREAM) : options;
  }

  private static @Nullable String refusalFault(KustomizeException e, String reason) {
    Code wanted =
        switch (reason) {
          case "helm" -> Code.HELM;
          case "remote" -> Code.REMOTE;
          default -> Code.PROGRAM;
        };
    return e.code() == wanted ? null : "wanted a refusal for " + reason + ": " + e.getMessage();
  }
}
