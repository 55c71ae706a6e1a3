package dev.esclusa.adapters.terraform;

import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Drift;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Adoption;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.stack.AesKeyWrap;
import dev.esclusa.stack.Artifacts;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.InMemoryStackStore;
import dev.esclusa.stack.StateBackend;
import dev.esclusa.stack.StateLimits;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The authority over one stack with a backend of its own, as the control plane uses it. */
final class AuthorityStage implements AutoCloseable {
  static final TargetUid UID = new TargetUid("net-dev-1a2b");
  private static final Ownership OWNER = new Ownership("i-test", UID);

  final Path home;
  final Path localStates;
  final Path identities;
  final RealTempo tempo = new RealTempo();
  final InMemoryStackStore store = new InMemoryStackStore();
  final EnvelopeSeal seal;
  final Artifacts artifacts;
  final StateBackend states;
  final Runs runs;
  final Isolation isolation;
  final Engine engine;
  final Map<String, Value> files = new LinkedHashMap<>();
  Value.Mapping settings;
  TerraformAuthority authority;
  private long token;

  AuthorityStage(Path home, Engine engine, Isolation isolation)
      throws IOException, InterruptedException {
    this.home = home;
    this.engine = engine;
    this.isolation = isolation;
    this.settings =
        Value.mapping(
            "ownState",
            true,
            "engine",
            engine.kind().program(),
            "version",
            "= " + engine.version());
    this.localStates = home.resolve("local-states");
    this.identities = Files.createDirectories(home.resolve("identities/infra")).getParent();
    this.seal =
        new EnvelopeSeal(
            AesKeyWrap.parse("(test)", AesKeyWrap.newLine(tempo.chance()), tempo.chance()),
            tempo.chance());
    this.artifacts = new Artifacts(store, seal, tempo.clock());
    this.states = new StateBackend(store, seal, tempo.clock(), tempo.chance(), StateLimits.DEFAULT);
    this.runs = new Runs(home.resolve("runs"), tempo.clock());
    restart();
  }

  /** Another server on the same store. */
  void restart() throws InterruptedException {
    authority =
        new TerraformAuthority(
            new TerraformAuthority.Parts(
                Engines.of(Set.of(engine.program())),
                new Runner(runs, isolation, ProviderMirror.empty(), tempo),
                runs,
                RunLimits.usual(),
                new Identities(identities),
                states,
                artifacts,
                new Redaction(new byte[32]),
                new LocalStates(localStates),
                uid -> "http://127.0.0.1:9/state/" + uid,
                target -> true,
                tempo));
  }

  /** What is kept of what was accepted. */
  StackBaselines baselines() {
    return new StackBaselines(artifacts, StackPlan.masking(new Redaction(new byte[32])), tempo);
  }

  /** The state is a file of the project. */
  AuthorityStage local() {
    return write(
        "backend.tf",
        """
        terraform {
          backend "local" { path = "%s/infra/stack.tfstate" }
        }
        """
            .formatted(localStates));
  }

  AuthorityStage write(String path, String text) {
    files.put(path, Value.of(text));
    return this;
  }

  Target target() {
    return new Target(
        UID,
        new TargetName("dev/default/net"),
        "infra",
        new Authority("terraform"),
        "platform",
        RiskTier.LOW,
        Map.of("account", "shop", "state", "elsewhere:net"));
  }

  List<Resource> desired() {
    return List.of(
        new Resource(
            new Address.Terraform("state elsewhere:net"),
            Value.mapping(
                "settings", settings.with("path", Value.of("")), "files", Value.mapping(files)),
            null));
  }

  Prediction predict(Intent intent) {
    return authority.predict(
        new PredictionRequest(
            target(), OWNER, intent, desired(), Inventory.empty(UID), List.of(), true));
  }

  Adoption adoption(String address) {
    Drift drift =
        new Drift(
            new EpisodeId("d-1"),
            UID,
            new Address.Terraform(address),
            Drift.Cause.UNAUTHORIZED,
            null,
            null,
            List.of(),
            Instant.EPOCH,
            null,
            1);
    return authority.adoption(target(), desired(), drift).orElseThrow();
  }

  Prediction plan() {
    return predict(new Intent.Follow("main", false));
  }

  StepResult perform(Prediction prediction) {
    return authority.perform(target(), OWNER, instruction(prediction), lease());
  }

  StepResult readBack(Prediction prediction) {
    return authority.readBack(target(), OWNER, instruction(prediction));
  }

  Instruction instruction(Prediction prediction) {
    return new Instruction.RunArtifact(
        new Address.Terraform("saved plan"), prediction.artifact(), desired());
  }

  Lease lease() {
    return new Lease(UID, "server", ++token, Instant.MAX);
  }

  /** Planned and applied to its end. */
  StepResult.Ran applied() {
    StepResult result = perform(plan());
    if (result instanceof StepResult.Ran ran && ran.problem() == null) {
      return ran;
    }
    throw new AssertionError(result);
  }

  List<String> observed(String... addresses) {
    List<Address> asked =
        List.of(addresses).stream().map(it -> (Address) new Address.Terraform(it)).toList();
    return authority.observe(target(), asked).resources().stream()
        .map(it -> it.address().text())
        .toList();
  }

  @Override
  public void close() {
    tempo.close();
  }
}
