package dev.esclusa.kustomize;

import com.google.re2j.Pattern;
import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Position;
import java.util.Locale;

/**
 * A base that lies in another repository, as an entry names it: {@code
 * https://host/org/repo//folder?ref=commit} (git.NewRepoSpecFromURL).
 *
 * @param repository its address: {@code https://host/org/repo}
 * @param commit 40 or 64 hexadecimal digits; what such a name stands for never changes
 * @param folder from its root on; empty for the root
 * @param named where the entry stands
 */
public record RemoteResource(String repository, String commit, String folder, Position named) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String WEB = "https://";
  private static final String FILE = "file://";

  /** How its files are named: {@code https://host/org/repo@commit//}. */
  String prefix() {
    return repository + "@" + commit + "//";
  }

  /** Why it is not read, for who decides about it. */
  public KustomizeException refused(String fault, String fix) {
    return new KustomizeException(Code.REMOTE, named, fault, fix);
  }

  static RemoteResource of(Listed entry) {
    String text = entry.text().startsWith("git::") ? entry.text().substring(5) : entry.text();
    int query = text.indexOf('?');
    String place = query < 0 ? text : text.substring(0, query);
    String[] parts = split(withScheme(place, entry), entry);
    String folder = Folders.join("", parts[1]);
    if (Folders.leavesTree(folder)) {
      throw new KustomizeException(
          Code.OUTSIDE,
          entry.position(),
          "The folder of '" + entry.text() + "' lies outside of its repository.",
          "Name a folder below the repository's root.");
    }
    String commit = ref(query < 0 ? "" : text.substring(query + 1)).toLowerCase(Locale.ROOT);
    if (!COMMIT.matches(commit)) {
      throw unpinned(entry, parts[0], commit);
    }
    return new RemoteResource(parts[0], commit, folder, entry.position());
  }

  private static KustomizeException unpinned(Listed entry, String repository, String ref) {
    return new KustomizeException(
        Code.REMOTE,
        entry.position(),
        "'"
            + entry.text()
            + "' lies in another place, and "
            + (ref.isEmpty() ? "names no commit" : "'" + ref + "' is no commit")
            + "; a branch or tag may move after it was approved.",
        "End it with ?ref= and the 40 digits of a commit, e.g. as 'git ls-remote "
            + repository
            + "' prints them, or commit a copy.");
  }

  /** {@code github.com/org/repo} means https; other ways to write it are not fetched. */
  private static String withScheme(String place, Listed entry) {
    String lower = place.toLowerCase(Locale.ROOT);
    if (lower.startsWith("github.com/")) {
      return WEB + place;
    }
    if (lower.startsWith(WEB) || lower.startsWith("http://") || lower.startsWith(FILE)) {
      return place;
    }
    throw new KustomizeException(
        Code.REMOTE,
        entry.position(),
        "'" + entry.text() + "' is reached by ssh; bases are fetched by https.",
        "Write it as https://host/org/repo//folder?ref=commit.");
  }

  /**
   * The address and the folder; split at {@code _git/x}, {@code //} or {@code .git}, else org/repo.
   */
  private static String[] split(String address, Listed entry) {
    int start = address.indexOf("://") + 3;
    int host = address.startsWith(FILE) ? start : address.indexOf('/', start) + 1;
    String path = address.substring(host);
    int end = host == 0 ? -1 : endOfRepository(path, address.startsWith(FILE));
    if (end <= 0) {
      throw new KustomizeException(
          Code.REMOTE,
          entry.position(),
          "'" + entry.text() + "' names no repository.",
          "Write it as https://host/org/repo//folder?ref=commit.");
    }
    String folder = path.substring(end);
    return new String[] {
      address.substring(0, host + end), folder.startsWith("/") ? folder.substring(1) : folder
    };
  }

  private static int endOfRepository(String path, boolean ofFiles) {
    int azure = path.indexOf("_git/");
    if (azure >= 0) {
      return slash(path, azure + 5);
    }
    int marked = path.indexOf("//");
    if (marked >= 0) {
      return marked;
    }
    int suffix = path.indexOf(".git");
    if (suffix >= 0) {
      return suffix + 4;
    }
    if (ofFiles) {
      return path.length();
    }
    int organisation = path.indexOf('/');
    return organisation < 0 ? -1 : slash(path, organisation + 1);
  }

  private static int slash(String path, int from) {
    int slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  /** {@code ref} goes before {@code version}; other words say how to clone. */
  private static String ref(String query) {
    String version = "";
    for (String word : query.split("&")) {
      if (word.startsWith("ref=") && word.length() > 4) {
        return word.substring(4);
      }
      version = word.startsWith("version=") ? word.substring(8) : version;
    }
    return version;
  }
}
