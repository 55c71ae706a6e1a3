package dev.esclusa.adapters.kubernetes;

import dev.esclusa.adapters.kubernetes.ClusterApi.Mode;
import dev.esclusa.adapters.kubernetes.Lookout.Wanted;
import dev.esclusa.kube.GroupKind;
import dev.esclusa.kube.KindCatalog;
import dev.esclusa.kube.KubeKind;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Resource;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Predicts by server-side apply with {@code dryRun=All}. The dry run's own status tells whether the
 * object is there: 201 needs no second look, 200 names the version that the live object must have.
 */
final class ClusterPredictor {
  private static final GroupKind DEFINITION =
      new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

  private final ClusterApi api;
  private final Lookout lookout;
  private final Trials trials;
  private final Tempo tempo;

  ClusterPredictor(ClusterApi api, Lookout lookout, Trials trials, Tempo tempo) {
    this.api = api;
    this.lookout = lookout;
    this.trials = trials;
    this.tempo = tempo;
  }

  /** What a dry run says of one object. */
  private sealed interface Trial {
    /**
     * @param wanted digest of what was applied
     * @param version of the live object; absent when none is there
     */
    record Went(Digest wanted, Value after, @Nullable String version, List<TakenField> taken)
        implements Trial {}

    record NotYet(String because, boolean mayBeThere) implements Trial {}
  }

  private record Tried(
      Address.Kubernetes address, Value desired, @Nullable KubeKind kind, Trial trial) {}

  Prediction predict(PredictionRequest request) {
    Instant observedAt = tempo.now();
    Map<Address, @Nullable Value> asked = asked(request);
    List<Callable<Tried>> tasks = new ArrayList<>();
    List<Wanted> wanted = new ArrayList<>();
    for (Map.Entry<Address, @Nullable Value> one : asked.entrySet()) {
      Address.Kubernetes address = kubernetes(one.getKey());
      Value desired = one.getValue();
      if (desired != null) {
        tasks.add(() -> tried(request, address, desired));
      } else {
        api.kinds()
            .find(new GroupKind(address.group(), address.kind()))
            .ifPresent(it -> wanted.add(new Wanted(address, it, null)));
      }
    }
    List<Tried> all = lookout.sideBySide(tasks);
    for (Tried one : all) {
      addWanted(one, wanted);
    }
    Map<Address, Value> live = lookout.look(wanted, request.ownership().target());
    all.forEach(it -> remember(it, live.get(it.address())));
    return new Prediction(observedAt, answers(asked, all, live), null, null);
  }

  /** A trial that changed nothing holds for as long as the object keeps its version. */
  private void remember(Tried one, @Nullable Value live) {
    if (live != null
        && one.trial() instanceof Trial.Went went
        && went.version() != null
        && went.taken().isEmpty()
        && Bodies.version(live).equals(went.version())
        && Sighted.essence(live).equals(Sighted.essence(went.after()))) {
      trials.settle(one.address(), went.wanted(), went.version());
    }
  }

  private static Map<Address, @Nullable Value> asked(PredictionRequest request) {
    Map<Address, @Nullable Value> asked = new TreeMap<>();
    request.inventory().addresses().forEach(it -> asked.put(it, null));
    for (Resource one : request.desired()) {
      asked.put(one.address(), one.body());
    }
    if (!request.only().isEmpty()) {
      asked.keySet().retainAll(request.only());
    }
    return asked;
  }

  private static void addWanted(Tried one, List<Wanted> wanted) {
    KubeKind kind = one.kind();
    if (kind == null) {
      return;
    }
    switch (one.trial()) {
      case Trial.Went went -> {
        if (went.version() != null) {
          wanted.add(new Wanted(one.address(), kind, went.version()));
        }
      }
      case Trial.NotYet notYet -> {
        if (notYet.mayBeThere()) {
          wanted.add(new Wanted(one.address(), kind, null));
        }
      }
    }
  }

  private static List<Predicted> answers(
      Map<Address, @Nullable Value> asked, List<Tried> all, Map<Address, Value> found) {
    Map<Address, Predicted> answers = new TreeMap<>();
    for (Address address : asked.keySet()) {
      answers.put(
          address, new Predicted(address, null, live(found.get(address)), null, List.of(), null));
    }
    for (Tried one : all) {
      Live live = live(found.get(one.address()));
      answers.put(
          one.address(),
          switch (one.trial()) {
            case Trial.Went went ->
                new Predicted(one.address(), one.desired(), live, went.after(), went.taken(), null);
            case Trial.NotYet notYet ->
                new Predicted(
                    one.address(), one.desired(), live, null, List.of(), notYet.because());
          });
    }
    return List.copyOf(answers.values());
  }

  private static @Nullable Live live(@Nullable Value body) {
    return body == null
        ? null
        : new Live(body, Bodies.uid(body), Bodies.version(body), Bodies.owner(body));
  }

  static Address.Kubernetes kubernetes(Address address) {
    if (address instanceof Address.Kubernetes it) {
      return it;
    }
    throw Problem.defect(
            "KAD-0013",
            address.text() + " is no address on a Kubernetes cluster.",
            "Report it: its target was given to the wrong authority.")
        .asException();
  }

  // --- one object ---

  private Tried tried(PredictionRequest request, Address.Kubernetes address, Value desired) {
    String apiVersion = desired.text("apiVersion");
    String definition = definitionIn(request, address);
    boolean justDefined = definition != null && !request.only().isEmpty(); // before its step
    KubeKind kind =
        apiVersion == null
            ? null
            : justDefined
                ? definedYet(address, desired)
                : api.kinds().find(apiVersion, address.kind()).orElse(null);
    if (kind == null) {
      if (definition == null) {
        throw new ProblemException(
            api.problems().noKind(address, apiVersion, builtInGroup(address)),
            new FieldAddress(address, Pointer.of("kind")),
            null);
      }
      return new Tried(
          address,
          desired,
          null,
          new Trial.NotYet("its kind is defined by " + definition + " of the same plan", false));
    }
    if (kind.namespaced() && address.namespace() == null) {
      throw new ProblemException(
          Problem.caller(
              "KAD-0007",
              address.text() + " lives in a namespace and names none.",
              "Give it metadata.namespace, or its application a destination namespace."),
          new FieldAddress(address, Pointer.of("metadata")),
          null);
    }
    lookout.note(kind);
    return new Tried(address, desired, kind, trial(request, kind, address, desired));
  }

  private @Nullable KubeKind definedYet(Address.Kubernetes address, Value desired) {
    try {
      return lookout.awaitKind(address, desired);
    } catch (ProblemException e) {
      if (e.problem().code().equals("KAD-0009")) {
        return null; // its definition is still to be applied
      }
      throw e;
    }
  }

  static boolean builtInGroup(Address.Kubernetes address) {
    return KindCatalog.BUILT_IN.kinds().stream().anyMatch(it -> it.group().equals(address.group()));
  }

  private Trial trial(
      PredictionRequest request, KubeKind kind, Address.Kubernetes address, Value desired) {
    Value body = Bodies.marked(desired, request.ownership());
    Digest wanted = Trials.wanted(body);
    Trial known = known(kind, address, wanted);
    if (known != null) {
      return known;
    }
    Reply reply = send(kind, address, body, Mode.DRY_RUN);
    List<Problems.Held> held = reply.code() == 409 ? Problems.conflicts(reply) : List.of();
    if (!held.isEmpty()) {
      reply = send(kind, address, body, Mode.DRY_RUN_FORCED);
    }
    if (!reply.ok()) {
      return refused(request, address, body, reply);
    }
    Value after = api.believed(reply, kind, address);
    boolean there = reply.code() != 201;
    String version = there ? Bodies.version(after) : null;
    List<TakenField> taken = there ? taken(kind, address, held, after) : List.of();
    trials.told(address, wanted, version, after, taken);
    return new Trial.Went(wanted, after, version, taken);
  }

  /** What need not be asked again while somebody watches what happens to the object. */
  private @Nullable Trial known(KubeKind kind, Address.Kubernetes address, Digest wanted) {
    if (!lookout.watches()) {
      return null;
    }
    Value live = lookout.watched(kind, address);
    String version = live == null || Bodies.terminating(live) ? null : Bodies.version(live);
    if (live != null && version != null && trials.settled(address, wanted, version)) {
      return new Trial.Went(wanted, live, version, List.of());
    }
    Trials.Told told = trials.fresh(address, wanted, version);
    return told == null ? null : new Trial.Went(wanted, told.after(), told.version(), told.taken());
  }

  private Reply send(KubeKind kind, Address.Kubernetes address, Value body, Mode mode) {
    try {
      Transport.Ask ask = ClusterApi.applying(kind, address, body, mode);
      return lookout.onceServed(() -> api.transport().sendSafely(ask));
    } catch (NoAnswer e) {
      throw api.problems().unreachable(e);
    }
  }

  private Trial refused(
      PredictionRequest request, Address.Kubernetes address, Value body, Reply reply) {
    if (Problems.immutable(reply)) {
      return new Trial.NotYet(Predicted.IMMUTABLE + Problems.words(reply, body), true);
    }
    String namespace = address.namespace();
    boolean noNamespace = reply.code() == 404 && reply.aboutKind().equals("namespaces");
    if (noNamespace && namespace != null && namespaceIn(request, namespace)) {
      return new Trial.NotYet("its namespace " + namespace + " is created by the same plan", false);
    }
    if (reply.unknownPath()) { // a definition was applied a moment ago, or taken away
      throw api.problems().noKind(address, body.text("apiVersion"), false).asException();
    }
    if (reply.status() == null) {
      throw api.problems().refusedRead("a dry run of " + address.text(), reply);
    }
    throw new ProblemException(
        api.problems().refusedWrite(address, body, reply),
        new FieldAddress(address, RefusedField.in(reply, body).pointer()),
        null);
  }

  private List<TakenField> taken(
      KubeKind kind, Address.Kubernetes address, List<Problems.Held> held, Value after) {
    List<TakenField> taken = new ArrayList<>();
    Value live = null;
    for (Problems.Held one : held) {
      Pointer pointer = FieldText.pointerIn(after, one.path());
      if (pointer == null) {
        live = live == null ? lookout.lookAt(kind, address) : live;
        pointer = live == null ? null : FieldText.pointerIn(live, one.path());
      }
      taken.add(
          new TakenField(pointer == null ? FieldText.guess(one.path()) : pointer, one.manager()));
    }
    return taken;
  }

  // --- what the same plan makes first ---

  private static boolean namespaceIn(PredictionRequest request, String namespace) {
    return request.desired().stream()
        .anyMatch(
            it -> it.address().equals(new Address.Kubernetes("", "Namespace", null, namespace)));
  }

  private static @Nullable String definitionIn(
      PredictionRequest request, Address.Kubernetes address) {
    for (Resource one : request.desired()) {
      if (one.address() instanceof Address.Kubernetes it
          && it.group().equals(DEFINITION.group())
          && it.kind().equals(DEFINITION.kind())
          && address.group().equals(one.body().text("spec", "group"))
          && address.kind().equals(one.body().text("spec", "names", "kind"))) {
        return it.text();
      }
    }
    return null;
  }
}
