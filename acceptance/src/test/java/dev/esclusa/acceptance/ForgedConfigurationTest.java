package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.Bindings;
import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Journal;
import dev.esclusa.control.Payloads;
import dev.esclusa.control.Recorded;
import dev.esclusa.estate.EstateReader;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Somebody who can write to the database writes another configuration into force. The runner goes
 * the way from the genesis itself, and applies nothing.
 */
class ForgedConfigurationTest {
  private static final TargetUid CONFIGURATION = new TargetUid("configuration");
  private static final PersonId NOBODY = new PersonId("p-0123456789abcdef");

  private final World world = new World();

  /** A commit by which eve may approve; it waits for the platform team. */
  private String evesCommit() {
    world.replace(WorldEstate.PEOPLE, "paula@crm.example]", "paula@crm.example, eve@crm.example]");
    return world.push(World.DEVELOPER);
  }

  private Digest hash(String commit) {
    return ((EstateReading.Read)
            EstateReader.read(commit, world.repositories.tree(World.ROOT, commit)))
        .estate()
        .hash();
  }

  private void forge(Fact fact, Stream stream, @Nullable TargetUid target, Value payload) {
    long sequence = world.journal.stream(stream).size();
    world.journal.append(
        new Journal.Batch(
            List.of(new Journal.NewEntry(stream, sequence, fact, target, NOBODY, payload)),
            List.of(),
            null));
    world.plane.ledger().catchUp();
  }

  private void activate(String commit, @Nullable ChangeId change) {
    forge(
        new Fact.ConfigurationActivated(commit, hash(commit), change),
        Stream.INSTALLATION,
        null,
        Value.NULL);
  }

  /** A change that needs nobody's approval is not applied, by this replica or a fresh one. */
  private void nothingIsApplied(String because) {
    World.Frozen before = world.frozen();
    world.replace(WorldEstate.manifest("core-dev"), "blue", "green");
    world.push(World.DEVELOPER);
    Recorded refused = world.newest("core-dev");
    assertThat(refused.change()).isInstanceOf(Change.Approved.class);
    List<Problem> problems = world.problems(refused);
    assertThat(problems).extracting(Problem::code).contains("CTL-0054");
    assertThat(problems.getLast().cause()).contains(because);

    ControlPlane fresh = world.another("replica-1");
    for (int i = 0; i < 30; i++) {
      fresh.work(8);
      world.tempo.advance(Duration.ofSeconds(1));
    }
    assertThat(world.frozen().objects()).isEqualTo(before.objects());
    assertThat(world.applies()).isEqualTo(before.applies());
  }

  @Test
  void aConfigurationThatNoChangeLedToStopsEverything() {
    String commit = evesCommit();
    activate(commit, null);
    nothingIsApplied("no change of the configuration led to it");
  }

  @Test
  void theChangeOfAnotherTargetLeadsToNoConfiguration() {
    String commit = evesCommit();
    activate(commit, world.newest("core-dev").id());
    nothingIsApplied("no change of the configuration led to it");
  }

  @Test
  void aChangeThatWasNeverAppliedLeadsToNoConfiguration() {
    String commit = evesCommit();
    activate(commit, world.newest(CONFIGURATION.text()).id());
    nothingIsApplied("was not applied before");
  }

  @Test
  void anApprovalThatNobodySignedLeadsToNoConfiguration() {
    String commit = evesCommit();
    Recorded change = world.newest(CONFIGURATION.text());
    Stream stream = Stream.of(change.id());
    Instant until = world.tempo.now().plus(Duration.ofMinutes(30));
    Binding binding =
        Bindings.withNonce(world.plane.desk().offer(change.id(), World.PLATFORM), world.nonce());
    Approval approval =
        new Approval(binding, World.PLATFORM, "in-memory", world.tempo.now(), "forged");
    forge(
        new Fact.ApprovalGranted(binding.hash(), NOBODY, List.of(0), until),
        stream,
        CONFIGURATION,
        Records.toValue(new Payloads.Granted(approval)));
    forge(
        new Fact.ApplyStarted(
            binding.hash(), "forger", 99, 1, Fact.ApplyStarted.consumedOf(List.of(binding.hash()))),
        stream,
        CONFIGURATION,
        Value.NULL);
    forge(new Fact.ApplyFinished(ApplyResult.Outcome.SUCCEEDED), stream, CONFIGURATION, Value.NULL);
    activate(commit, change.id());
    nothingIsApplied("signature");
  }

  @Test
  void aFreshReplicaProvesWhatWasApprovedAndGoesOn() {
    evesCommit();
    world.approve(world.newest(CONFIGURATION.text()), World.PLATFORM);
    world.put(WorldEstate.RULES, "# told again\n" + text(WorldEstate.RULES));
    world.replace(WorldEstate.PEOPLE, ", eve@crm.example]", "]");
    String back = world.push(World.DEVELOPER);
    world.approve(world.newest(CONFIGURATION.text()), World.PAULA);
    assertThat(world.plane.ledger().installation().inForce()).isEqualTo(back);

    world.plane = world.another("replica-1");
    world.replace(WorldEstate.manifest("core-dev"), "blue", "green");
    world.push(World.DEVELOPER);
    assertThat(new ArrayList<>(world.troubles)).isEmpty();
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  private String text(String path) {
    byte[] bytes = world.files.get(path);
    assertThat(bytes).isNotNull();
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }
}
