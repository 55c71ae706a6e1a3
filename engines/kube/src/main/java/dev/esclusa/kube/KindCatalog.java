package dev.esclusa.kube;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The kinds a cluster serves: the built-in ones, and any added from CustomResourceDefinitions.
 * Immutable.
 */
public final class KindCatalog {
  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** The built-in kinds of Kubernetes 1.34. */
  public static final KindCatalog BUILT_IN = new KindCatalog(readTable());

  private final List<KubeKind> kinds;

  private KindCatalog(List<KubeKind> kinds) {
    this.kinds = List.copyOf(kinds);
  }

  /** This catalogue and these kinds; a kind given later hides an equal one. */
  public KindCatalog with(Collection<KubeKind> more) {
    List<KubeKind> all = new ArrayList<>(more);
    for (KubeKind known : kinds) {
      if (more.stream().noneMatch(added -> same(added, known))) {
        all.add(known);
      }
    }
    return new KindCatalog(all);
  }

  public List<KubeKind> kinds() {
    return kinds;
  }

  public Optional<KubeKind> find(String apiVersion, String kind) {
    return kinds.stream()
        .filter(known -> known.kind().equals(kind) && known.apiVersion().equals(apiVersion))
        .findFirst();
  }

  /** In any version; the first listed one when there are several. */
  public Optional<KubeKind> find(GroupKind groupKind) {
    return kinds.stream().filter(known -> known.groupKind().equals(groupKind)).findFirst();
  }

  /** By the path segments of a request: group (empty for core), version and plural. */
  public Optional<KubeKind> findPlural(String group, String version, String plural) {
    return kinds.stream()
        .filter(
            known ->
                known.plural().equals(plural)
                    && known.group().equals(group)
                    && known.version().equals(version))
        .findFirst();
  }

  /**
   * Whether objects of this kind live in a namespace; unknown kinds are taken to (Argo CD does the
   * same).
   */
  public boolean namespaced(GroupKind groupKind) {
    return find(groupKind).map(KubeKind::namespaced).orElse(true);
  }

  private static boolean same(KubeKind one, KubeKind other) {
    return one.kind().equals(other.kind()) && one.apiVersion().equals(other.apiVersion());
  }

  private static List<KubeKind> readTable() {
    List<KubeKind> found = new ArrayList<>();
    for (String line : Tables.lines("kinds.txt")) {
      found.add(readRow(line.strip().split(" +", -1)));
    }
    return found;
  }

  private static KubeKind readRow(String[] cell) {
    return new KubeKind(
        GroupKind.groupOf(cell[0]),
        GroupKind.versionOf(cell[0]),
        cell[1],
        cell[2],
        cell[3],
        cell[4].equals("namespaced"),
        words(cell[5]),
        words(cell[6]),
        cell[7].equals("all") ? ALL_VERBS : words(cell[7]),
        words(cell[8]));
  }

  private static List<String> words(String cell) {
    return cell.equals("-") ? List.of() : List.of(cell.split(",", -1));
  }
}
