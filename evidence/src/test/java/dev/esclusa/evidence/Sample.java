package dev.esclusa.evidence;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Admission;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Health;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Source;
import dev.esclusa.model.Stream;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Verification;
import dev.esclusa.tlog.AddCheckpoint;
import dev.esclusa.tlog.Checkpoint;
import dev.esclusa.tlog.HashReader;
import dev.esclusa.tlog.InMemoryTileStore;
import dev.esclusa.tlog.InMemoryWitnessMemory;
import dev.esclusa.tlog.KeyType;
import dev.esclusa.tlog.LocalWitness;
import dev.esclusa.tlog.LogReader;
import dev.esclusa.tlog.LogWriter;
import dev.esclusa.tlog.SignedCheckpoint;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.TrustPolicy;
import dev.esclusa.tlog.WitnessAnswer;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A log with one whole change in it, and the knobs that make it a wrong one. */
final class Sample implements BundleSource {
  static final ChangeId CHANGE = new ChangeId("c-one");
  static final TargetUid TARGET = new TargetUid("crm-core-prod-7f3a");
  static final PersonId ANA = new PersonId("p-ana");
  static final PersonId BEN = new PersonId("p-ben");
  static final String BEN_NAME = "ben@crm.example";
  static final String ALLOWED = "# who may approve\n" + BEN_NAME + " key-of-ben\n";
  static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
  static final RuleId RULE = new RuleId("prod");
  static final String COMMIT = "a".repeat(40);
  static final String ORIGIN = "log.example/esclusa";
  static final SignerKey LOG_KEY = SignerKey.of(ORIGIN, KeyType.NOTE, seed(1));
  static final SignerKey WITNESS_KEY =
      SignerKey.of("witness.example", KeyType.COSIGNATURE, seed(2));

  private final List<byte[]> leaves = new ArrayList<>();
  private final List<Envelope> envelopes = new ArrayList<>();
  private final Map<Stream, Digest> heads = new HashMap<>();
  private final Map<Stream, Long> sequences = new HashMap<>();
  private final Map<TargetUid, Digest> ofTarget = new HashMap<>();
  private final Map<Long, StoredPayload> payloads = new HashMap<>();
  private final Set<Long> hidden = new HashSet<>();
  private final InMemoryTileStore tiles = new InMemoryTileStore();
  private final LogWriter writer = LogWriter.create(tiles);
  private Instant now = START;
  private @Nullable String checkpoint;

  // What a wrong change has otherwise; each as it is in a right one.
  PersonId author = ANA;
  UnaryOperator<Binding> binding = it -> it;
  UnaryOperator<Admission> admission = it -> it;
  UnaryOperator<Fact.PlanComputed> planFact = it -> it;
  UnaryOperator<Fact.PolicyDecided> decisionFact = it -> it;
  UnaryOperator<Digest> statement = it -> it;
  Function<byte[], String> signature = message -> FakeSignatures.sign("key-of-ben", message);
  Duration untilApply = Duration.ofMinutes(1);
  ChangeId change = CHANGE;

  static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  static TrustPolicy policy() {
    return TrustPolicy.parse(
        "log " + LOG_KEY.verifier() + "\nwitness w1 " + WITNESS_KEY.verifier() + "\nquorum w1\n");
  }

  static Verifier verifier() {
    return new Verifier(policy(), new FakeSignatures());
  }

  static Sample proven() {
    Sample sample = new Sample();
    sample.live();
    sample.witness();
    return sample;
  }

  Bundle bundle() {
    return new BundleMaker(this).make(change, ALLOWED);
  }

  Verdict verdict() {
    return verifier().verify(bundle().encoded());
  }

  /** A change from its proposal to its seal, with others around it. */
  void live() {
    noise(3);
    add(Stream.of(TARGET), new Fact.TargetRegistered(TARGET, digest("name")), TARGET, ANA);
    begin();
    add(Stream.of(TARGET), new Fact.TargetPaused(TARGET, ANA), TARGET, ANA);
    noise(2);
    add(Stream.of(TARGET), new Fact.TargetResumed(TARGET, ANA), TARGET, ANA);
    Binding bound = approve();
    apply(bound);
    seal();
    noise(2);
  }

  void begin() {
    add(
        new Fact.ChangeProposed(
            change,
            TARGET,
            new Intent.Follow(COMMIT, false),
            digest("desired"),
            digest("config"),
            author,
            List.of(author),
            null,
            "commit " + COMMIT),
        ANA,
        Value.mapping("managed", Records.toValue(managed()), "reason", "because"));
    add(planFact.apply(planned()), ANA, Value.mapping("plan", Records.toValue(plan())));
    add(
        decisionFact.apply(decided()),
        ANA,
        Value.mapping("decision", Records.toValue(decision()), "configurationCommit", COMMIT));
  }

  Binding approve() {
    Binding bound = binding.apply(bindingOf(change));
    Approval approval =
        new Approval(bound, BEN_NAME, "ssh", now, signature.apply(bound.canonicalBytes()));
    add(
        new Fact.ApprovalGranted(bound.hash(), BEN, List.of(0), bound.expiresAt()),
        BEN,
        Value.mapping("approval", Records.toValue(approval)));
    return bound;
  }

  void apply(Binding bound) {
    now = now.plus(untilApply);
    Admission admitted =
        admission.apply(
            new Admission(
                change,
                plan().hash(),
                decision().hash(),
                List.of(bound.hash()),
                List.of(),
                now,
                null));
    add(
        new Fact.ApplyStarted(
            admitted.hash(), "server-a", 1, 1, Fact.ApplyStarted.consumedOf(List.of(bound.hash()))),
        ANA,
        Value.mapping("admission", Records.toValue(admitted)));
    add(
        new Fact.StepStarted(0, Action.UPDATE, digest(address().text())),
        ANA,
        Value.mapping("address", Records.toValue(address()), "action", "update"));
    add(
        new Fact.StepFinished(0, Fact.StepFinished.StepEnd.DONE, null),
        ANA,
        Value.mapping("action", "update"));
    add(
        new Fact.ApplyFinished(ApplyResult.Outcome.SUCCEEDED),
        ANA,
        Value.mapping(
            "result", Records.toValue(new ApplyResult(List.of(), ApplyResult.Outcome.SUCCEEDED))));
    add(
        Stream.of(TARGET),
        new Fact.InventoryRecorded(TARGET, change, digest("inventory"), 1),
        TARGET,
        ANA);
    add(
        new Fact.ResultVerified(Health.HEALTHY, Verification.DriftAfter.NONE, false),
        ANA,
        Value.mapping(
            "verification",
            Records.toValue(
                new Verification(
                    Health.HEALTHY,
                    "kstatus",
                    Verification.DriftAfter.NONE,
                    List.of(),
                    false,
                    now))));
  }

  void seal() {
    byte[] hashes = new byte[0];
    for (StoredLeaf leaf : leavesOf(change)) {
      byte[] hash = Envelope.leafHash(leaf.bytes()).bytes();
      int before = hashes.length;
      hashes = Arrays.copyOf(hashes, before + hash.length);
      System.arraycopy(hash, 0, hashes, before, hash.length);
    }
    add(
        new Fact.EvidenceSealed(statement.apply(Digest.of(hashes))),
        ANA,
        Value.mapping("reason", "witnessed"));
  }

  /** Records that they are gone, and removes them. */
  void erase() {
    add(
        Stream.INSTALLATION,
        new Fact.PayloadsErased(change, ANA, leavesOf(change).size()),
        null,
        ANA);
    losePayloads();
  }

  void losePayloads() {
    leavesOf(change).forEach(leaf -> payloads.remove(leaf.index()));
  }

  /** As if the entry had never been written; its neighbours still know better. */
  void hide(long index) {
    hidden.add(index);
  }

  void tamper(long index, byte[] leaf) {
    leaves.set((int) index, leaf);
  }

  void noise(int count) {
    for (int i = 0; i < count; i++) {
      add(Stream.INSTALLATION, new Fact.AllPaused(ANA), null, ANA);
    }
  }

  static Address address() {
    return new Address.Kubernetes("apps", "Deployment", "crm-prod", "crm-core");
  }

  static Managed managed() {
    return new Managed(
        target(),
        new Source("", "apps/crm-core/prod", Value.mapping().asMapping()),
        Managed.OnRemove.FORGET,
        Managed.ApplyMode.AFTER_MERGE,
        new Address.Configuration("Application", "crm-core"));
  }

  static Target target() {
    return new Target(
        TARGET,
        new TargetName("prod/eu-west-1/crm-core"),
        "crm",
        new Authority("kubernetes"),
        "platform",
        RiskTier.values()[0],
        Map.of("cluster", "prod"));
  }

  static Plan plan() {
    List<ResourceChange> changes =
        List.of(new ResourceChange(address(), Action.UPDATE, List.of(), 0, "sync", false, null));
    Intent intent = new Intent.Follow(COMMIT, false);
    return new Plan(
        target(),
        intent,
        null,
        changes,
        List.of(),
        digest("desired"),
        digest("config"),
        null,
        "yaml/1",
        new Risk(Risk.Level.HIGH, List.of("prod"), false),
        START,
        Plan.hashOf(TARGET, intent, changes, List.of(), null, null));
  }

  static Fact.PlanComputed planned() {
    Plan plan = plan();
    return new Fact.PlanComputed(
        plan.hash(), plan.desiredHash(), plan.configHash(), Risk.Level.HIGH, false, 1);
  }

  static PolicyDecision decision() {
    return PolicyDecision.of(
        PolicyDecision.Outcome.REQUIRE_APPROVAL,
        List.of(new Requirement(RULE, "platform", 1)),
        List.of(),
        List.of(),
        Duration.ofHours(24),
        digest("pack"),
        digest("input"));
  }

  static Fact.PolicyDecided decided() {
    PolicyDecision it = decision();
    return new Fact.PolicyDecided(
        it.outcome(), it.quorum(), it.hash(), it.verdictHash(), it.packHash());
  }

  static Binding bindingOf(ChangeId change) {
    return new Binding(
        Binding.VERSION,
        "esclusa.crm.example",
        change,
        TARGET,
        "prod/eu-west-1/crm-core",
        "follow",
        COMMIT,
        digest("desired"),
        plan().hash(),
        decision().hash(),
        decision().verdictHash(),
        digest("config"),
        Risk.Level.HIGH,
        false,
        List.of(),
        List.of(RULE),
        START.plus(Duration.ofHours(24)),
        "0123456789abcdef0123456789abcdef");
  }

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(Fact fact, PersonId actor, Value payload) {
    add(Stream.of(change), fact, TARGET, actor, payload);
  }

  private void add(Stream stream, Fact fact, @Nullable TargetUid target, PersonId actor) {
    add(stream, fact, target, actor, Value.mapping("reason", "because"));
  }

  private void add(
      Stream stream, Fact fact, @Nullable TargetUid target, PersonId actor, Value payload) {
    now = now.plusSeconds(1);
    byte[] salt = new byte[Envelope.SALT_BYTES];
    Arrays.fill(salt, (byte) leaves.size());
    byte[] bytes = Canonical.bytes(payload);
    long sequence = sequences.merge(stream, 1L, Long::sum);
    Envelope envelope =
        Envelope.of(
            fact,
            stream,
            sequence,
            heads.get(stream),
            target == null ? null : ofTarget.get(target),
            target,
            now,
            actor,
            Envelope.commitmentOf(salt, bytes));
    byte[] leaf = envelope.canonicalBytes();
    Digest hash = Envelope.leafHash(leaf);
    payloads.put((long) leaves.size(), new StoredPayload(salt, bytes));
    leaves.add(leaf);
    envelopes.add(envelope);
    heads.put(stream, hash);
    if (target != null) {
      ofTarget.put(target, hash);
    }
  }

  /** Logs what is not logged yet, and has it signed and cosigned. */
  String witness() {
    return witness(LOG_KEY, WITNESS_KEY);
  }

  String witness(SignerKey log, SignerKey witnessKey) {
    int logged = (int) writer.head().size();
    writer.append(leaves.subList(logged, leaves.size()));
    SignedCheckpoint signed =
        SignedCheckpoint.sign(new Checkpoint(log.verifier().name(), writer.head()), log);
    LocalWitness witness =
        new LocalWitness(
            witnessKey,
            Map.of(log.verifier().name(), log.verifier()),
            new InMemoryWitnessMemory(),
            () -> START);
    WitnessAnswer answer = witness.add(AddCheckpoint.from(0, hashes(writer.head().size()), signed));
    String text = signed.with(((WitnessAnswer.Cosigned) answer).cosignature()).encoded();
    checkpoint = text;
    return text;
  }

  @Override
  public List<StoredLeaf> leavesOf(ChangeId id) {
    return leaves(it -> it.stream().equals(Stream.of(id)), 0, leaves.size());
  }

  @Override
  public List<StoredLeaf> leavesAbout(TargetUid target, long from, long before) {
    return leaves(it -> target.equals(it.target()), from, before);
  }

  @Override
  public List<StoredLeaf> erasuresOf(ChangeId id) {
    return leaves(
        it -> it.fact() instanceof Fact.PayloadsErased fact && fact.change().equals(id),
        0,
        leaves.size());
  }

  private List<StoredLeaf> leaves(
      java.util.function.Predicate<Envelope> wanted, long from, long before) {
    List<StoredLeaf> found = new ArrayList<>();
    for (int i = (int) from; i < before; i++) {
      if (wanted.test(envelopes.get(i)) && !hidden.contains((long) i)) {
        found.add(new StoredLeaf(i, leaves.get(i)));
      }
    }
    return found;
  }

  @Override
  public @Nullable StoredPayload payload(long index) {
    return payloads.get(index);
  }

  @Override
  public @Nullable String checkpoint() {
    return checkpoint;
  }

  @Override
  public HashReader hashes(long size) {
    return new LogReader(tiles, size);
  }
}
