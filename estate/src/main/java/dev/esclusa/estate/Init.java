package dev.esclusa.estate;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Entry;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Proposes the smallest useful estate for a folder of manifests, as {@code esclusa init} writes it.
 */
public final class Init {
  private static final int MAX_FILES = 20_000;
  private static final int MAX_DEEP = 16;
  private static final int MAX_APPLICATIONS = 20;
  private static final Limits LIMITS = new Limits(4L << 20, 100, 100, 500_000);

  /**
   * Who starts.
   *
   * @param repository a short name, used where the manifests lie in the root folder
   * @param principal the first member of the first team
   * @param suffix some random letters or digits that make uids unique
   */
  public record Request(String repository, String principal, String suffix) {}

  /**
   * What to write.
   *
   * @param path always {@code esclusa.yaml}
   * @param text about a dozen lines for one application
   * @param applications how many were found; none when no manifest was
   */
  public record Proposal(String path, String text, int applications) {}

  private final SourceTree tree;
  private final Map<String, Map<String, Integer>> namespaces = new TreeMap<>();
  private int fileCount;

  private Init(SourceTree tree) {
    this.tree = tree;
  }

  /** Looks at the tree and changes nothing. */
  public static Proposal propose(SourceTree tree, Request request) {
    Init init = new Init(tree);
    init.folder("", 0);
    List<String> roots = init.roots();
    StringBuilder text = new StringBuilder(team(request.principal()));
    Map<String, Integer> names = new HashMap<>();
    for (String root : roots) {
      String name = plain(root.isEmpty() ? request.repository() : lastOf(root));
      int count = names.merge(name, 1, Integer::sum);
      text.append(init.application(root, count == 1 ? name : name + "-" + count, request.suffix()));
    }
    return new Proposal(ConfigurationFiles.FILE, text.toString(), roots.size());
  }

  private static String team(String principal) {
    return """
    # What is under control, by whose rules. Check it with: esclusa plan --local
    apiVersion: esclusa.dev/v1
    kind: Team
    metadata: {name: owners}
    spec: {members: [%s]}
    """
        .formatted(inQuotes(principal));
  }

  private String application(String root, String name, String suffix) {
    String recurse = below(root) ? ", recurse: true" : "";
    return """
    ---
    apiVersion: esclusa.dev/v1
    kind: Application
    metadata: {name: %s, uid: %s}
    spec:
      source: {path: %s%s}
      destination: {namespace: %s}
    """
        .formatted(name, name + "-" + suffix, inQuotes(root), recurse, namespace(root, name));
  }

  /** Folders with manifests that lie below no other such folder. */
  private List<String> roots() {
    return namespaces.keySet().stream()
        .filter(folder -> namespaces.keySet().stream().noneMatch(other -> isBelow(folder, other)))
        .limit(MAX_APPLICATIONS)
        .toList();
  }

  private boolean below(String root) {
    return namespaces.keySet().stream().anyMatch(folder -> isBelow(folder, root));
  }

  private static boolean isBelow(String folder, String other) {
    return !folder.equals(other) && (other.isEmpty() || folder.startsWith(other + "/"));
  }

  /** The one that most of its objects name. */
  private String namespace(String root, String otherwise) {
    Map<String, Integer> counts = new TreeMap<>();
    namespaces.forEach(
        (folder, found) -> {
          if (folder.equals(root) || isBelow(folder, root)) {
            found.forEach((name, count) -> counts.merge(name, count, Integer::sum));
          }
        });
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .filter(TextForm.NAMESPACE::accepts)
        .orElse(otherwise);
  }

  private void folder(String path, int depth) {
    for (Entry entry : tree.list(path)) {
      String child = path.isEmpty() ? entry.name() : path + "/" + entry.name();
      boolean ours =
          child.equals(ConfigurationFiles.FILE) || child.equals(ConfigurationFiles.FOLDER);
      if (ours || entry.name().startsWith(".")) {
        continue;
      }
      if (entry.type() == Entry.Type.FOLDER && depth < MAX_DEEP) {
        folder(child, depth + 1);
      } else if (entry.type() == Entry.Type.FILE && isManifestName(child)) {
        file(path, child);
      }
    }
  }

  private static boolean isManifestName(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
  }

  private void file(String folder, String path) {
    SourceTree.Blob blob = ++fileCount > MAX_FILES ? null : tree.file(path);
    if (blob == null) {
      return;
    }
    for (Document document : documents(path, blob.bytes())) {
      if (document.root().text("apiVersion") != null && document.root().text("kind") != null) {
        Map<String, Integer> found = namespaces.computeIfAbsent(folder, it -> new TreeMap<>());
        String namespace = document.root().text("metadata", "namespace");
        if (namespace != null) {
          found.merge(namespace, 1, Integer::sum);
        }
      }
    }
  }

  /** A file that cannot be read is no reason to propose nothing. */
  private static List<Document> documents(String path, byte[] bytes) {
    try {
      return Yaml.read(path, bytes, ScalarProfile.KUBECTL, LIMITS);
    } catch (TreeException e) {
      return new ArrayList<>();
    }
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A name that may be a namespace too. */
  private static String plain(String text) {
    String name =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String cut = name.length() > 50 ? name.substring(0, 50).replaceAll("-+$", "") : name;
    return cut.isEmpty() ? "app" : cut;
  }

  private static String inQuotes(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9@._/-]*") ? text : "'" + text.replace("'", "''") + "'";
  }
}
