package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.approval.Bindings;
import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.approval.Submission;
import dev.esclusa.control.Authorities;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.InMemoryJournal;
import dev.esclusa.control.InMemoryLeases;
import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.Journal;
import dev.esclusa.control.LogKeeper;
import dev.esclusa.control.Payloads;
import dev.esclusa.control.Ports;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.Settings;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lease;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.VirtualProcess;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole control plane in virtual time over in-memory ports, with faults drawn from a seed: two
 * replicas that may crash between any two effects, lost and doubled replies, slow and lying
 * authorities, clock jumps, people who commit, propose, approve, reject, pause and meddle. After
 * every step the {@link Invariants} are checked; at the end the faults stop and everything must
 * settle and be proven.
 */
final class Simulation {
  static final String ROOT = "memory:crm";
  static final String INSTALLATION = "i-simulation";

  /** What a crash looks like from inside: nothing after it runs. */
  static final class SimulatedCrash extends Error {
    SimulatedCrash() {
      super("crash", null, false, false);
    }
  }

  private final long seed;
  private final VirtualTempo tempo;
  private final Chance chance;
  private final InMemoryRepositories repositories;
  private final InMemoryLeases leases;
  private final InMemoryJournal journal;
  final SimulatedCluster cluster;
  final SimulatedStack stack;
  private final Replica[] replicas = new Replica[2];
  private static final List<TargetUid> STACKS =
      List.of(new TargetUid("stack-dev-uid"), new TargetUid("stack-prod-uid"));

  private final Set<String> asked = new HashSet<>();
  private final Map<String, String> files = new TreeMap<>(SimulatedEstate.files());
  private final Invariants invariants;

  /** Longer than a dead replica can hold on to its work. */
  private static final int QUIET_LOOKS = 120;

  private final List<String> mainline = new ArrayList<>();
  private int moves;
  private int removals;
  private boolean faults = true;
  private Instant databaseBack = Instant.MIN;
  private int outages;
  private SimulatedCluster lagging;
  private long witnessed;
  private int starts;

  Simulation(long seed) {
    this.seed = seed;
    tempo = new VirtualTempo(seed);
    chance = tempo.chance().fork();
    leases = new InMemoryLeases(tempo.clock());
    journal = new InMemoryJournal(tempo, leases);
    repositories = new InMemoryRepositories(tempo.clock());
    repositories.create(ROOT);
    cluster = new SimulatedCluster(tempo.clock());
    lagging = cluster.asOfNow();
    stack = new SimulatedStack(tempo, chance.fork(), () -> faults, journal::size);
    invariants = new Invariants(journal, stack);
  }

  /** One process of the control plane, alive until it crashes. */
  private static final class Replica {
    final VirtualProcess process;
    final ControlPlane plane;
    final InMemoryJournal journal;
    boolean alive = true;

    Replica(VirtualProcess process, ControlPlane plane, InMemoryJournal journal) {
      this.process = process;
      this.plane = plane;
      this.journal = journal;
    }
  }

  /** Runs a busy time with faults, then a quiet one in which everything has to end well. */
  void run(int steps) {
    commit("developer@crm.example", "first");
    for (int i = 0; i < replicas.length; i++) {
      replicas[i] = start(i);
    }
    for (int i = 0; i < steps; i++) {
      happen();
      invariants.check();
    }
    faults = false;
    settle();
    invariants.check();
    invariants.checkSettled(cluster, files);
    invariants.checkStacks(files, STACKS);
  }

  /** What came about, so that a run in which nothing happens is seen. */
  String summary() {
    Map<String, Integer> states = new TreeMap<>();
    for (Journal.Entry entry : journal.from(0, Integer.MAX_VALUE)) {
      states.merge(entry.envelope().type(), 1, Integer::sum);
    }
    return journal.size()
        + " entries, "
        + invariants.refusals()
        + " refusals, "
        + moves
        + " moves, "
        + removals
        + " removals, "
        + outages
        + " database restarts, "
        + states
        + ", stacks: "
        + stack.seen();
  }

  Journal journal() {
    return journal;
  }

  /** The facts of a target as they came, for whoever looks into a failed seed. */
  String trace(String target) {
    StringBuilder out = new StringBuilder();
    for (Journal.Entry entry : journal.from(0, Integer.MAX_VALUE)) {
      boolean wanted =
          entry.envelope().target() == null || entry.envelope().target().text().equals(target);
      if (wanted) {
        out.append(entry.index())
            .append(' ')
            .append(entry.envelope().recordedAt())
            .append(' ')
            .append(entry.envelope().stream())
            .append(' ')
            .append(entry.envelope().fact())
            .append('\n');
      }
    }
    return out.toString();
  }

  private Replica start(int index) {
    VirtualProcess process = tempo.process();
    InMemoryJournal own = journal.replica(process);
    Redaction redaction =
        new Redaction("simulation-redaction-key-0123456789".getBytes(StandardCharsets.UTF_8));
    Ports ports =
        new Ports(
            new FaultyJournal(own, new DatabaseFaults()),
            new FaultyLeases(leases, new DatabaseFaults()),
            repositories,
            this::served,
            new InMemorySignatures(),
            process);
    ControlPlane plane =
        new ControlPlane(
            ports,
            Settings.of(ROOT, "replica-" + index + "-" + starts++),
            redaction,
            INSTALLATION,
            new SimulatedLog(),
            trouble -> {
              if (!(trouble.cause() instanceof ProblemException it)
                  || it.problem().fault() == Problem.Fault.DEFECT) {
                throw new AssertionError("seed " + seed + ": " + trouble, trouble.cause());
              }
            });
    Replica replica = new Replica(process, plane, own);
    guarded(
        replica,
        () -> {
          plane.watch(new Heard(replica));
          recovered(replica);
        });
    return replica;
  }

  /** A process that cannot read its journal at start ends, and is started again later. */
  private static void recovered(Replica replica) {
    try {
      replica.plane.recover();
    } catch (ProblemException e) {
      replica.process.crash();
      replica.alive = false;
    }
  }

  /** The log of the simulation is kept elsewhere and witnessed after a while. */
  private final class SimulatedLog implements LogKeeper {
    @Override
    public long witnessedSize() {
      return witnessed;
    }

    @Override
    public void keep() {
      witnessed = journal.size();
    }
  }

  private Authorities.Served served(Target target) {
    boolean isStack = target.name().name().startsWith("stack");
    Authorities.Served real = isStack ? stack.served() : cluster.served();
    return new Authorities.Served(
        new FaultyPredictor(() -> isStack ? real.predictor() : truthful()),
        new FaultyActuator(real.actuator()),
        new FaultyObserver(() -> isStack ? real.observer() : truthful()),
        real.recovery());
  }

  /** The cluster, or now and then a lagging replica of it that answers with what was true once. */
  private SimulatedCluster truthful() {
    return faults && chance.nextBoolean(0.03) ? lagging : cluster;
  }

  // --- what happens ---

  private void happen() {
    int what = chance.nextInt(100);
    if (what < 55) {
      work();
    } else if (what < 60) {
      edit();
    } else if (what < 62) {
      moveObject();
    } else if (what < 66) {
      propose();
    } else if (what < 70) {
      merge();
    } else if (what < 80) {
      approve();
    } else if (what < 82) {
      stopOne();
    } else if (what < 87) {
      meddle();
      meddleWithStacks();
    } else if (what < 90) {
      crash();
    } else if (what < 92) {
      jump();
    } else if (what < 94) {
      pause();
    } else if (what < 96) {
      verdict();
      operate();
    } else {
      tempo.advance(Duration.ofMillis(chance.nextInt(1, 40_000)));
    }
    tempo.advance(Duration.ofMillis(chance.nextInt(1, 400)));
  }

  private void work() {
    Replica replica = replicas[chance.nextInt(replicas.length)];
    if (!replica.alive) {
      return;
    }
    guarded(replica, () -> replica.plane.work(8));
    if (chance.nextBoolean(0.5)) {
      witnessed = journal.size();
    }
  }

  private void guarded(Replica replica, Runnable work) {
    if (!replica.alive) {
      return;
    }
    try {
      work.run();
    } catch (SimulatedCrash e) {
      replica.process.crash();
      replica.alive = false;
    } catch (ProblemException e) {
      invariants.refusedApproval(e); // no answer now: whoever asked will ask again
    }
  }

  private void crash() {
    int index = chance.nextInt(replicas.length);
    if (replicas[index].alive) {
      replicas[index].process.crash();
      replicas[index].alive = false;
    } else {
      replicas[index] = start(index);
    }
  }

  private void jump() {
    Replica replica = replicas[chance.nextInt(replicas.length)];
    replica.process.jumpClock(Duration.ofMillis(chance.nextInt(-3_000, 3_000)));
  }

  private String commit(String author, String subject) {
    String commit = commitTo(InMemoryRepositories.MAINLINE, author, subject, files);
    mainline.add(commit);
    wantSync();
    return commit;
  }

  private String commitTo(String ref, String author, String subject, Map<String, String> content) {
    return repositories.commit(
        new InMemoryRepositories.NewCommit(
            ROOT,
            ref,
            author,
            new Principal.Known(author, Principal.Proof.COMMIT_SIGNATURE),
            subject,
            bytes(content)));
  }

  private void wantSync() {
    for (Replica replica : replicas) {
      if (replica != null && replica.alive) {
        guarded(replica, () -> replica.plane.desk().sync());
        return;
      }
    }
  }

  private static Map<String, byte[]> bytes(Map<String, String> files) {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return bytes;
  }

  private void moveObject() {
    if (SimulatedEstate.move(files, chance)) {
      moves++;
      if (chance.nextBoolean(0.3)) {
        SimulatedEstate.edit(files, chance); // a move and more in one commit
      }
      commit(chance.pick(SimulatedEstate.PEOPLE), "move");
    }
  }

  private void edit() {
    SimulatedEstate.edit(files, chance);
    commit(chance.pick(SimulatedEstate.PEOPLE), "edit");
  }

  private void propose() {
    Map<String, String> proposed = new TreeMap<>(files);
    SimulatedEstate.edit(proposed, chance);
    String ref = "refs/heads/proposal/" + chance.nextInt(3);
    if (repositories.head(ROOT, ref) != null) {
      repositories.move(ROOT, ref, null);
    }
    commitTo(ref, "developer@crm.example", "propose", proposed);
    wantSync();
  }

  /** A squash merge: the proposal's content as one commit on mainline. */
  private void merge() {
    String ref = "refs/heads/proposal/" + chance.nextInt(3);
    String proposal = repositories.head(ROOT, ref);
    String mainline = repositories.head(ROOT, InMemoryRepositories.MAINLINE);
    if (proposal == null || mainline == null) {
      return;
    }
    try {
      Map<String, byte[]> merged = repositories.mergedFiles(ROOT, mainline, proposal);
      files.clear();
      merged.forEach((path, bytes) -> files.put(path, new String(bytes, StandardCharsets.UTF_8)));
    } catch (ProblemException e) {
      invariants.refusedApproval(e); // it conflicts; its author has to rebase it
    }
    repositories.move(ROOT, ref, null);
    commit("developer@crm.example", "merge " + ref);
  }

  private void approve() {
    Replica replica = anyAlive();
    if (replica == null) {
      return;
    }
    guarded(replica, () -> approveOne(replica));
  }

  private void approveOne(Replica replica) {
    List<Recorded> waiting =
        replica.plane.ledger().changes().stream()
            .filter(it -> it.change() instanceof Change.AwaitingApproval)
            .toList();
    if (waiting.isEmpty()) {
      return;
    }
    approve(replica, chance.pick(waiting), chance.pick(SimulatedEstate.PEOPLE));
  }

  /** Whether the approval was taken. */
  private boolean approve(Replica replica, Recorded one, String person) {
    try {
      Binding offered = replica.plane.desk().offer(one.id(), person);
      Binding binding = Bindings.withNonce(offered, HexFormat.of().formatHex(chance.bytes(16)));
      replica
          .plane
          .desk()
          .approve(
              one.id(),
              new Submission(
                  binding,
                  person,
                  "in-memory",
                  InMemorySignatures.sign(person, binding.canonicalBytes(), Binding.NAMESPACE)));
      return true;
    } catch (ProblemException | Journal.StreamMoved e) {
      // Refused for a reason, or somebody was faster: both are answers a person gets.
      invariants.refusedApproval(e);
      return false;
    }
  }

  private void stopOne() {
    Replica replica = anyAlive();
    if (replica == null) {
      return;
    }
    List<Recorded> open =
        replica.plane.ledger().changes().stream()
            .filter(it -> it.change() instanceof Change.Untouched)
            .toList();
    if (!open.isEmpty()) {
      Recorded one = chance.pick(open);
      guarded(
          replica,
          () -> {
            try {
              replica.plane.desk().reject(one.id(), "platform@crm.example", "not now");
            } catch (ProblemException | Journal.StreamMoved e) {
              invariants.refusedApproval(e);
            }
          });
    }
  }

  private void meddle() {
    if (chance.nextBoolean(0.3)) {
      lagging = cluster.asOfNow();
    }
    List<Address> all = List.copyOf(cluster.objects().keySet());
    if (all.isEmpty()) {
      return;
    }
    Address address = chance.pick(all);
    if (chance.nextBoolean(0.1)) {
      cluster.delete(address);
    } else if (chance.nextBoolean(0.3)) {
      cluster.write(
          "kube-controller-manager",
          address,
          Pointer.of("status", "observedGeneration"),
          Value.of(chance.nextInt(100)));
    } else {
      cluster.write(
          chance.pick(List.of("kubectl-edit", "kubectl-scale", "an-operator")),
          address,
          Pointer.of("data", "colour"),
          Value.of("meddled-" + chance.nextInt(5)));
    }
  }

  private boolean paused;

  private void pause() {
    Replica replica = anyAlive();
    if (replica == null) {
      return;
    }
    guarded(
        replica,
        () -> {
          if (paused) {
            replica.plane.desk().resumeAll("platform@crm.example", "on we go");
          } else {
            replica.plane.desk().pauseAll("platform@crm.example", "a moment please");
          }
          paused = !paused;
        });
  }

  /** The schedule looks at stacks whether something moved or not; nothing tells of it. */
  private void meddleWithStacks() {
    stack.meddle();
    TargetUid one = chance.pick(STACKS);
    asking(replica -> replica.plane.desk().look(one));
  }

  /** What a person asks for may be refused, or somebody is faster. */
  private void asking(Consumer<Replica> what) {
    Replica replica = anyAlive();
    if (replica == null) {
      return;
    }
    guarded(
        replica,
        () -> {
          try {
            replica.plane.ledger().catchUp();
            what.accept(replica);
          } catch (ProblemException | Journal.StreamMoved e) {
            invariants.refusedApproval(e);
          }
        });
  }

  /** People look into what is in doubt, object by object, and say what they found. */
  private void verdict() {
    asking(
        replica -> {
          for (Recorded one : List.copyOf(replica.plane.ledger().changes()).reversed()) {
            if (one.change() instanceof Change.InDoubt) {
              verdict(replica, one);
              return; // what leads out may be in doubt itself: that comes first
            }
          }
        });
  }

  private void verdict(Replica replica, Recorded lost) {
    boolean recovers =
        replica.plane.ledger().target(lost.target()).open().stream()
            .map(replica.plane.ledger()::change)
            .anyMatch(
                it ->
                    it != null
                        && it.change().intent() instanceof Intent.Recover recover
                        && recover.change().equals(lost.id()));
    boolean engine = !(lost.change().intent() instanceof Intent.Recover);
    if (engine && (!faults || chance.nextBoolean(0.8))) {
      if (!recovers) {
        recover(replica, lost);
      }
      return;
    }
    // A word about the whole, past the objects: only where no engine can be at work any more.
    replica
        .plane
        .desk()
        .settle(lost.id(), "platform@crm.example", "looked at it", ApplyResult.Outcome.PARTIAL);
  }

  private void recover(Replica replica, Recorded lost) {
    List<Address> named = replica.plane.desk().inDoubt(lost.id());
    List<Payloads.Verdict> verdicts = new ArrayList<>();
    named.forEach(it -> verdicts.add(new Payloads.Verdict(it, chance.nextBoolean(0.5))));
    if (!verdicts.isEmpty() && chance.nextBoolean(0.3)) {
      List<Payloads.Verdict> incomplete = verdicts.subList(1, verdicts.size());
      boolean taken = true;
      try {
        replica.plane.desk().recover(lost.id(), incomplete, "developer@crm.example", "most of it");
      } catch (ProblemException | Journal.StreamMoved _) {
        taken = false;
      }
      assertThat(taken).as("a recovery that says nothing of " + verdicts.getFirst()).isFalse();
    }
    replica
        .plane
        .desk()
        .recover(lost.id(), verdicts, "developer@crm.example", "looked at each object");
  }

  /** Locks that nobody will give back are broken; what no apply would undo is accepted. */
  private void operate() {
    TargetUid one = chance.pick(STACKS);
    if (chance.nextBoolean(0.4)) {
      unlock(one);
      return;
    }
    asking(
        replica -> {
          List<EpisodeId> open =
              List.copyOf(replica.plane.ledger().target(one).episodes().keySet());
          if (!open.isEmpty()) {
            EpisodeId episode = chance.pick(open.stream().sorted().toList());
            replica.plane.desk().accept(episode, "developer@crm.example", "it is fine as it is");
          }
        });
  }

  private void unlock(TargetUid one) {
    String lock = stack.forgottenLock(one);
    if (lock != null && asked.add("unlock " + lock + (faults ? tempo.now() : ""))) {
      asking(
          replica ->
              replica.plane.desk().unlock(one, lock, "developer@crm.example", "nobody is there"));
    }
  }

  private @Nullable Replica anyAlive() {
    List<Replica> alive = new ArrayList<>();
    for (Replica replica : replicas) {
      if (replica.alive) {
        alive.add(replica);
      }
    }
    return alive.isEmpty() ? null : chance.pick(alive);
  }

  // --- the end ---

  private void settle() {
    for (int i = 0; i < replicas.length; i++) {
      if (!replicas[i].alive) {
        replicas[i] = start(i);
      }
    }
    replicas[0].plane.ledger().catchUp();
    if (replicas[0].plane.ledger().installation().paused()) {
      replicas[0].plane.desk().resumeAll("platform@crm.example", "the end");
    }
    replicas[0]
        .plane
        .ledger()
        .installation()
        .haltedPlaces()
        .forEach(
            place ->
                replicas[0].plane.desk().resumeHealing(place, "platform@crm.example", "looked"));
    wantSync();
    int quiet = 0;
    for (int i = 0; i < 3_000 && quiet < QUIET_LOOKS; i++) {
      int done = 0;
      for (Replica replica : replicas) {
        done += replica.plane.work(8);
      }
      witnessed = journal.size();
      verdict();
      STACKS.forEach(this::unlock);
      if (quiet == 20 || quiet == 60) {
        STACKS.forEach(one -> asking(replica -> replica.plane.desk().look(one)));
      }
      // Who waits for a lane asks for it again and again: people answer beside that.
      boolean approved = (done == 0 || i % 20 == 19) && approveAll();
      tempo.advance(Duration.ofMillis(700));
      invariants.check();
      quiet = done == 0 && !approved ? quiet + 1 : 0;
    }
  }

  /** In the end every question is answered by whoever may; whether somebody could. */
  private boolean approveAll() {
    boolean any = false;
    for (Recorded one : replicas[0].plane.ledger().changes()) {
      for (String person : SimulatedEstate.PEOPLE) {
        // Who was refused is refused again until something new is said about the change.
        if (one.change() instanceof Change.AwaitingApproval
            && asked.add(one.id() + " " + one.marks().size() + " " + person)) {
          any |= approve(replicas[0], one, person);
        }
      }
    }
    return any;
  }

  // --- faults ---

  private void mayCrash() {
    if (faults && chance.nextBoolean(0.004)) {
      throw new SimulatedCrash();
    }
  }

  private void mayFail(String what) {
    mayCrash();
    if (faults && chance.nextBoolean(0.01)) {
      throw Problem.environment("SIM-0002", what + " does not answer", "Try again.").asException();
    }
  }

  /** One database for everybody: while it restarts nobody gets an answer, done or not. */
  private final class DatabaseFaults implements FaultyJournal.Faults {
    @Override
    public void asking() {
      mayCrash();
      if (faults && tempo.now().isBefore(databaseBack)) {
        throw noAnswer();
      }
    }

    @Override
    public void answering() {
      mayCrash();
      if (faults && chance.nextBoolean(0.003)) {
        outages++;
        databaseBack = tempo.now().plusMillis(chance.nextInt(1, 15_000));
        throw noAnswer();
      }
    }

    private ProblemException noAnswer() {
      return Problem.environment("SIM-0009", "the database restarts", "Ask again.").asException();
    }
  }

  private <T> T slow(Supplier<T> work) {
    if (faults && chance.nextBoolean(0.02)) {
      tempo.advance(Duration.ofMillis(chance.nextInt(1, 20_000)));
    }
    return work.get();
  }

  private final class FaultyPredictor implements Predictor {
    private final Supplier<Predictor> real;

    FaultyPredictor(Supplier<Predictor> real) {
      this.real = real;
    }

    @Override
    public Prediction predict(PredictionRequest request) {
      mayFail("predict");
      Prediction prediction = slow(() -> real.get().predict(request));
      mayCrash();
      return prediction;
    }
  }

  /**
   * What moves from one target to another is never deleted on the way: of the commit that is
   * followed and those that came after it one at least asks for the object nowhere.
   */
  private void nobodyAskedFor(Target target, Address address) {
    int followed = mainline.indexOf(invariants.followedInLane(target.uid()));
    if (followed >= 0 && address instanceof Address.Kubernetes it) {
      assertThat(mainline.subList(followed, mainline.size()))
          .as(target.name() + " deletes " + address.text())
          .anyMatch(
              commit -> !SimulatedEstate.asksFor(repositories.files(ROOT, commit), it.name()));
      removals++;
    }
  }

  private final class FaultyActuator implements Actuator {
    private final Actuator real;

    FaultyActuator(Actuator real) {
      this.real = real;
    }

    @Override
    public StepResult perform(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      mayCrash();
      if (instruction instanceof Instruction.RunArtifact run) {
        invariants.asksToRun(run.plan().digest());
        sleepwalk(target, ownership, instruction, lease);
      }
      if (faults && chance.nextBoolean(0.01)) {
        return new StepResult.Unknown("the request was lost");
      }
      StepResult result = slow(() -> real.perform(target, ownership, instruction, lease));
      if (instruction instanceof Instruction.Remove && result instanceof StepResult.Done) {
        nobodyAskedFor(target, instruction.address());
      }
      mayCrash();
      boolean process = instruction instanceof Instruction.RunArtifact; // no request, sent once
      if (!process && faults && chance.nextBoolean(0.01)) {
        result = real.perform(target, ownership, instruction, lease); // a request sent twice
      }
      if (faults && chance.nextBoolean(0.02)) {
        return new StepResult.Unknown("the reply was lost");
      }
      return result;
    }

    /** A process stands still, is taken for dead, and goes on much later where it stood. */
    private void sleepwalk(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      if (faults && chance.nextBoolean(0.03)) {
        tempo.schedule(
            Duration.ofMillis(chance.nextInt(1, 200_000)),
            () -> {
              try {
                real.perform(target, ownership, instruction, lease);
              } catch (SimulatedCrash e) {
                invariants.refusedApproval(new IllegalStateException("it died for good"));
              }
            });
        throw new SimulatedCrash();
      }
    }

    @Override
    public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
      mayCrash();
      return real.readBack(target, ownership, instruction);
    }

    @Override
    public boolean stillRuns(Target target) {
      return real.stillRuns(target);
    }
  }

  /** Hints reach a replica as long as it lives, and may be the last thing it hears. */
  private final class Heard implements Observer {
    private final Replica replica;

    Heard(Replica replica) {
      this.replica = replica;
    }

    @Override
    public ObservedState observe(Target target, List<Address> addresses) {
      return cluster.observe(target, addresses);
    }

    @Override
    public Watch watch(String installation, Consumer<Hint> hints) {
      return cluster.watch(installation, hint -> guarded(replica, () -> hints.accept(hint)));
    }
  }

  private final class FaultyObserver implements Observer {
    private final Supplier<? extends Observer> real;

    FaultyObserver(Supplier<? extends Observer> real) {
      this.real = real;
    }

    @Override
    public ObservedState observe(Target target, List<Address> addresses) {
      mayFail("observe");
      return real.get().observe(target, addresses);
    }

    @Override
    public Watch watch(String installation, Consumer<Hint> hints) {
      return cluster.watch(installation, hints);
    }
  }
}
