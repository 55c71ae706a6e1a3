package dev.esclusa.adapters.kubernetes;

import dev.esclusa.kube.KindCatalog;
import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.FanOut;
import dev.esclusa.tempo.FanOutFailed;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds live objects with as few requests as the truth allows: from the watch cache; else many of
 * one kind by one list of what the target owns; else one by one. Absence is believed only of the
 * object's own path.
 */
final class Lookout {
  private static final FanOut SIDE_BY_SIDE = new FanOut(16, Duration.ofMinutes(3));
  private static final int WORTH_A_LIST = 3;
  private static final int KIND_ATTEMPTS = 7;
  private static final Backoff KIND_COMES =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(2), 0);

  private final ClusterApi api;
  private final Tempo tempo;
  private final Set<KubeKind> seen = ConcurrentHashMap.newKeySet();
  private volatile @Nullable WatchCache cache;

  Lookout(ClusterApi api, Tempo tempo) {
    this.api = api;
    this.tempo = tempo;
  }

  /** Kinds that somebody asked about. */
  Set<KubeKind> seen() {
    return seen;
  }

  void use(@Nullable WatchCache cache) {
    this.cache = cache;
  }

  /**
   * @param version when not null: only this state will do, nothing older
   */
  record Wanted(Address.Kubernetes address, KubeKind kind, @Nullable String version) {}

  private record Place(KubeKind kind, String namespace) {}

  /** The live objects; what is not in the answer is not there. */
  Map<Address, Value> look(List<Wanted> wanted, @Nullable TargetUid target) {
    Map<Address, Value> found = new HashMap<>();
    List<Wanted> open = new ArrayList<>();
    for (Wanted one : wanted) {
      note(one.kind());
      Value known = known(one);
      if (known == null) {
        open.add(one);
      } else {
        found.put(one.address(), known);
      }
    }
    if (target != null) {
      open = listed(open, target, found);
    }
    read(open, found);
    return found;
  }

  /** Whether what is written to our objects is seen here. */
  boolean watches() {
    return cache != null;
  }

  /** The object as the watches know it for sure; absent says nothing. */
  @Nullable Value watched(KubeKind kind, Address.Kubernetes address) {
    return known(new Wanted(address, kind, null));
  }

  @Nullable Value lookAt(KubeKind kind, Address.Kubernetes address) {
    note(kind);
    Value known = known(new Wanted(address, kind, null));
    return known == null ? api.read(kind, address) : known;
  }

  void note(KubeKind kind) {
    WatchCache now = cache;
    if (seen.add(kind) && now != null) {
      now.want(kind);
    }
  }

  void wrote(Address address, Value body) {
    WatchCache now = cache;
    if (now != null) {
      now.wrote(address, body);
    }
  }

  void ending(Address address) {
    WatchCache now = cache;
    if (now != null) {
      now.ending(address);
    }
  }

  private @Nullable Value known(Wanted one) {
    WatchCache now = cache;
    Value body = now == null ? null : now.sure(one.kind(), one.address());
    return body == null || !fits(one, body) ? null : body;
  }

  private static boolean fits(Wanted one, Value body) {
    return one.version() == null || one.version().equals(Bodies.version(body));
  }

  /** What is left after one list for each kind and namespace of which many are wanted. */
  private List<Wanted> listed(List<Wanted> open, TargetUid target, Map<Address, Value> found) {
    Map<Place, List<Wanted>> places = new HashMap<>();
    for (Wanted one : open) {
      String namespace = one.kind().namespaced() ? one.address().namespace() : null;
      Place place = new Place(one.kind(), namespace == null ? "" : namespace);
      places.computeIfAbsent(place, _ -> new ArrayList<>()).add(one);
    }
    List<Wanted> left = new ArrayList<>();
    places.forEach(
        (place, ones) -> {
          if (ones.size() < WORTH_A_LIST) {
            left.addAll(ones);
            return;
          }
          Map<String, Value> byName = byName(place, target);
          for (Wanted one : ones) {
            Value body = byName.get(one.address().name());
            if (body != null && fits(one, body)) {
              found.put(one.address(), body);
            } else {
              left.add(one);
            }
          }
        });
    return left;
  }

  private Map<String, Value> byName(Place place, TargetUid target) {
    Map<String, Value> byName = new HashMap<>();
    String namespace = place.namespace().isEmpty() ? null : place.namespace();
    String selector = Ownership.TARGET_LABEL + "=" + target.text();
    for (Value item : api.list(place.kind(), namespace, selector).items()) {
      String name = item.text("metadata", "name");
      boolean here = namespace == null || namespace.equals(item.text("metadata", "namespace"));
      if (name != null && here && !Bodies.uid(item).isEmpty()) {
        byName.put(name, item);
      }
    }
    return byName;
  }

  private record Read(Address address, @Nullable Value body) {}

  private void read(List<Wanted> open, Map<Address, Value> found) {
    List<Callable<Read>> tasks = new ArrayList<>();
    for (Wanted one : open) {
      tasks.add(() -> new Read(one.address(), api.read(one.kind(), one.address())));
    }
    for (Read one : sideBySide(tasks)) {
      if (one.body() != null) {
        found.put(one.address(), one.body());
      }
    }
  }

  // --- kinds that were defined a moment ago ---

  /** A request that the server may not know the path of yet. */
  interface Sending {
    Reply send() throws NoAnswer;
  }

  /** Discovery may be ahead of the server itself; until it knows the path, it did nothing. */
  Reply onceServed(Sending sending) throws NoAnswer {
    for (int attempt = 1; ; attempt++) {
      Reply reply = sending.send();
      if (!reply.unknownPath() || attempt == KIND_ATTEMPTS) {
        return reply;
      }
      pause(KIND_COMES.after(attempt, tempo.chance()));
    }
  }

  /** A definition that was applied a moment ago takes a moment until its kind is served. */
  KubeKind awaitKind(Address.Kubernetes address, Value body) {
    String apiVersion = String.valueOf(body.text("apiVersion"));
    boolean builtIn = KindCatalog.BUILT_IN.find(apiVersion, address.kind()).isPresent();
    for (int attempt = 1; ; attempt++) {
      boolean last = builtIn || attempt == KIND_ATTEMPTS;
      KubeKind found = foundYet(apiVersion, address.kind(), last);
      if (found != null) {
        note(found);
        return found;
      }
      if (last) {
        throw api.problems()
            .noKind(address, apiVersion, ClusterPredictor.builtInGroup(address))
            .asException();
      }
      pause(KIND_COMES.after(attempt, tempo.chance()));
    }
  }

  /** While a version comes up, discovery contradicts itself for a moment. */
  private @Nullable KubeKind foundYet(String apiVersion, String kind, boolean last) {
    try {
      return api.kinds().find(apiVersion, kind).orElse(null);
    } catch (ProblemException e) {
      if (last) {
        throw e;
      }
      return null;
    }
  }

  void pause(Duration duration) {
    try {
      tempo.pause(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw api.problems().unreachable(new NoAnswer(false, "the wait for it was interrupted", e));
    }
  }

  /** All of them, or the first problem. */
  <T> List<T> sideBySide(List<Callable<T>> tasks) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    try {
      return tempo.run(SIDE_BY_SIDE, tasks);
    } catch (FanOutFailed e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new ProblemException(outOfTime(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(outOfTime(e), e);
    }
  }

  private Problem outOfTime(Exception e) {
    return switch (e) {
      case FanOutFailed.TaskFailed failed ->
          Problem.defect(
              "KAD-0013",
              "asking cluster "
                  + api.problems().cluster()
                  + " failed with "
                  + (failed.getCause() == null ? e : failed.getCause()).getClass().getName()
                  + ".",
              "Look at the server's log and report it.");
      default ->
          api.problems()
              .unreachableProblem(
                  new NoAnswer(false, "its answers took too long or were given up", e));
    };
  }
}
