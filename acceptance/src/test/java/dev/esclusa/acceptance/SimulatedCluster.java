package dev.esclusa.acceptance;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.control.Authorities;
import dev.esclusa.kube.FieldManager;
import dev.esclusa.kube.KubeException;
import dev.esclusa.kube.ObjectSchema;
import dev.esclusa.kube.ServerSideApply;
import dev.esclusa.kube.ServerSideApply.OnConflict;
import dev.esclusa.model.Address;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with real field ownership and no network: server-side apply by engines/kube,
 * identities, versions, outside writers. Every effect is counted, so that a simulation can tell
 * what was done.
 */
final class SimulatedCluster implements Predictor, Actuator, Observer {
  private static final Pointer UID = Pointer.of("metadata", "uid");
  private static final Pointer VERSION = Pointer.of("metadata", "resourceVersion");
  private static final Pointer LABELS = Pointer.of("metadata", "labels");

  private final Map<Address, Value> objects = new TreeMap<>();
  private final InstantSource clock;
  private final List<Consumer<Hint>> watchers = new ArrayList<>();
  private long counter;

  SimulatedCluster(InstantSource clock) {
    this.clock = clock;
  }

  Authorities.Served served() {
    return new Authorities.Served(this, this, this, Authorities.Recovery.RESUMES);
  }

  @Nullable Value get(Address address) {
    return objects.get(address);
  }

  Map<Address, Value> objects() {
    return objects;
  }

  /** What a replica of the server would still answer that heard of nothing from now on. */
  SimulatedCluster asOfNow() {
    SimulatedCluster old = new SimulatedCluster(clock);
    old.objects.putAll(objects);
    return old;
  }

  // --- outside writers ---

  /** Somebody else writes one field, as {@code kubectl scale} or an operator does. */
  void write(String manager, Address address, Pointer pointer, Value value) {
    Value live = objects.get(address);
    if (live != null) {
      store(
          address,
          ServerSideApply.recordUpdate(
              live,
              live.with(pointer, value),
              ObjectSchema.of(live),
              FieldManager.of(manager),
              clock.instant()));
    }
  }

  /** Somebody else deletes it. */
  void delete(Address address) {
    Value live = objects.remove(address);
    if (live != null) {
      hint(address, live);
    }
  }

  /** An object that others made, marker and all; it gets an identity of its own. */
  void plant(Address address, Value object) {
    objects.remove(address);
    store(address, object);
  }

  // --- predict ---

  @Override
  public Prediction predict(PredictionRequest request) {
    Map<Address, @Nullable Value> asked = new TreeMap<>();
    request.inventory().addresses().forEach(it -> asked.put(it, null));
    request.desired().forEach(it -> asked.put(it.address(), it.body()));
    if (!request.only().isEmpty()) {
      asked.keySet().retainAll(request.only());
    }
    List<Prediction.Predicted> predicted = new ArrayList<>();
    asked.forEach((address, body) -> predicted.add(predicted(request, address, body)));
    return new Prediction(clock.instant(), predicted, null, null);
  }

  private Prediction.Predicted predicted(
      PredictionRequest request, Address address, @Nullable Value body) {
    Value live = objects.get(address);
    if (body == null) {
      return new Prediction.Predicted(address, null, alive(live), null, List.of(), null);
    }
    Value marked = marked(body, request.ownership());
    refuseMisshapen(address, live, marked);
    List<Prediction.TakenField> taken = new ArrayList<>();
    if (apply(live, marked, OnConflict.FAIL) instanceof ServerSideApply.Conflicts it) {
      it.conflicts()
          .forEach(
              one ->
                  taken.add(
                      new Prediction.TakenField(
                          one.pointer() == null ? Pointer.ROOT : one.pointer(),
                          one.holder().manager())));
    }
    ServerSideApply.Outcome forced = apply(live, marked, OnConflict.FORCE);
    Value after = ((ServerSideApply.Applied) forced).object();
    return new Prediction.Predicted(address, body, alive(live), after, taken, null);
  }

  /** As a server answers 422: by the place and never by the value. */
  private void refuseMisshapen(Address address, @Nullable Value live, Value body) {
    try {
      apply(live, body, OnConflict.FORCE);
    } catch (KubeException e) {
      throw Problem.caller(
              "SIM-0007", address.text() + " does not have the shape of its kind", "Mend it.")
          .asException();
    }
  }

  private ServerSideApply.Outcome apply(@Nullable Value live, Value body, OnConflict onConflict) {
    return ServerSideApply.apply(
        live,
        body,
        ObjectSchema.of(body),
        FieldManager.of(Ownership.FIELD_MANAGER),
        onConflict,
        clock.instant());
  }

  private static Prediction.@Nullable Live alive(@Nullable Value live) {
    return live == null ? null : new Prediction.Live(live, uid(live), version(live), owner(live));
  }

  static Value marked(Value body, Ownership ownership) {
    return body.with(LABELS.child(Ownership.INSTALLATION_LABEL), Value.of(ownership.installation()))
        .with(LABELS.child(Ownership.TARGET_LABEL), Value.of(ownership.target().text()));
  }

  // --- act ---

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    Value live = objects.get(instruction.address());
    return switch (instruction) {
      case Instruction.Put it -> put(it, live);
      case Instruction.Replace it -> {
        if (live != null && !uid(live).equals(it.uid())) {
          yield moved(it.address());
        }
        objects.remove(it.address());
        yield put(new Instruction.Put(it.address(), it.body(), null, null, List.of()), null);
      }
      case Instruction.Remove it -> {
        if (live == null) {
          yield new StepResult.Done(it.uid(), "gone");
        }
        if (!uid(live).equals(it.uid()) || !ownership.equals(owner(live))) {
          yield moved(it.address());
        }
        objects.remove(it.address());
        hint(it.address(), live);
        yield new StepResult.Done(it.uid(), "gone");
      }
      case Instruction.Forget it -> {
        if (live != null && ownership.equals(owner(live))) {
          store(
              it.address(),
              live.without(LABELS.child(Ownership.INSTALLATION_LABEL))
                  .without(LABELS.child(Ownership.TARGET_LABEL)));
        }
        yield new StepResult.Done(it.uid(), "forgotten");
      }
      case Instruction.RunArtifact it ->
          new StepResult.Failed(
              Problem.defect("SIM-0001", "a cluster runs no saved plans", "Mend the plan room."));
    };
  }

  private StepResult put(Instruction.Put put, @Nullable Value live) {
    boolean wantsAbsent = put.uid() == null;
    if (wantsAbsent != (live == null)
        || (live != null
            && (!uid(live).equals(put.uid())
                || (put.version() != null
                    && !put.version().isEmpty()
                    && !version(live).equals(put.version()))))) {
      return moved(put.address());
    }
    ServerSideApply.Outcome outcome = apply(live, put.body(), OnConflict.FAIL);
    if (outcome instanceof ServerSideApply.Conflicts conflicts) {
      boolean allowed =
          conflicts.conflicts().stream()
              .allMatch(
                  one -> {
                    Pointer at = one.pointer() == null ? Pointer.ROOT : one.pointer();
                    return put.force().stream().anyMatch(at::startsWith)
                        || put.force().stream().anyMatch(it -> it.startsWith(at));
                  });
      if (!allowed) {
        return new StepResult.Stale("another writer holds fields of " + put.address().text());
      }
      outcome = apply(live, put.body(), OnConflict.FORCE);
    }
    ServerSideApply.Applied applied = (ServerSideApply.Applied) outcome;
    Value stored =
        applied.changed() || live == null ? store(put.address(), applied.object()) : live;
    return new StepResult.Done(uid(stored), version(stored));
  }

  private static StepResult moved(Address address) {
    return new StepResult.Stale(address.text() + " is not what the plan was made on");
  }

  private Value store(Address address, Value object) {
    counter++;
    Value before = objects.get(address);
    Value stored =
        object
            .with(UID, Value.of(before == null ? "uid-" + counter : uid(before)))
            .with(VERSION, Value.of(Long.toString(counter)));
    objects.put(address, stored);
    hint(address, stored);
    return stored;
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    Value live = objects.get(instruction.address());
    return switch (instruction) {
      case Instruction.Put it -> {
        if (live == null) {
          yield it.uid() == null
              ? new StepResult.Skipped("it is not there")
              : new StepResult.Stale("it is gone");
        }
        boolean ours = ownership.equals(owner(live));
        boolean done =
            ours
                && apply(live, it.body(), OnConflict.FAIL) instanceof ServerSideApply.Applied same
                && !same.changed();
        if (done) {
          yield new StepResult.Done(uid(live), version(live));
        }
        yield it.uid() == null
            ? new StepResult.Stale("another object is there")
            : new StepResult.Skipped("not done yet");
      }
      case Instruction.Replace it ->
          live != null && !uid(live).equals(it.uid()) && ownership.equals(owner(live))
              ? new StepResult.Done(uid(live), version(live))
              : new StepResult.Skipped("not done yet");
      case Instruction.Remove it ->
          live == null || !uid(live).equals(it.uid())
              ? new StepResult.Done(it.uid(), "gone")
              : new StepResult.Skipped("it is still there");
      case Instruction.Forget it ->
          live == null || owner(live) == null
              ? new StepResult.Done(it.uid(), "forgotten")
              : new StepResult.Skipped("the marker is still there");
      case Instruction.RunArtifact _ -> new StepResult.Unknown("a cluster runs no saved plans");
    };
  }

  // --- look ---

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    List<Resource> found = new ArrayList<>();
    for (Address address : addresses) {
      Value live = objects.get(address);
      if (live != null) {
        found.add(new Resource(address, live, null));
      }
    }
    return new ObservedState(target.uid(), clock.instant(), found);
  }

  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    watchers.add(hints);
    return () -> watchers.remove(hints);
  }

  private void hint(Address address, Value object) {
    Ownership owner = owner(object);
    if (owner != null) {
      List.copyOf(watchers).forEach(it -> it.accept(new Hint(owner, address)));
    }
  }

  static String uid(Value object) {
    String uid = object.text("metadata", "uid");
    return uid == null ? "" : uid;
  }

  private static String version(Value object) {
    String version = object.text("metadata", "resourceVersion");
    return version == null ? "" : version;
  }

  static @Nullable Ownership owner(Value object) {
    String installation = object.text("metadata", "labels", Ownership.INSTALLATION_LABEL);
    String target = object.text("metadata", "labels", Ownership.TARGET_LABEL);
    return installation == null || target == null
        ? null
        : new Ownership(installation, new dev.esclusa.model.TargetUid(target));
  }
}
