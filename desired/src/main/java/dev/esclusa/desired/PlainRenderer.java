package dev.esclusa.desired;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Entry;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of YAML and JSON files, as {@code kubectl apply -f} takes it. Options: {@code recurse},
 * {@code include}, {@code exclude} (see {@link PathPattern}, relative to the folder). Files of
 * other kinds and names that begin with a dot are no manifests; files that another tool would
 * render are a problem, so that nothing is left out silently.
 */
public final class PlainRenderer implements Renderer {
  static final int MAX_FILES = 20_000;
  static final long MAX_BYTES = 32L << 20;
  static final int MAX_DEEP = 32;
  static final int MAX_DOCUMENTS = 50_000;
  private static final Limits LIMITS = new Limits(MAX_BYTES, 100, 1_000, 4_000_000);

  private static final Set<String> KUSTOMIZE =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");
  private static final Set<String> CONFIGURATION = Set.of("esclusa.yaml", "esclusa");

  @Override
  public String name() {
    return "plain/1";
  }

  /** Whatever nobody else claims. */
  @Override
  public boolean claims(SourceTree tree, String path, Value.Mapping options) {
    return true;
  }

  @Override
  public Rendering render(SourceTree tree, String path, RenderRequest request) {
    return request.options().has("kustomize")
        ? unmeant(path, request)
        : new Walk(tree, path, request.options()).run();
  }

  /** Overrides that nobody applies would be a lie. */
  private static Rendering unmeant(String path, RenderRequest request) {
    Findings findings = new Findings();
    findings.add(
        "DES-0015",
        request.overriddenAt() == null ? Findings.start(path) : request.overriddenAt(),
        "spec.source.kustomize overrides a kustomization, but the folder "
            + Findings.quoted(path)
            + " has none.",
        "Add a kustomization.yaml to the folder, or remove spec.source.kustomize.");
    return new Rendering.Refused(findings.problems());
  }

  /** One rendering under way. */
  private static final class Walk {
    private final SourceTree tree;
    private final String root;
    private final boolean recurse;
    private final List<PathPattern> include;
    private final List<PathPattern> exclude;
    private final Findings findings = new Findings();
    private final List<Rendering.Rendered> documents = new ArrayList<>();
    private final Map<String, byte[]> manifests = new TreeMap<>();
    private int fileCount;
    private long bytesLeft = MAX_BYTES;
    private boolean full;

    Walk(SourceTree tree, String root, Value.Mapping options) {
      this.tree = tree;
      this.root = root;
      this.recurse = Value.TRUE.equals(options.get("recurse"));
      this.include = globs(options.get("include"));
      this.exclude = globs(options.get("exclude"));
    }

    Rendering run() {
      folder(root, 0);
      if (!full) {
        manifests.forEach(this::parse); // only when all together is within the limits
      }
      if (findings.none() && documents.isEmpty()) {
        nothing();
      }
      return findings.none()
          ? new Rendering.Objects(documents)
          : new Rendering.Refused(findings.problems());
    }

    /**
     * Nothing asked for would mean that everything is pruned; a slip of a path must not do that.
     */
    private void nothing() {
      boolean there = !tree.list(root).isEmpty();
      findings.add(
          "DES-0002",
          Findings.start(root.isEmpty() ? "." : root),
          there ? "no manifest is in this folder." : "there is no such folder.",
          there
              ? "Add one, correct recurse, include or exclude, or remove the application."
              : "Correct spec.source.path, or remove the application.");
    }

    private void folder(String path, int depth) {
      if (depth > MAX_DEEP) {
        stop(path, "folders are nested more than " + MAX_DEEP + " deep.");
      }
      for (Entry entry : tree.list(path)) {
        if (full) {
          return;
        }
        boolean configuration = path.isEmpty() && CONFIGURATION.contains(entry.name());
        if (!configuration && !entry.name().startsWith(".")) {
          entry(path.isEmpty() ? entry.name() : path + "/" + entry.name(), entry, depth);
        }
      }
    }

    private void entry(String path, Entry entry, int depth) {
      switch (entry.type()) {
        case FOLDER -> {
          if (recurse) {
            folder(path, depth + 1);
          }
        }
        case FILE -> {
          if (wanted(path)) {
            file(path, entry.name());
          }
        }
        case SYMLINK, SUBMODULE -> {
          if (wanted(path)) {
            findings.add(
                "DES-0009",
                Findings.start(path),
                "this is a "
                    + (entry.type() == Entry.Type.SYMLINK ? "symbolic link" : "submodule")
                    + "; manifests are read from plain files only.",
                "Put a copy of the files here, or exclude it in spec.source.exclude.");
          }
        }
      }
    }

    private boolean wanted(String path) {
      String relative = root.isEmpty() ? path : path.substring(root.length() + 1);
      return (include.isEmpty() || include.stream().anyMatch(pattern -> pattern.matches(relative)))
          && exclude.stream().noneMatch(pattern -> pattern.matches(relative));
    }

    private void file(String path, String name) {
      if (KUSTOMIZE.contains(name)) {
        otherTool(path, "Kustomize");
      } else if (name.equals("Chart.yaml")) {
        otherTool(path, "Helm");
      } else if (name.endsWith(".jsonnet")) {
        otherTool(path, "Jsonnet");
      } else if (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json")) {
        manifest(path);
      }
    }

    private void otherTool(String path, String tool) {
      findings.add(
          "DES-0007",
          Findings.start(path),
          "the folder is written for " + tool + ", which no renderer here understands yet.",
          "Commit the rendered objects as plain YAML, or leave the file out with"
              + " spec.source.exclude.");
    }

    private void manifest(String path) {
      SourceTree.Blob blob = tree.file(path);
      if (blob == null) {
        return;
      }
      bytesLeft -= blob.bytes().length;
      if (++fileCount > MAX_FILES) {
        stop(path, "the folder has more than " + MAX_FILES + " manifests.");
      } else if (bytesLeft < 0) {
        stop(path, "the folder's manifests are larger than " + (MAX_BYTES >> 20) + " MiB.");
      } else {
        manifests.put(path, blob.bytes());
      }
    }

    private void parse(String path, byte[] bytes) {
      if (full) {
        return;
      }
      try {
        if (path.endsWith(".json")) {
          Position start = Findings.start(path);
          Value body = Json.read(path, bytes, LIMITS);
          documents.add(new Rendering.Rendered(body, pointer -> start));
        } else {
          for (Document document : Yaml.read(path, bytes, ScalarProfile.KUBECTL, LIMITS)) {
            documents.add(new Rendering.Rendered(document.root(), document::nearest));
          }
        }
      } catch (TreeException e) {
        unreadable(path, bytes, e);
      }
      if (documents.size() > MAX_DOCUMENTS && !full) {
        stop(path, "the folder has more than " + MAX_DOCUMENTS + " documents.");
      }
    }

    private void unreadable(String path, byte[] bytes, TreeException e) {
      int line = templateLine(bytes);
      if (line == 0) {
        findings.unreadable(path, e);
        return;
      }
      findings.add(
          "DES-0008",
          new Position(path, line, 1),
          "this file is a template ({{ ... }}), not a manifest.",
          "Commit the rendered objects, or leave the file out with spec.source.exclude.");
    }

    /** The first line with <code>{{</code>, from 1; 0 for none. */
    private static int templateLine(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int at = text.indexOf("{{");
      return at < 0 ? 0 : 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private void stop(String path, String cause) {
      full = true;
      findings.limit(Findings.start(path), cause, "Split the application over several folders.");
    }

    private static List<PathPattern> globs(@Nullable Value patterns) {
      return patterns instanceof Value.Sequence sequence
          ? sequence.items().stream().map(it -> new PathPattern(it.asText())).toList()
          : List.of();
    }
  }
}
