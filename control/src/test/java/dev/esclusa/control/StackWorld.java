package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.Bindings;
import dev.esclusa.approval.InMemorySignatures;
import dev.esclusa.approval.Submission;
import dev.esclusa.control.InMemoryRepositories.NewCommit;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tempo.VirtualTempo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** One replica in virtual time over ports in memory, with one stack that waits for one approval. */
final class StackWorld {
  static final String ROOT = "memory:infra";
  static final TargetUid NET = new TargetUid("net-prod");
  static final String PLATFORM = "platform@crm.example";
  static final String DATA = "data@crm.example";

  /** Who brings the commits and asks for things. */
  static final String OTHER = "developer@crm.example";

  private static final String STACK = "esclusa/net.yaml";
  private static final int LOOKS_MAX = 400;
  private static final Duration LOOK = Duration.ofMillis(700);

  final VirtualTempo tempo = new VirtualTempo(1);
  final InMemoryLeases leases = new InMemoryLeases(tempo.clock());
  final InMemoryJournal journal = new InMemoryJournal(tempo, leases);
  final InMemoryRepositories repositories = new InMemoryRepositories(tempo.clock());
  final FakeStack stack = new FakeStack(tempo.clock());
  final List<ControlPlane.Trouble> troubles = new ArrayList<>();
  final ControlPlane plane;
  private final Map<String, byte[]> files = new TreeMap<>();
  private long witnessed;
  private int nonces;

  StackWorld() {
    this(it -> it);
  }

  /**
   * @param leases what stands between the plane and the leases
   */
  StackWorld(Function<Leases, Leases> leases) {
    put("esclusa/estate.yaml", ESTATE);
    put("esclusa/allowed_signers", SIGNERS);
    put(STACK, stackDocument("forget"));
    put("infra/net/main.tf", main("first"));
    repositories.create(ROOT);
    commit("first");
    plane = another("replica-0", leases.apply(this.leases));
    plane.recover();
    quiet();
  }

  ControlPlane another(String holder, Leases leases) {
    Ports ports =
        new Ports(
            journal, leases, repositories, _ -> stack.served(), new InMemorySignatures(), tempo);
    return new ControlPlane(
        ports,
        Settings.of(ROOT, holder),
        new Redaction("stack-world-redaction-key-0123456".getBytes(StandardCharsets.UTF_8)),
        "i-stack",
        new LogKeeper() {
          @Override
          public long witnessedSize() {
            return witnessed;
          }

          @Override
          public void keep() {
            witnessed = journal.size();
          }
        },
        troubles::add);
  }

  // --- what people do ---

  private void put(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  String commit(String message) {
    tempo.advance(Duration.ofSeconds(1)); // no two commits are one
    return repositories.commit(
        new NewCommit(
            ROOT,
            InMemoryRepositories.MAINLINE,
            OTHER,
            new Principal.Known(OTHER, Principal.Proof.COMMIT_SIGNATURE),
            message,
            Map.copyOf(files)));
  }

  /** Commits another main.tf, and works until nothing moves. */
  String push(String content) {
    put("infra/net/main.tf", main(content));
    String commit = commit(content);
    sync();
    return commit;
  }

  void onRemove(String what) {
    put(STACK, stackDocument(what));
  }

  void removeStack() {
    files.remove(STACK);
  }

  void sync() {
    plane.desk().sync();
    quiet();
  }

  void approve(ChangeId change, String person) {
    signed(change, person);
    quiet();
  }

  /** Without a moment for it to go on. */
  void signed(ChangeId change, String person) {
    byte[] nonce = new byte[16];
    nonce[15] = (byte) ++nonces;
    Binding binding =
        Bindings.withNonce(plane.desk().offer(change, person), HexFormat.of().formatHex(nonce));
    plane
        .desk()
        .approve(
            change,
            new Submission(
                binding,
                person,
                "in-memory",
                InMemorySignatures.sign(person, binding.canonicalBytes(), Binding.NAMESPACE)));
  }

  static Problem refusal(Runnable asked) {
    try {
      asked.run();
    } catch (ProblemException e) {
      return e.problem();
    }
    throw new AssertionError("it was not refused");
  }

  // --- how it goes on ---

  void quiet() {
    int quiet = 0;
    for (int i = 0; i < LOOKS_MAX && quiet < 12; i++) {
      quiet = plane.work(8) == 0 ? quiet + 1 : 0;
      witnessed = journal.size();
      tempo.advance(LOOK);
    }
  }

  // --- what came of it ---

  List<Recorded> changes() {
    return plane.ledger().changes().stream().filter(it -> it.target().equals(NET)).toList();
  }

  Recorded newest() {
    return changes().getLast();
  }

  Recorded change(ChangeId id) {
    Recorded found = plane.ledger().change(id);
    assertThat(found).as(id.text()).isNotNull();
    return found;
  }

  /** Why a change was stopped, or put in doubt. */
  String reason(Recorded change, Class<? extends dev.esclusa.model.Fact.OfChange> fact) {
    Payloads.Because because = plane.story().payload(change.indexOf(fact), Payloads.Because.class);
    return because == null ? "" : because.reason();
  }

  private static String main(String content) {
    return "resource \"terraform_data\" \"server\" {\n  input = \"" + content + "\"\n}\n";
  }

  private static String stackDocument(String onRemove) {
    return """
    apiVersion: esclusa.dev/v1
    kind: Stack
    metadata: {name: net, uid: net-prod}
    spec:
      project: infra
      environment: prod
      account: crm-prod
      onRemove: %s
      source: {path: infra/net}
    """
        .formatted(onRemove);
  }

  private static final String ESTATE =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: platform}
      spec: {members: [platform@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: developer}
      spec: {members: [developer@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: data}
      spec: {members: [data@crm.example]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata: {name: infra}
      spec: {owner: platform, readers: [developer], accounts: [crm-*]}
      ---
      apiVersion: esclusa.dev/v1
      kind: Project
      metadata: {name: configuration}
      spec: {owner: platform}
      ---
      apiVersion: esclusa.dev/v1
      kind: Environment
      metadata: {name: prod}
      spec: {onDrift: report, unknownPrincipals: refuse, healthTimeout: 1m, approvalLifetime: 5h}
      ---
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata: {name: prod}
      spec: {environments: [prod], require: [{team: platform, count: 1}]}
      ---
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata: {name: prod-destructive}
      spec:
        environments: [prod]
        destructive: true
        require: [{team: platform}, {team: data}]
      ---
      apiVersion: esclusa.dev/v1
      kind: ApprovalRule
      metadata: {name: configuration}
      spec: {authorities: [configuration], require: []}
      """;

  private static final String SIGNERS =
      """
      developer@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyA
      platform@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyB
      data@crm.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHbK0K7vT1y0W9P0xS1m4G5n3wJv0m4iQ7c1o2Wb3XyC
      """;
}
