package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.apply.Actuator;
import dev.esclusa.approval.Bindings;
import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.approval.Submission;
import dev.esclusa.control.Authorities;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.InMemoryJournal;
import dev.esclusa.control.InMemoryLeases;
import dev.esclusa.control.InMemoryRepositories;
import dev.esclusa.control.InMemoryRepositories.NewCommit;
import dev.esclusa.control.Journal;
import dev.esclusa.control.LogKeeper;
import dev.esclusa.control.Ports;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.Repositories;
import dev.esclusa.control.Settings;
import dev.esclusa.model.Address;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One replica of the control plane over ports in memory, in virtual time, without faults: what a
 * story needs to commit, approve, meddle, and work until nothing moves.
 */
final class World {
  static final String ROOT = "memory:crm";
  static final String INSTALLATION = "i-world";
  static final String DEVELOPER = "developer@crm.example";
  static final String PLATFORM = "platform@crm.example";
  static final String PAULA = "paula@crm.example";
  static final String DATA = "data@crm.example";

  /** Shorter than a refused admission waits for its next try. */
  private static final int QUIET_LOOKS = 6;

  private static final int LOOKS_MAX = 400;
  private static final Duration LOOK = Duration.ofMillis(700);

  final VirtualTempo tempo = new VirtualTempo(1);
  final InMemoryLeases leases = new InMemoryLeases(tempo.clock());
  final InMemoryJournal journal = new InMemoryJournal(tempo, leases);
  final InMemoryRepositories repositories = new InMemoryRepositories(tempo.clock());
  final SimulatedCluster cluster = new SimulatedCluster(tempo.clock());
  final Map<String, byte[]> files = new TreeMap<>();
  final List<ControlPlane.Trouble> troubles = new ArrayList<>();

  /** What stands between the plane and the cluster; a test puts a liar here. */
  Predictor predictor = cluster;

  Actuator actuator = cluster;
  Observer observer = cluster;
  ControlPlane plane;

  private long witnessed;
  private long nonces;

  /** With the small estate of {@link WorldEstate}. */
  World() {
    this(WorldEstate.files());
  }

  World(Map<String, String> estate) {
    this(estate, null);
  }

  /**
   * @param seen Git as the control plane sees it, where that is not what people pushed
   */
  World(Map<String, String> estate, @Nullable SeenRepositories seen) {
    repositories.create(ROOT);
    estate.forEach(this::put);
    repositories.commit(
        new NewCommit(
            ROOT, InMemoryRepositories.MAINLINE, DATA, signed(DATA), "first", Map.copyOf(files)));
    plane = started(seen == null ? repositories : seen.over(repositories), "replica-0");
    quiet();
  }

  /** How the control plane sees the repositories. */
  interface SeenRepositories {
    Repositories over(Repositories real);
  }

  private ControlPlane started(Repositories seen, String holder) {
    Ports ports = new Ports(journal, leases, seen, this::served, new InMemorySignatures(), tempo);
    ControlPlane started =
        new ControlPlane(
            ports,
            Settings.of(ROOT, holder),
            new Redaction("world-redaction-key-0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
            INSTALLATION,
            new WitnessedAtOnce(),
            troubles::add);
    started.recover();
    started.watch(cluster);
    return started;
  }

  /** A second replica on the same journal, which nobody has told anything yet. */
  ControlPlane another(String holder) {
    return started(repositories, holder);
  }

  private Authorities.Served served(Target target) {
    return new Authorities.Served(predictor, actuator, observer, Authorities.Recovery.RESUMES);
  }

  private final class WitnessedAtOnce implements LogKeeper {
    @Override
    public long witnessedSize() {
      return witnessed;
    }

    @Override
    public void keep() {
      witnessed = journal.size();
    }
  }

  // --- what people do ---

  static Principal signed(String person) {
    return new Principal.Known(person, Principal.Proof.COMMIT_SIGNATURE);
  }

  void put(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  void replace(String path, String before, String after) {
    String text = new String(files.get(path), StandardCharsets.UTF_8);
    assertThat(text).contains(before);
    put(path, text.replace(before, after));
  }

  /** Commits all files to mainline, signed, and works until nothing moves. */
  String push(String person) {
    return pushAs(person, signed(person));
  }

  String pushAs(String author, Principal broughtBy) {
    String commit = commit(author, broughtBy);
    sync();
    return commit;
  }

  /** Commits without a look at it. */
  String commit(String author, Principal broughtBy) {
    return commitTo(InMemoryRepositories.MAINLINE, author, broughtBy);
  }

  String commitTo(String ref, String author, Principal broughtBy) {
    tempo.advance(Duration.ofSeconds(1)); // no two commits are one
    return repositories.commit(
        new NewCommit(ROOT, ref, author, broughtBy, "edit by " + author, Map.copyOf(files)));
  }

  void sync() {
    plane.desk().sync();
    quiet();
  }

  void approve(Recorded change, String person) {
    plane.desk().approve(change.id(), submission(change, person));
    quiet();
  }

  Submission submission(Recorded change, String person) {
    return signed(binding(change, person), person);
  }

  /** What is offered, with a nonce. */
  Binding binding(Recorded change, String person) {
    return Bindings.withNonce(plane.desk().offer(change.id(), person), nonce());
  }

  String nonce() {
    byte[] nonce = new byte[16];
    nonce[15] = (byte) ++nonces;
    return HexFormat.of().formatHex(nonce);
  }

  static Submission signed(Binding binding, String person) {
    return new Submission(
        binding,
        person,
        "in-memory",
        InMemorySignatures.sign(person, binding.canonicalBytes(), Binding.NAMESPACE));
  }

  /** Why something is refused. */
  static Problem refusal(Runnable asked) {
    try {
      asked.run();
    } catch (ProblemException e) {
      return e.problem();
    }
    throw new AssertionError("it was not refused");
  }

  /** Somebody else writes a field of a config map of a target. */
  void meddle(String name, String manager, String field, String value) {
    cluster.write(manager, configMap(name), Pointer.of("data", field), Value.of(value));
  }

  static Address configMap(String name) {
    String namespace = name.contains("prod") ? "crm-prod" : "crm-dev";
    return new Address.Kubernetes("", "ConfigMap", namespace, name);
  }

  @Nullable String live(String name, String field) {
    Value live = cluster.get(configMap(name));
    return live == null ? null : live.text("data", field);
  }

  // --- how it goes on ---

  /** Works until nothing moves but for what waits for people or for hours. */
  void quiet() {
    int quiet = 0;
    for (int i = 0; i < LOOKS_MAX && quiet < QUIET_LOOKS; i++) {
      quiet = plane.work(8) == 0 ? quiet + 1 : 0;
      witnessed = journal.size();
      tempo.advance(LOOK);
    }
  }

  void later(Duration duration) {
    tempo.advance(duration);
    quiet();
  }

  // --- what came of it ---

  /** The newest change of a target. */
  Recorded newest(String target) {
    return changes(target).getLast();
  }

  List<Recorded> changes(String target) {
    return plane.ledger().changes().stream()
        .filter(it -> it.target().equals(new TargetUid(target)))
        .toList();
  }

  /** The problems that ended or refused a change, as its payloads tell them. */
  List<Problem> problems(Recorded change) {
    List<Problem> problems = new ArrayList<>();
    for (Recorded.Mark mark : change.marks()) {
      boolean tells =
          mark.fact() instanceof Fact.ChangeStopped || mark.fact() instanceof Fact.AdmissionRefused;
      dev.esclusa.control.Payloads.Because because =
          tells
              ? plane.story().payload(mark.index(), dev.esclusa.control.Payloads.Because.class)
              : null;
      if (because != null) {
        problems.addAll(because.problems());
      }
    }
    return problems;
  }

  /** Why a change was stopped, in words. */
  String reason(Recorded change) {
    dev.esclusa.control.Payloads.Because because =
        plane
            .story()
            .payload(
                change.indexOf(Fact.ChangeStopped.class),
                dev.esclusa.control.Payloads.Because.class);
    assertThat(because).isNotNull();
    return because.reason();
  }

  List<Problem> troubleProblems() {
    return troubles.stream()
        .map(ControlPlane.Trouble::cause)
        .filter(ProblemException.class::isInstance)
        .map(it -> ((ProblemException) it).problem())
        .toList();
  }

  long applies() {
    return facts(Fact.ApplyStarted.class).size();
  }

  <T extends Fact> List<T> facts(Class<T> type) {
    return journal.from(0, Integer.MAX_VALUE).stream()
        .map(it -> it.envelope().fact())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** The state of a change before its evidence was sealed. */
  static <T extends Change> T in(Class<T> state, Recorded change) {
    assertThat(change.unsealed()).isInstanceOf(state);
    return state.cast(change.unsealed());
  }

  static void stopped(Fact.ChangeStopped.Stop cause, Recorded change) {
    assertThat(in(Change.Stopped.class, change).by().cause()).isEqualTo(cause);
  }

  /** Everything in the world and every apply, to compare with later. */
  record Frozen(Map<Address, Value> objects, long applies, @Nullable String inForce) {}

  Frozen frozen() {
    return new Frozen(
        Map.copyOf(cluster.objects()), applies(), plane.ledger().installation().inForce());
  }

  Journal.@Nullable Payload payload(long index) {
    return journal.payload(index);
  }
}
