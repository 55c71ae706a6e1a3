package dev.esclusa.kustomize;

import dev.esclusa.kustomize.KustomizeException.Code;
import dev.esclusa.kustomize.Shape.Listed;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Blob;
import dev.esclusa.tree.SourceTree.Entry;
import dev.esclusa.tree.TreeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the kustomization of one folder names, and nothing outside of what it may read
 * (internal/loader).
 */
final class Loader {
  static final List<String> NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  private static final int MAX_NESTED = 100;

  private final BuildState build;
  private final Checkout checkout;
  private final String folder;
  private final @Nullable Loader referrer;

  Loader(BuildState build, Checkout checkout, String folder, @Nullable Loader referrer) {
    this.build = build;
    this.checkout = checkout;
    this.folder = folder;
    this.referrer = referrer;
  }

  String folder() {
    return folder;
  }

  /** The only kustomization file of the folder. */
  ParsedFile kustomization(@Nullable Position named) {
    ParsedFile found = null;
    for (String name : NAMES) {
      ParsedFile file = look(Folders.join(folder, name));
      if (file != null && found != null) {
        throw new KustomizeException(
            Code.KUSTOMIZATION,
            new Position(file.path(), 1, 1),
            "The folder has two kustomizations: " + found.path() + " and " + file.path() + ".",
            "Keep one of them.");
      }
      found = file == null ? found : file;
    }
    if (found == null) {
      throw missing(folder, named);
    }
    return found;
  }

  /**
   * A folder below or beside this one, or in another repository, for its own kustomization; never
   * one that contains this one.
   */
  Loader enter(Listed entry) {
    if (Remote.isRemote(entry.text())) {
      RemoteResource base = RemoteResource.of(entry);
      return enter(entry, build.checkout(base), base.folder());
    }
    return enter(entry, checkout, resolve(entry));
  }

  private Loader enter(Listed entry, Checkout other, String target) {
    List<String> chain = new ArrayList<>();
    for (Loader above = this; above != null; above = above.referrer) {
      chain.add(0, above.shown(above.folder));
      if (above.checkout.equals(other) && Folders.holds(target, above.folder)) {
        throw new KustomizeException(
            Code.CYCLE,
            entry.position(),
            "The kustomizations contain each other: "
                + String.join(" -> ", chain)
                + " -> "
                + other.shown(target)
                + ".",
            "Remove '" + entry.text() + "', or move what both need into a folder of its own.");
      }
    }
    if (chain.size() > MAX_NESTED) {
      throw BuildLimits.reached(entry.position(), "nested kustomizations", MAX_NESTED);
    }
    return new Loader(build, other, target, this);
  }

  /** The note of who says where it comes from, for this folder, which the entry names. */
  OriginNote note(OriginNote above, Listed entry) {
    return Remote.isRemote(entry.text()) ? above.at(RemoteResource.of(entry)) : above.at(entry);
  }

  /** The file that the entry names. */
  ParsedFile file(Listed entry) {
    ParsedFile file = fileOrNull(entry);
    if (file == null) {
      throw missing(resolve(entry), entry.position());
    }
    return file;
  }

  /** The file that the entry names; null when no regular file stands there. */
  @Nullable ParsedFile fileOrNull(Listed entry) {
    if (Remote.isHttp(entry.text())) {
      throw Remote.refusal(entry);
    }
    String path = resolve(entry);
    ParsedFile file = look(path);
    boolean reachable =
        build.options().reach() == Options.Reach.TREE || Folders.holds(folder, path);
    if (file != null && !reachable) {
      throw new KustomizeException(
          Code.OUTSIDE,
          entry.position(),
          "The file " + shown(path) + " does not lie in or below " + shown(folder) + ".",
          "Move it there, make its folder a base, or allow files of the whole tree.");
    }
    return file;
  }

  private @Nullable ParsedFile look(String path) {
    try {
      Blob blob = checkout.tree().file(path);
      return blob == null ? null : build.file(checkout.prefix() + path, blob);
    } catch (TreeException e) {
      throw KustomizeException.of(e);
    }
  }

  String resolve(Listed entry) {
    if (entry.text().startsWith("/")) {
      throw new KustomizeException(
          Code.OUTSIDE,
          entry.position(),
          "The path " + entry.text() + " is absolute.",
          "Write it relative to " + shown(folder) + ".");
    }
    String path = Folders.join(folder, entry.text());
    if (Folders.leavesTree(path)) {
      throw new KustomizeException(
          Code.OUTSIDE,
          entry.position(),
          "The path " + entry.text() + " leaves the tree.",
          "Keep everything that a build reads in one repository.");
    }
    return path;
  }

  /** Why nothing can be read at the path: a link on the way, or nothing there. */
  KustomizeException missing(String path, @Nullable Position named) {
    Position place = named == null ? new Position(shown(path), 1, 1) : named;
    String nearest = null;
    try {
      String link = link(path);
      if (link != null) {
        return new KustomizeException(
            Code.LINK,
            place,
            link + " is a symbolic link or a submodule; links are not followed.",
            "Commit the files themselves.");
      }
      List<String> beside =
          checkout.tree().list(Folders.parent(path)).stream().map(Entry::name).toList();
      nearest = Nearest.of(Folders.last(path), beside);
    } catch (TreeException e) {
      return KustomizeException.of(e);
    }
    boolean isFolder = !checkout.tree().list(path).isEmpty();
    return new KustomizeException(
        Code.MISSING,
        place,
        isFolder
            ? "The folder " + shown(path) + " has no kustomization.yaml."
            : "There is no file or folder " + shown(path) + ".",
        isFolder || nearest == null
            ? "Add it, or name another."
            : "Did you mean '" + nearest + "'?");
  }

  private @Nullable String link(String path) {
    SourceTree tree = checkout.tree();
    String here = "";
    for (String part : path.split("/")) {
      for (Entry entry : tree.list(here)) {
        boolean links = entry.type() == Entry.Type.SYMLINK || entry.type() == Entry.Type.SUBMODULE;
        if (entry.name().equals(part) && links) {
          return Folders.join(here, part);
        }
      }
      here = Folders.join(here, part);
    }
    return null;
  }

  private String shown(String path) {
    return checkout.shown(path);
  }
}
