package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KubeKind;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The kinds that one cluster serves, by its discovery documents (Kubernetes docs, "API discovery").
 * Read when first needed and kept; a kind that is missing is looked for once more.
 */
final class Kinds {
  private final Transport transport;
  private final Problems problems;
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<String, List<KubeKind>> byVersion = new ConcurrentHashMap<>();
  private final Map<GroupKind, String> spoken = new ConcurrentHashMap<>();
  private volatile @Nullable Map<String, List<String>> groups;

  Kinds(Transport transport, Problems problems) {
    this.transport = transport;
    this.problems = problems;
  }

  /** In exactly this version, which is from now on how objects of the kind are read. */
  Optional<KubeKind> find(String apiVersion, String kind) {
    Optional<KubeKind> found = known(apiVersion, kind);
    if (found.isEmpty()) {
      load(apiVersion);
      found = known(apiVersion, kind);
    }
    found.ifPresent(it -> spoken.put(it.groupKind(), apiVersion));
    return found;
  }

  /** In the version that objects of it were last written in, else the server's preferred one. */
  Optional<KubeKind> find(GroupKind groupKind) {
    String version = spoken.get(groupKind);
    if (version != null) {
      Optional<KubeKind> found = find(version, groupKind.kind());
      if (found.isPresent()) {
        return found;
      }
    }
    for (String one : versions(groupKind.group(), false)) {
      Optional<KubeKind> found = known(one, groupKind.kind());
      if (found.isPresent()) {
        return found;
      }
    }
    for (String one : versions(groupKind.group(), true)) {
      Optional<KubeKind> found = find(one, groupKind.kind());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Asks anew. */
  boolean stillServed(KubeKind kind) {
    load(kind.apiVersion());
    return known(kind.apiVersion(), kind.kind()).isPresent();
  }

  private Optional<KubeKind> known(String apiVersion, String kind) {
    return byVersion.getOrDefault(apiVersion, List.of()).stream()
        .filter(it -> it.kind().equals(kind))
        .findFirst();
  }

  /** As apiVersions, the preferred one first. */
  private List<String> versions(String group, boolean anew) {
    if (group.isEmpty()) {
      return List.of("v1");
    }
    Map<String, List<String>> found = groups;
    return found == null || anew && !found.containsKey(group)
        ? loadGroups().getOrDefault(group, List.of())
        : found.getOrDefault(group, List.of());
  }

  private Map<String, List<String>> loadGroups() {
    Value.Mapping answer = read("/apis", "APIGroupList", "its API groups");
    if (answer == null || !(answer.get("groups") instanceof Value.Sequence(List<Value> items))) {
      throw problems.nonsense("its API groups", "no list of groups");
    }
    Map<String, List<String>> read = new LinkedHashMap<>();
    for (Value group : items) {
      List<String> versions = new ArrayList<>();
      String preferred = group.text("preferredVersion", "groupVersion");
      if (preferred != null) {
        versions.add(preferred);
      }
      if (group.at("versions") instanceof Value.Sequence(List<Value> all)) {
        for (Value one : all) {
          String version = one.text("groupVersion");
          if (version != null && !versions.contains(version)) {
            versions.add(version);
          }
        }
      }
      String name = group.text("name");
      if (name != null) {
        read.put(name, versions);
      }
    }
    groups = read;
    return read;
  }

  private void load(String apiVersion) {
    List<KubeKind> before = byVersion.get(apiVersion);
    turn.lock();
    try {
      if (before != byVersion.get(apiVersion)) {
        return; // somebody else was faster
      }
      String path = apiVersion.contains("/") ? "/apis/" + apiVersion : "/api/" + apiVersion;
      Value.Mapping answer = read(path, "APIResourceList", "the kinds of " + apiVersion);
      if (answer != null) {
        byVersion.put(apiVersion, parse(apiVersion, answer));
      } else if (loadGroups().values().stream().anyMatch(it -> it.contains(apiVersion))) {
        throw problems.nonsense("the kinds of " + apiVersion, "it lists the version and has none");
      } else {
        byVersion.put(apiVersion, List.of());
      }
    } finally {
      turn.unlock();
    }
  }

  /** Null only where the API server itself says that there is no such path. */
  private Value.@Nullable Mapping read(String path, String kind, String what) {
    try {
      Reply reply = transport.sendSafely(Transport.Ask.get(path));
      if (reply.unknownPath()) {
        return null;
      }
      if (!reply.ok()) {
        throw problems.refusedRead(what, reply);
      }
      Value.Mapping found = reply.json();
      if (found == null || !kind.equals(found.text("kind"))) {
        throw problems.nonsense(
            what,
            (found == null ? "no JSON object" : "kind " + found.text("kind")) + ", wanted " + kind);
      }
      return found;
    } catch (NoAnswer e) {
      throw problems.unreachable(e);
    }
  }

  private static List<KubeKind> parse(String apiVersion, Value.Mapping answer) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    List<KubeKind> kinds = new ArrayList<>();
    if (answer.get("resources") instanceof Value.Sequence(List<Value> items)) {
      for (Value one : items) {
        String plural = one.text("name");
        String kind = one.text("kind");
        if (plural != null && kind != null && !plural.contains("/")) {
          kinds.add(
              new KubeKind(
                  group,
                  version,
                  kind,
                  plural,
                  "",
                  Value.TRUE.equals(one.at("namespaced")),
                  List.of(),
                  List.of(),
                  texts(one.at("verbs")),
                  List.of()));
        }
      }
    }
    return List.copyOf(kinds);
  }

  private static List<String> texts(@Nullable Value list) {
    List<String> found = new ArrayList<>();
    if (list instanceof Value.Sequence(List<Value> items)) {
      for (Value item : items) {
        if (item instanceof Value.Text(String text)) {
          found.add(text);
        }
      }
    }
    return found;
  }
}
