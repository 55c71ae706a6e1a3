package dev.esclusa.kustomize;

import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.TreeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renders every kustomization below a folder and compares it with what another renderer gives. Who
 * runs that other program is the caller's business; this module starts none.
 */
public final class KustomizeOracle {
  private final Path root;
  private final Renderer oracle;
  private final Consumer<String> out;
  private final Options options;
  private final FolderSourceTree tree;
  private final Kustomizer kustomizer = new Kustomizer(new ParsedFiles(256L << 20));
  private int equal;
  private int different;
  private int skipped;
  private int ordered;

  /** Another renderer: the YAML of a folder's kustomization. */
  public interface Renderer {
    Answer render(Path folder);
  }

  /** What it printed, or why it failed. */
  public record Answer(byte @Nullable [] yaml, String failure) {}

  private KustomizeOracle(Path root, Renderer oracle, Options options, Consumer<String> out) {
    this.root = root;
    this.oracle = oracle;
    this.options = options;
    this.out = out;
    this.tree = new FolderSourceTree(root);
  }

  /**
   * Says a line for each kustomization that differs. Passed are those that are equal or fail on
   * both sides; skipped those that only we refuse, by a reason that needs a program or a network.
   */
  public static KustomizeConformance.Counts run(
      Path root, Renderer oracle, Options options, Consumer<String> out) {
    KustomizeOracle run = new KustomizeOracle(root, oracle, options, out);
    for (Path folder : kustomizations(root)) {
      run.compare(folder);
    }
    out.accept("order equal in " + run.ordered + " builds");
    KustomizeConformance.Counts counts =
        new KustomizeConformance.Counts(run.equal, run.different, run.skipped);
    out.accept(counts.toString());
    return counts;
  }

  /** The folders below that have a kustomization file. */
  public static List<Path> kustomizations(Path root) {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> Loader.NAMES.contains(String.valueOf(file.getFileName())))
          .filter(Files::isRegularFile)
          .map(Path::getParent)
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the folders in " + root, e);
    }
  }

  private void compare(Path folder) {
    String name = root.relativize(folder).toString();
    Answer wanted = oracle.render(folder);
    Rendering seen = null;
    KustomizeException failure = null;
    try {
      seen = kustomizer.build(tree, name.replace('\\', '/'), options);
    } catch (KustomizeException e) {
      failure = e;
    }
    byte[] yaml = wanted.yaml();
    if (yaml != null && seen != null) {
      compare(name, yaml, seen);
    } else if (yaml == null && seen == null) {
      equal++;
    } else if (yaml != null && failure != null) {
      different(name, "only we fail: " + failure.getMessage());
    } else {
      different(name, "only the other fails: " + wanted.failure());
    }
  }

  private void compare(String name, byte[] yaml, Rendering seen) {
    try {
      ObjectComparison comparison = ObjectComparison.of(yaml, seen.values());
      String difference = comparison.difference();
      if (difference != null) {
        different(name, difference);
        return;
      }
      equal++;
      ordered += comparison.sameOrder() ? 1 : 0;
    } catch (TreeException e) {
      skipped++;
      out.accept("skipped " + name + ": the other's output cannot be read: " + e.getMessage());
    }
  }

  private void different(String name, String fault) {
    different++;
    out.accept("failed " + name + ": " + fault);
  }
}
