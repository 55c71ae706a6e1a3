package dev.esclusa.adapters.kubernetes;

import dev.esclusa.adapters.kubernetes.ClusterApi.Mode;
import dev.esclusa.apply.Instruction;
import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KindCatalog;
import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.Backoff;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Changes one cluster. Each write names the very object and state that it is meant for. */
final class ClusterActuator {
  /**
   * What a create claims about the object that must not be there. An apply that creates ignores the
   * version; one that finds an object refuses, since no object has version 1: etcd's first revision
   * is its own. So the API server itself keeps a create from adopting (kube-apiserver,
   * registry/generic/registry/store.go, Update).
   */
  private static final Value NO_OBJECT = Value.of("1");

  private static final int ATTEMPTS = 5;
  private static final Backoff OBJECT_GOES =
      new Backoff(Duration.ofMillis(50), 1.6, Duration.ofSeconds(2), 0);
  private static final int GOING_ATTEMPTS = 36; // about a minute

  /** Kinds whose dependents must be gone before they are: what runs must have stopped. */
  private static final Set<String> WITH_DEPENDENTS =
      Set.of(
          "Deployment",
          "StatefulSet",
          "DaemonSet",
          "ReplicaSet",
          "ReplicationController",
          "Job",
          "CronJob");

  private final ClusterApi api;
  private final Problems problems;
  private final Lookout lookout;
  private final Trials trials;
  private final Tempo tempo;
  private final Map<TargetUid, Long> tokens = new ConcurrentHashMap<>();

  ClusterActuator(ClusterApi api, Lookout lookout, Trials trials, Tempo tempo) {
    this.api = api;
    this.problems = api.problems();
    this.lookout = lookout;
    this.trials = trials;
    this.tempo = tempo;
  }

  StepResult perform(Target target, Ownership ownership, Instruction instruction, Lease lease) {
    long newest = tokens.merge(target.uid(), lease.fencingToken(), Math::max);
    if (newest > lease.fencingToken()) {
      return new StepResult.Failed(fenced(target, lease, newest));
    }
    try {
      return switch (instruction) {
        case Instruction.Put it -> settled(it, ownership, put(ownership, it));
        case Instruction.Replace it -> replace(ownership, it);
        case Instruction.Remove it -> remove(ownership, it);
        case Instruction.Forget it -> forget(ownership, it);
        case Instruction.RunArtifact it -> new StepResult.Failed(noArtifacts(it));
      };
    } catch (ProblemException e) {
      return new StepResult.Failed(e.problem());
    } catch (NoAnswer e) {
      return e.sent()
          ? new StepResult.Unknown("cluster " + problems.cluster() + ": " + e.text())
          : new StepResult.Failed(problems.unreachableProblem(e));
    }
  }

  /** What was just applied would change nothing now. */
  private StepResult settled(Instruction.Put put, Ownership ownership, StepResult result) {
    if (result instanceof StepResult.Done done) {
      Digest wanted = Trials.wanted(Bodies.marked(put.body(), ownership));
      trials.settle(put.address(), wanted, done.version());
    }
    return result;
  }

  // --- put ---

  private StepResult put(Ownership ownership, Instruction.Put put) throws NoAnswer {
    Address.Kubernetes address = ClusterPredictor.kubernetes(put.address());
    KubeKind kind = lookout.awaitKind(address, put.body());
    String uid = put.uid();
    if (uid == null) {
      return create(kind, address, put.body());
    }
    String version = put.version();
    if (version == null || version.isEmpty()) {
      Value live = api.read(kind, address);
      StepResult.Stale wrong = notOurs(address, live, uid, ownership);
      if (live == null || wrong != null) {
        return wrong == null ? gone(address) : wrong;
      }
      version = Bodies.version(live);
    }
    Value body = put.body().with(Bodies.UID, Value.of(uid)).with(Bodies.VERSION, Value.of(version));
    Reply reply = apply(kind, address, body, Mode.PERSIST);
    List<Problems.Held> held = Problems.conflicts(reply);
    if (reply.code() != 409 || held.isEmpty()) {
      return applied(kind, address, put.body(), reply);
    }
    StepResult outside = heldOutside(kind, address, body, held, put.force());
    return outside == null
        ? applied(kind, address, put.body(), apply(kind, address, body, Mode.PERSIST_FORCED))
        : outside;
  }

  private StepResult create(KubeKind kind, Address.Kubernetes address, Value body) throws NoAnswer {
    Reply reply = apply(kind, address, body.with(Bodies.VERSION, NO_OBJECT), Mode.PERSIST);
    if (reply.code() == 409) {
      return new StepResult.Stale(address.text() + " is there already");
    }
    if (reply.code() == 200) {
      api.believed(reply, kind, address);
      return new StepResult.Failed(
          Problem.environment(
              "KAD-0014",
              address.text()
                  + " was to be created, and cluster "
                  + problems.cluster()
                  + " laid it over an object that was there, against the version that the request"
                  + " named.",
              "Look who else made the object; then plan again."));
    }
    return applied(kind, address, body, reply);
  }

  private Reply apply(KubeKind kind, Address.Kubernetes address, Value body, Mode mode)
      throws NoAnswer {
    Transport.Ask ask = ClusterApi.applying(kind, address, body, mode);
    return lookout.onceServed(() -> api.transport().send(ask));
  }

  private StepResult applied(KubeKind kind, Address.Kubernetes address, Value body, Reply reply) {
    if (reply.ok()) {
      return written(kind, address, reply);
    }
    StepResult stale = stale(address, body, reply);
    return stale == null ? refused(address, body, reply) : stale;
  }

  /** Null where the refusal is not about the state that the request named. */
  private static StepResult.@Nullable Stale stale(Address address, Value body, Reply reply) {
    boolean otherUid =
        reply.code() == 422
            && reply.causes().stream().anyMatch(it -> it.field().equals("metadata.uid"));
    return reply.code() == 409 && reply.status() != null || otherUid
        ? new StepResult.Stale(
            address.text() + " is not what the plan was made on: " + Problems.words(reply, body))
        : null;
  }

  private StepResult written(KubeKind kind, Address.Kubernetes address, Reply reply) {
    try {
      Value body = api.believed(reply, kind, address);
      lookout.wrote(address, body);
      return new StepResult.Done(Bodies.uid(body), Bodies.version(body));
    } catch (ProblemException e) {
      return new StepResult.Unknown(e.problem().cause());
    }
  }

  /** What a server or something before it says when it does not know how a write ended. */
  private StepResult refused(Address address, Value body, Reply reply) {
    if (reply.unknownPath() && address instanceof Address.Kubernetes it) {
      return new StepResult.Failed(problems.noKind(it, body.text("apiVersion"), false));
    }
    boolean midway = reply.code() == 502 || reply.code() == 504;
    String message = reply.message();
    boolean storage =
        reply.code() == 500
            && !Problems.refusedAsInvalid(reply)
            && (message.isEmpty() || message.contains("etcd") || message.contains("timed out"));
    return midway || storage || reply.status() == null
        ? new StepResult.Unknown(
            "cluster "
                + problems.cluster()
                + " answered HTTP "
                + reply.code()
                + ", which does not tell whether it was done")
        : new StepResult.Failed(problems.refusedWrite(address, body, reply));
  }

  /**
   * Why the held fields may not be taken; null when all may. Where a field lies in the object is
   * read from what the apply would make of it, as the plan did.
   */
  private @Nullable StepResult heldOutside(
      KubeKind kind,
      Address.Kubernetes address,
      Value body,
      List<Problems.Held> held,
      List<Pointer> force) {
    Value after = null;
    if (!force.isEmpty()) {
      Reply trial = sendSafely(ClusterApi.applying(kind, address, body, Mode.DRY_RUN_FORCED));
      if (!trial.ok()) {
        StepResult stale = stale(address, body, trial);
        return stale == null
            ? new StepResult.Failed(problems.refusedWrite(address, body, trial))
            : stale;
      }
      after = api.believed(trial, kind, address);
    }
    for (Problems.Held one : held) {
      Pointer pointer = after == null ? null : FieldText.pointerIn(after, one.path());
      if (pointer == null || force.stream().noneMatch(it -> overlap(it, pointer))) {
        return new StepResult.Stale(
            address.text()
                + " "
                + one.path()
                + " is held by "
                + one.manager()
                + " and the plan does not take it");
      }
    }
    return null;
  }

  private static boolean overlap(Pointer one, Pointer other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  private Reply sendSafely(Transport.Ask ask) {
    try {
      return api.transport().sendSafely(ask);
    } catch (NoAnswer e) {
      throw problems.unreachable(e);
    }
  }

  // --- remove, replace, forget ---

  private StepResult remove(Ownership ownership, Instruction.Remove remove) throws NoAnswer {
    Address.Kubernetes address = ClusterPredictor.kubernetes(remove.address());
    KubeKind kind = kindOf(address);
    return kind == null
        ? new StepResult.Done(remove.uid(), "")
        : delete(kind, address, remove.uid(), ownership);
  }

  /** Done means that the cluster took it on; what must happen first there is its own affair. */
  private StepResult delete(
      KubeKind kind, Address.Kubernetes address, String uid, Ownership ownership) throws NoAnswer {
    Value live = lookout.lookAt(kind, address);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (live == null) {
        return new StepResult.Done(uid, "");
      }
      if (!Bodies.uid(live).equals(uid) || !ownership.equals(Bodies.owner(live))) {
        return moved(address, live);
      }
      if (Bodies.terminating(live)) {
        return new StepResult.Done(uid, Bodies.version(live));
      }
      lookout.ending(address);
      Reply reply =
          api.transport()
              .send(
                  ClusterApi.deleting(kind, address, uid, Bodies.version(live), propagation(kind)));
      if (reply.ok() && reply.json() != null) {
        return new StepResult.Done(uid, "");
      }
      if (reply.code() != 409 && !(reply.code() == 404 && reply.status() != null)) {
        return refused(address, live, reply);
      }
      live = api.read(kind, address);
    }
    return new StepResult.Stale(address.text() + " changes faster than it can be removed");
  }

  /** Custom kinds may have dependents too. */
  private static String propagation(KubeKind kind) {
    boolean leaf =
        KindCatalog.BUILT_IN.find(kind.groupKind()).isPresent()
            && !WITH_DEPENDENTS.contains(kind.kind());
    return leaf ? "Background" : "Foreground";
  }

  private StepResult replace(Ownership ownership, Instruction.Replace replace) throws NoAnswer {
    Address.Kubernetes address = ClusterPredictor.kubernetes(replace.address());
    KubeKind kind = lookout.awaitKind(address, replace.body());
    Value live = api.read(kind, address);
    if (live != null) {
      StepResult removed = delete(kind, address, replace.uid(), ownership);
      if (!(removed instanceof StepResult.Done)) {
        return removed;
      }
      StepResult waited = awaitGone(kind, address, replace.uid());
      if (waited != null) {
        return waited;
      }
    }
    return create(kind, address, replace.body());
  }

  /** Null once the name is free. */
  private @Nullable StepResult awaitGone(KubeKind kind, Address.Kubernetes address, String uid) {
    for (int attempt = 1; attempt <= GOING_ATTEMPTS; attempt++) {
      Value live = api.read(kind, address);
      if (live == null) {
        return null;
      }
      if (!Bodies.uid(live).equals(uid)) {
        return moved(address, live);
      }
      lookout.pause(OBJECT_GOES.after(attempt, tempo.chance()));
    }
    return new StepResult.Failed(
        Problem.environment(
            "KAD-0015",
            address.text() + " (uid " + uid + ") was deleted to be made anew, and is not gone yet.",
            "Look at its finalizers and at what it owns; then plan again."));
  }

  private StepResult forget(Ownership ownership, Instruction.Forget forget) throws NoAnswer {
    Address.Kubernetes address = ClusterPredictor.kubernetes(forget.address());
    KubeKind kind = kindOf(address);
    for (int attempt = 1; kind != null && attempt <= ATTEMPTS; attempt++) {
      Value live = api.read(kind, address);
      if (live == null || !ownership.equals(Bodies.owner(live))) {
        return live == null ? new StepResult.Done(forget.uid(), "") : done(live);
      }
      if (!Bodies.uid(live).equals(forget.uid())) {
        return moved(address, live);
      }
      lookout.ending(address);
      Reply reply =
          api.transport()
              .send(ClusterApi.unmarking(kind, address, forget.uid(), Bodies.version(live)));
      if (reply.ok()) {
        return written(kind, address, reply);
      }
      boolean raced = reply.code() == 409 || reply.code() == 404;
      if (!raced || reply.status() == null) {
        return refused(address, live, reply);
      }
    }
    return kind == null
        ? new StepResult.Done(forget.uid(), "")
        : new StepResult.Stale(address.text() + " changes faster than it can be written");
  }

  private @Nullable KubeKind kindOf(Address.Kubernetes address) {
    return api.kinds().find(new GroupKind(address.group(), address.kind())).orElse(null);
  }

  // --- read back ---

  StepResult readBack(Ownership ownership, Instruction instruction) {
    try {
      Address.Kubernetes address =
          instruction instanceof Instruction.RunArtifact
              ? new Address.Kubernetes("", "None", null, "none")
              : ClusterPredictor.kubernetes(instruction.address());
      return switch (instruction) {
        case Instruction.Put it -> putThere(ownership, it, address);
        case Instruction.Replace it -> replaced(ownership, it, address);
        case Instruction.Remove it -> removed(it, address);
        case Instruction.Forget it -> forgotten(ownership, it, address);
        case Instruction.RunArtifact it -> new StepResult.Failed(noArtifacts(it));
      };
    } catch (ProblemException e) {
      return new StepResult.Unknown(e.problem().cause());
    }
  }

  private StepResult putThere(
      Ownership ownership, Instruction.Put put, Address.Kubernetes address) {
    KubeKind kind = lookout.awaitKind(address, put.body());
    Value live = api.read(kind, address);
    if (live == null) {
      return put.uid() == null ? notThere() : gone(address);
    }
    if (put.uid() != null && !put.uid().equals(Bodies.uid(live))) {
      return moved(address, live);
    }
    if (ownership.equals(Bodies.owner(live)) && says(kind, address, put.body(), live)) {
      return done(live);
    }
    return put.uid() != null && Bodies.version(live).equals(put.version())
        ? notThere()
        : moved(address, live);
  }

  private StepResult replaced(
      Ownership ownership, Instruction.Replace replace, Address.Kubernetes address) {
    KubeKind kind = lookout.awaitKind(address, replace.body());
    Value live = api.read(kind, address);
    if (live == null || replace.uid().equals(Bodies.uid(live))) {
      return notThere();
    }
    return ownership.equals(Bodies.owner(live)) && says(kind, address, replace.body(), live)
        ? done(live)
        : moved(address, live);
  }

  private StepResult removed(Instruction.Remove remove, Address.Kubernetes address) {
    KubeKind kind = kindOf(address);
    Value live = kind == null ? null : api.read(kind, address);
    boolean there =
        live != null && Bodies.uid(live).equals(remove.uid()) && !Bodies.terminating(live);
    return there ? notThere() : new StepResult.Done(remove.uid(), "");
  }

  private StepResult forgotten(
      Ownership ownership, Instruction.Forget forget, Address.Kubernetes address) {
    KubeKind kind = kindOf(address);
    Value live = kind == null ? null : api.read(kind, address);
    if (live == null) {
      return new StepResult.Done(forget.uid(), "");
    }
    return ownership.equals(Bodies.owner(live)) ? notThere() : done(live);
  }

  /** Whether applying this again would change nothing. */
  private boolean says(KubeKind kind, Address.Kubernetes address, Value body, Value live) {
    Reply reply = sendSafely(ClusterApi.applying(kind, address, body, Mode.DRY_RUN));
    if (reply.code() == 409 || reply.code() == 422) {
      return false;
    }
    if (!reply.ok()) {
      throw problems.refusedWrite(address, body, reply).asException();
    }
    return essence(api.believed(reply, kind, address)).equals(essence(live));
  }

  private static Value essence(Value body) {
    return body.without(Pointer.of("metadata", "managedFields"))
        .without(Pointer.of("metadata", "generation"))
        .without(Pointer.of("status"))
        .without(Bodies.VERSION);
  }

  // --- words ---

  private static StepResult.@Nullable Stale notOurs(
      Address address, @Nullable Value live, String uid, Ownership ownership) {
    if (live == null) {
      return gone(address);
    }
    if (!Bodies.uid(live).equals(uid)) {
      return moved(address, live);
    }
    Ownership owner = Bodies.owner(live);
    return owner == null || owner.equals(ownership)
        ? null
        : new StepResult.Stale(
            address.text() + " belongs to target " + owner.target().text() + " now");
  }

  private static StepResult.Stale gone(Address address) {
    return new StepResult.Stale(address.text() + " is gone");
  }

  private static StepResult.Stale moved(Address address, Value live) {
    return new StepResult.Stale(
        address.text()
            + " is uid "
            + Bodies.uid(live)
            + " at version "
            + Bodies.version(live)
            + (Bodies.owner(live) == null ? " without our marker" : "")
            + " now");
  }

  private static StepResult done(Value live) {
    return new StepResult.Done(Bodies.uid(live), Bodies.version(live));
  }

  private static StepResult notThere() {
    return new StepResult.Skipped("its effect is not there");
  }

  private static Problem fenced(Target target, Lease lease, long newest) {
    return Problem.environment(
        "KAD-0011",
        "token "
            + lease.fencingToken()
            + " of "
            + lease.holder()
            + " on target "
            + target.name()
            + " is fenced off by token "
            + newest
            + ".",
        "Nothing to do: the newer holder goes on.");
  }

  private Problem noArtifacts(Instruction.RunArtifact it) {
    return Problem.defect(
        "KAD-0012",
        "cluster " + problems.cluster() + " keeps no saved plan " + it.plan().digest() + ".",
        "Report it: the plan room made a saved plan for a cluster.");
  }
}
