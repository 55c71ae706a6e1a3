package dev.esclusa.acceptance;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.control.Authorities;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An authority of the other kind, as engines of infrastructure are: a state with lineage and serial
 * of which every version is kept, a lock, a fence, saved plans that are good for one apply, and
 * beside the state a reality that moves by itself. Its engines are processes of their own: they may
 * be killed half way, live on when their server dies, or fail to hand their state in. A stack's
 * desired objects are its resources.
 */
final class SimulatedStack implements Predictor, Actuator, Observer {
  /** What nobody asks for in Git, so that no apply would undo it. */
  private static final Pointer ATTACHED = Pointer.of("data", "attached");

  private static final Value NAMELESS =
      Value.mapping("apiVersion", "v1", "kind", "ConfigMap", "metadata", Value.mapping());

  private static final StepResult USED_BEFORE =
      new StepResult.Stale("the saved plan was used before");

  private final VirtualTempo tempo;
  private final Chance chance;
  private final BooleanSupplier faults;
  private final LongSupplier position;
  private final Map<String, State> states = new TreeMap<>();
  private final Map<Digest, Saved> saved = new HashMap<>();
  private final Map<Digest, Integer> runs = new HashMap<>();
  private final List<Write> writes = new ArrayList<>();
  private final Map<String, Integer> seen = new TreeMap<>();
  private int names;

  /** One version of a state. */
  record Version(String lineage, long serial, Map<Address, Value> objects) {
    Version {
      objects = Map.copyOf(objects);
    }

    String mark() {
      return lineage + "." + serial;
    }
  }

  /**
   * A state written by an engine.
   *
   * @param token under which its apply began
   * @param position how long the journal was then
   */
  record Write(TargetUid target, long token, long position) {}

  private static final class State {
    private final Map<Address, Value> reality = new TreeMap<>();
    private final Map<Address, Value> accepted = new TreeMap<>();
    private final List<Version> versions = new ArrayList<>();
    private final List<Engine> engines = new ArrayList<>();
    private @Nullable String lock;
    private boolean forgotten;
    private @Nullable Map<Address, Value> errored;
    private long fence;

    Version now() {
      return versions.getLast();
    }
  }

  /** What a saved plan holds. */
  private sealed interface Saved {
    /**
     * @param after absent values are deleted
     */
    record Transition(String mark, Map<Address, Part> after) implements Saved {}

    record Refresh(String mark, List<Address> taken) implements Saved {}

    record BreakLock(String lock) implements Saved {}

    record LeadOut(ChangeId change, @Nullable String lock, boolean errored) implements Saved {}

    record LetGo(List<Address> addresses) implements Saved {}
  }

  private record Part(Action action, @Nullable Value after) {}

  /** A process that applies one saved plan. */
  private static final class Engine {
    private final TargetUid target;
    private final Digest plan;
    private final long token;
    private final String lock;
    private boolean lives;
    private boolean elsewhere;
    private @Nullable StepResult end;

    Engine(TargetUid target, Digest plan, long token, String lock) {
      this.target = target;
      this.plan = plan;
      this.token = token;
      this.lock = lock;
    }
  }

  /**
   * @param faults whether engines may die
   * @param position how long the journal is
   */
  SimulatedStack(VirtualTempo tempo, Chance chance, BooleanSupplier faults, LongSupplier position) {
    this.tempo = tempo;
    this.chance = chance;
    this.faults = faults;
    this.position = position;
  }

  Authorities.Served served() {
    return new Authorities.Served(this, this, this, Authorities.Recovery.NEEDS_VERDICT);
  }

  // --- what is told to those who check ---

  /** How often an engine was started on each saved plan. */
  Map<Digest, Integer> runs() {
    return runs;
  }

  List<Write> writes() {
    return writes;
  }

  /** Every version of every state, oldest first. */
  Map<String, List<Version>> versions() {
    Map<String, List<Version>> all = new TreeMap<>();
    states.forEach((uid, state) -> all.put(uid, List.copyOf(state.versions)));
    return all;
  }

  /** How often what came about, so that a run in which nothing happens is seen. */
  Map<String, Integer> seen() {
    return seen;
  }

  /** What is otherwise than it was accepted and no apply would undo. */
  List<Address> unresolved(TargetUid uid) {
    State state = state(uid);
    return unresolved(state).stream().map(ResourceChange::address).toList();
  }

  /** What there is, whatever the state says. */
  Map<Address, Value> reality(TargetUid uid) {
    return Map.copyOf(state(uid).reality);
  }

  Map<Address, Value> objects(TargetUid uid) {
    return state(uid).now().objects();
  }

  /** The lock that nobody will ever give back, if there is one and no engine lives. */
  @Nullable String forgottenLock(TargetUid uid) {
    State state = state(uid);
    return state.forgotten ? state.lock : null;
  }

  private void note(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  // --- what happens behind our back ---

  void meddle() {
    if (states.isEmpty()) {
      return;
    }
    State state = chance.pick(List.copyOf(states.values()));
    int what = chance.nextInt(100);
    if (what < 75) {
      meddle(state, what);
    } else if (what < 85) {
      Version now = state.now(); // somebody pushed a state, the same in other words
      state.versions.add(new Version(now.lineage(), now.serial() + 1, now.objects()));
      note("pushed");
    } else if (what < 88) {
      state.versions.add(new Version(name("lineage"), 1, state.now().objects()));
      note("other lineage");
    } else if (state.lock == null) {
      lockFromOutside(state);
    }
  }

  private void meddle(State state, int what) {
    if (state.reality.isEmpty()) {
      return;
    }
    Address address = chance.pick(List.copyOf(state.reality.keySet()));
    Value body = Objects.requireNonNull(state.reality.get(address));
    if (what < 30) {
      state.reality.put(address, with(body, "colour", "meddled-" + chance.nextInt(3)));
      note("moved what an apply undoes");
    } else if (what < 65) {
      state.reality.put(address, with(body, "attached", "policy-" + chance.nextInt(3)));
      note("moved what no apply undoes");
    } else {
      state.reality.remove(address);
      note("removed");
    }
  }

  private void lockFromOutside(State state) {
    String lock = name("lock");
    state.lock = lock;
    state.forgotten = chance.nextBoolean(0.3);
    note(state.forgotten ? "lock forgotten" : "lock held");
    if (!state.forgotten) {
      tempo.schedule(
          Duration.ofMillis(chance.nextInt(1, 30_000)),
          () -> {
            if (lock.equals(state.lock)) {
              state.lock = null;
            }
          });
    }
  }

  private static Value with(Value body, String key, @Nullable String value) {
    Value.Mapping data = Objects.requireNonNull(body.at("data")).asMapping();
    return body.asMapping()
        .with("data", value == null ? data.without(key) : data.with(key, Value.of(value)));
  }

  private String name(String kind) {
    return kind + "-" + names++;
  }

  private State state(TargetUid uid) {
    return states.computeIfAbsent(
        uid.text(),
        _ -> {
          State made = new State();
          made.versions.add(new Version(name("lineage"), 1, Map.of()));
          return made;
        });
  }

  // --- what would happen ---

  @Override
  public Prediction predict(PredictionRequest request) {
    State state = state(request.target().uid());
    return switch (request.intent()) {
      case Intent.Unlock it -> {
        boolean held = it.lock().equals(state.lock);
        yield operation(
            state,
            new Saved.BreakLock(it.lock()),
            held ? List.of(said(request, lockAddress(it.lock()), Action.DELETE)) : List.of());
      }
      case Intent.Recover it -> recovering(request, state, it.change());
      case Intent.Accept _ -> accepting(request, state);
      case Intent.Decommission _ when request.desired().isEmpty() -> {
        List<Address> all = request.inventory().addresses();
        yield operation(
            state,
            new Saved.LetGo(all),
            all.stream().map(it -> said(request, it, Action.FORGET)).toList());
      }
      case Intent.Decommission _,
          Intent.Follow _,
          Intent.Restore _,
          Intent.RollBack _,
          Intent.Transfer _,
          Intent.Erase _ ->
          planned(request, state);
    };
  }

  private Prediction planned(PredictionRequest request, State state) {
    Map<Address, Value> wanted = new TreeMap<>();
    request.desired().forEach(it -> wanted.put(it.address(), it.body()));
    TreeSet<Address> all = new TreeSet<>(wanted.keySet());
    all.addAll(state.now().objects().keySet());
    List<Prediction.Predicted> predicted = new ArrayList<>();
    Map<Address, Part> parts = new TreeMap<>();
    for (Address address : all) {
      // What the state does not know the engine does not see, though it may be there.
      Value now = state.now().objects().containsKey(address) ? state.reality.get(address) : null;
      Value asked = wanted.get(address);
      Value then = asked == null || now == null ? asked : kept(asked, now);
      Prediction.Live live =
          now == null
              ? null
              : new Prediction.Live(now, address.text(), state.now().mark(), request.ownership());
      predicted.add(new Prediction.Predicted(address, then, live, then, List.of(), null));
      if (!Objects.equals(now, then)) {
        parts.put(
            address,
            new Part(
                now == null ? Action.CREATE : then == null ? Action.DELETE : Action.UPDATE, then));
      }
    }
    List<ResourceChange> unresolved = unresolved(state);
    return made(
        new Saved.Transition(state.now().mark(), parts),
        state,
        parts + " " + unresolved,
        predicted,
        unresolved);
  }

  /** What Git asks for, and what else was there. */
  private static Value kept(Value asked, Value now) {
    return with(asked, "attached", now.text("data", "attached"));
  }

  private static List<ResourceChange> unresolved(State state) {
    List<ResourceChange> found = new ArrayList<>();
    state.accepted.forEach(
        (address, accepted) -> {
          Value now = state.reality.get(address);
          if (now != null && !Objects.equals(now.at(ATTACHED), accepted.at(ATTACHED))) {
            found.add(
                new ResourceChange(
                    address,
                    Action.UPDATE,
                    List.of(
                        new FieldChange(
                            ATTACHED, accepted.at(ATTACHED), now.at(ATTACHED), false, null)),
                    0,
                    "sync",
                    false,
                    null));
          }
        });
    return found;
  }

  private Prediction accepting(PredictionRequest request, State state) {
    TreeSet<Address> taken = new TreeSet<>();
    unresolved(state).forEach(it -> taken.add(it.address()));
    state
        .now()
        .objects()
        .forEach(
            (address, known) -> {
              if (!known.equals(state.reality.get(address))) {
                taken.add(address);
              }
            });
    List<Prediction.Predicted> predicted =
        taken.stream()
            .map(
                it ->
                    said(request, it, state.reality.containsKey(it) ? Action.ADOPT : Action.FORGET))
            .toList();
    String meaning = taken.stream().map(it -> it.text() + state.reality.get(it)).toList() + "";
    return made(
        new Saved.Refresh(state.now().mark(), List.copyOf(taken)),
        state,
        meaning,
        predicted,
        List.of());
  }

  private Prediction recovering(PredictionRequest request, State state, ChangeId change) {
    List<Prediction.Predicted> predicted = new ArrayList<>();
    if (state.lock != null) {
      predicted.add(said(request, lockAddress(state.lock), Action.DELETE));
    }
    if (state.errored != null) {
      predicted.add(said(request, erroredAddress(), Action.ADOPT));
    }
    return operation(
        state, new Saved.LeadOut(change, state.lock, state.errored != null), predicted);
  }

  private static Address lockAddress(String lock) {
    return new Address.Terraform("lock " + lock + " of the state");
  }

  private static Address erroredAddress() {
    return new Address.Terraform("state that the engine could not hand in");
  }

  private Prediction.Predicted said(PredictionRequest request, Address address, Action action) {
    Value known = state(request.target().uid()).now().objects().get(address);
    return new Prediction.Predicted(
        address,
        null,
        new Prediction.Live(
            known == null ? NAMELESS : known, address.text(), "", request.ownership()),
        null,
        List.of(),
        null,
        new ResourceChange(address, action, List.of(), 0, "sync", false, null));
  }

  private Prediction operation(State state, Saved deed, List<Prediction.Predicted> predicted) {
    return made(deed, state, deed.toString(), predicted, List.of());
  }

  /** The bytes of a saved plan differ each time; only its meaning is the same. */
  private Prediction made(
      Saved what,
      State state,
      String text,
      List<Prediction.Predicted> predicted,
      List<ResourceChange> unresolved) {
    Digest meaning = Digest.of(text.getBytes(StandardCharsets.UTF_8));
    Digest bytes = Digest.of((text + " " + names++).getBytes(StandardCharsets.UTF_8));
    saved.put(bytes, what);
    return new Prediction(
        tempo.now(),
        predicted,
        new SavedPlan(bytes, meaning, "simulated 1", List.of()),
        state.now().mark(),
        unresolved);
  }

  // --- doing it ---

  private final Map<Digest, Boolean> used = new HashMap<>();

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    if (!(instruction instanceof Instruction.RunArtifact run)) {
      return new StepResult.Stale("a stack runs saved plans only");
    }
    Digest digest = run.plan().digest();
    Saved plan = saved.get(digest);
    State state = state(target.uid());
    if (plan == null) {
      return failed("SIM-0011", "there is no such saved plan");
    }
    if (lease.fencingToken() < state.fence) {
      note("zombie fenced");
      return failed("SIM-0012", "a verdict has given up writers of this token");
    }
    if (used.putIfAbsent(digest, true) != null) {
      note("used before");
      return USED_BEFORE;
    }
    return switch (plan) {
      case Saved.Transition it -> apply(target, state, digest, it, lease);
      case Saved.Refresh it -> refresh(target, state, digest, it, lease);
      case Saved.BreakLock it -> {
        boolean held = it.lock().equals(state.lock);
        if (held) {
          unlock(state);
          note("lock broken");
        }
        yield held
            ? ran(state, List.of(done(lockAddress(it.lock()), Action.DELETE)))
            : failed("SIM-0013", "the lock " + it.lock() + " is not held any more");
      }
      case Saved.LeadOut it -> leadOut(state, it, lease);
      case Saved.LetGo it ->
          ran(state, it.addresses().stream().map(at -> done(at, Action.FORGET)).toList());
    };
  }

  private static StepResult failed(String code, String cause) {
    return new StepResult.Failed(Problem.environment(code, cause, "Plan again."));
  }

  private static StepResult ran(State state, List<StepOutcome> parts) {
    return new StepResult.Ran(parts, state.now().mark(), null);
  }

  private static StepOutcome done(Address address, Action action) {
    return new StepOutcome(address, action, new StepResult.Done(address.text(), "applied"));
  }

  private static void unlock(State state) {
    state.lock = null;
    state.forgotten = false;
  }

  private StepResult leadOut(State state, Saved.LeadOut it, Lease lease) {
    List<StepOutcome> parts = new ArrayList<>();
    state.fence = lease.fencingToken();
    if (it.lock() != null && it.lock().equals(state.lock)) {
      unlock(state);
      parts.add(done(lockAddress(it.lock()), Action.DELETE));
    }
    if (it.errored() && state.errored != null) {
      Version now = state.now();
      state.versions.add(new Version(now.lineage(), now.serial() + 1, state.errored));
      state.errored = null;
      parts.add(done(erroredAddress(), Action.ADOPT));
    }
    note("led out");
    return ran(state, parts);
  }

  private StepResult refresh(
      Target target, State state, Digest digest, Saved.Refresh plan, Lease lease) {
    Engine engine = new Engine(target.uid(), digest, lease.fencingToken(), name("lock"));
    StepResult refused = begin(state, engine, plan.mark());
    if (refused != null) {
      return refused;
    }
    List<StepOutcome> parts = new ArrayList<>();
    Map<Address, Value> objects = new TreeMap<>(state.now().objects());
    for (Address address : plan.taken()) {
      Value now = state.reality.get(address);
      if (now == null) {
        objects.remove(address);
        state.accepted.remove(address);
      } else {
        objects.put(address, now);
        state.accepted.put(address, now);
      }
      parts.add(done(address, now == null ? Action.FORGET : Action.ADOPT));
    }
    write(state, engine, objects);
    unlock(state);
    note("accepted");
    return ended(engine, ran(state, parts));
  }

  private static StepResult ended(Engine engine, StepResult end) {
    engine.lives = false;
    engine.end = end;
    return end;
  }

  /** Null when the engine has the lock. */
  private @Nullable StepResult begin(State state, Engine engine, String mark) {
    state.engines.add(engine);
    runs.merge(engine.plan, 1, Integer::sum);
    if (state.lock != null) {
      note("locked by another");
      Problem locked =
          Problem.environment("SIM-0014", "the state is locked: " + state.lock, "Wait, or unlock.");
      return ended(
          engine,
          chance.nextBoolean(0.5)
              ? new StepResult.Ran(List.of(), state.now().mark(), locked)
              : new StepResult.Failed(locked));
    }
    if (!state.now().mark().equals(mark)) {
      note("stale");
      return ended(engine, new StepResult.Stale("the saved plan is stale"));
    }
    state.lock = engine.lock;
    return null;
  }

  /** A state is taken from whoever holds the lock, and was not given up by a verdict. */
  private boolean write(State state, Engine engine, Map<Address, Value> objects) {
    if (engine.token < state.fence || !engine.lock.equals(state.lock)) {
      note("zombie's state refused");
      return false;
    }
    Version now = state.now();
    state.versions.add(new Version(now.lineage(), now.serial() + 1, objects));
    writes.add(new Write(engine.target, engine.token, position.getAsLong()));
    return true;
  }

  private StepResult apply(
      Target target, State state, Digest digest, Saved.Transition plan, Lease lease) {
    Engine engine = new Engine(target.uid(), digest, lease.fencingToken(), name("lock"));
    StepResult refused = begin(state, engine, plan.mark());
    if (refused != null) {
      return refused;
    }
    engine.lives = true;
    Applying work = new Applying(state, engine, List.copyOf(plan.after().entrySet()));
    int fate = faults.getAsBoolean() ? chance.nextInt(100) : 0;
    if (fate < 68 || plan.after().isEmpty()) {
      return work.end();
    }
    int half = chance.nextInt(work.parts.size() + 1);
    engine.elsewhere = chance.nextBoolean(0.2);
    if (fate < 76) {
      return work.fail(chance.nextInt(work.parts.size()));
    }
    if (fate < 82) {
      return work.keepState();
    }
    if (fate < 90) {
      return work.kill(half);
    }
    return work.liveOn(half);
  }

  /** An engine at its parts, one after the other. */
  private final class Applying {
    private final State state;
    private final Engine engine;
    private final List<Map.Entry<Address, Part>> parts;
    private final Map<Address, Value> objects;
    private int at;

    Applying(State state, Engine engine, List<Map.Entry<Address, Part>> parts) {
      this.state = state;
      this.engine = engine;
      this.parts = parts;
      objects = new TreeMap<>(state.now().objects());
      objects.keySet().retainAll(state.reality.keySet()); // refreshed: what moved is taken up
      objects.replaceAll((address, _) -> Objects.requireNonNull(state.reality.get(address)));
    }

    private void until(int end) {
      for (; at < end; at++) {
        Address address = parts.get(at).getKey();
        Value after = parts.get(at).getValue().after();
        if (after == null) {
          state.reality.remove(address);
          objects.remove(address);
        } else {
          state.reality.put(address, after);
          objects.put(address, after);
        }
      }
    }

    /** Only what went through is accepted, and never what nobody asked for. */
    private void accept() {
      for (Map.Entry<Address, Part> part : parts.subList(0, at)) {
        Value after = part.getValue().after();
        Value before = state.accepted.get(part.getKey());
        if (after == null) {
          state.accepted.remove(part.getKey());
        } else {
          boolean anew = before == null || part.getValue().action() == Action.CREATE;
          state.accepted.put(
              part.getKey(),
              anew ? after : with(after, "attached", before.text("data", "attached")));
        }
      }
    }

    StepResult end() {
      until(parts.size());
      return hand(null, List.of());
    }

    StepResult fail(int which) {
      note("partial");
      until(which);
      Problem problem =
          chance.nextBoolean(0.5)
              ? Problem.environment("SIM-0015", "the provider gave up", "Plan again.")
              : Problem.caller("SIM-0016", "the provider wants another value", "Change it.");
      List<StepOutcome> rest = new ArrayList<>();
      for (int i = which; i < parts.size(); i++) {
        StepResult end =
            i == which
                ? new StepResult.Failed(problem)
                : new StepResult.Skipped("the apply ended before its turn");
        rest.add(new StepOutcome(parts.get(i).getKey(), parts.get(i).getValue().action(), end));
      }
      return hand(problem, rest);
    }

    private StepResult hand(@Nullable Problem problem, List<StepOutcome> rest) {
      if (!write(state, engine, objects)) {
        return zombie();
      }
      unlock(state);
      accept();
      List<StepOutcome> all = new ArrayList<>();
      parts.subList(0, at).forEach(it -> all.add(done(it.getKey(), it.getValue().action())));
      all.addAll(rest);
      return ended(engine, new StepResult.Ran(all, state.now().mark(), problem));
    }

    /** Its state is kept, unless a verdict has been given about it. */
    private StepResult zombie() {
      if (engine.token >= state.fence) {
        state.errored = objects;
      }
      return ended(engine, new StepResult.Unknown("its state was refused", touched(at)));
    }

    StepResult keepState() {
      note("errored state");
      until(parts.size());
      state.errored = objects;
      if (chance.nextBoolean(0.5)) {
        unlock(state);
      }
      return ended(engine, new StepResult.Unknown("the state could not be handed in", touched(at)));
    }

    /** Killed after a few parts; the next one may have been done too, or not. */
    StepResult kill(int after) {
      note("killed");
      until(after);
      if (chance.nextBoolean(0.4)) {
        write(state, engine, objects);
      }
      if (after < parts.size() && chance.nextBoolean(0.5)) {
        until(after + 1);
      }
      return ended(
          engine,
          new StepResult.Unknown(
              "the engine was killed", touched(Math.min(after + 1, parts.size()))));
    }

    private List<Address> touched(int end) {
      return parts.subList(0, end).stream().map(Map.Entry::getKey).toList();
    }

    /** Its server dies or stops waiting; the engine goes on by itself. */
    StepResult liveOn(int half) {
      note("outlived its server");
      until(half);
      tempo.schedule(
          Duration.ofMillis(chance.nextInt(1, 90_000)),
          () -> {
            if (chance.nextBoolean(0.7)) {
              end();
            } else {
              kill(Math.min(half + 1, parts.size()));
            }
          });
      if (chance.nextBoolean(0.6)) {
        throw new Simulation.SimulatedCrash();
      }
      return new StepResult.Unknown("the server stopped; the engine works on", List.of());
    }
  }

  // --- after a crash ---

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    if (!(instruction instanceof Instruction.RunArtifact run)) {
      return new StepResult.Stale("a stack runs saved plans only");
    }
    Digest digest = run.plan().digest();
    for (Engine engine : state(target.uid()).engines) {
      if (engine.plan.equals(digest) && !engine.elsewhere) {
        return engine.lives || engine.end == null
            ? new StepResult.Unknown("the engine still runs", List.of())
            : engine.end;
      }
    }
    // Who is told that it never began may count on it: from now on it cannot begin.
    return used.putIfAbsent(digest, true) == null
        ? new StepResult.Skipped("the saved plan was never begun")
        : new StepResult.Unknown("what its engine said is not on this machine");
  }

  @Override
  public boolean stillRuns(Target target) {
    return state(target.uid()).engines.stream().anyMatch(it -> it.lives && !it.elsewhere);
  }

  // --- what is there ---

  @Override
  public ObservedState observe(Target target, List<Address> addresses) {
    Map<Address, Value> objects = state(target.uid()).now().objects();
    return new ObservedState(
        target.uid(),
        tempo.now(),
        addresses.stream()
            .filter(objects::containsKey)
            .map(it -> new Resource(it, objects.get(it), null))
            .toList());
  }

  @Override
  public Watch watch(String installation, Consumer<Hint> hints) {
    return () -> {};
  }
}
