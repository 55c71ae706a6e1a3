package dev.esclusa.acceptance;

import static dev.esclusa.acceptance.World.DEVELOPER;
import static dev.esclusa.acceptance.World.PLATFORM;
import static dev.esclusa.acceptance.World.refusal;
import static dev.esclusa.acceptance.World.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.approval.Bindings;
import dev.esclusa.control.Recorded;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What others may do to a cluster, and what a cluster may say that is not so. */
class HostileWorldTest {
  private World world = new World();

  private void push(String target, String colour) {
    world.put(WorldEstate.manifest(target), WorldEstate.configMap(target, colour));
    world.push(DEVELOPER);
  }

  private void inProduction(String colour) {
    push("core-prod", colour);
    world.approve(world.newest("core-prod"), PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo(colour);
  }

  private Recorded again(Recorded change) {
    return java.util.Objects.requireNonNull(world.plane.ledger().change(change.id()));
  }

  // --- whose object is it ---

  @Test
  void anObjectOfAnotherInstallationIsLeftAlone() {
    Value foreign =
        SimulatedCluster.marked(
            Value.mapping(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Value.mapping("name", "theirs", "namespace", "crm-dev"),
                "data",
                Value.mapping("colour", "theirs")),
            new Ownership("i-elsewhere", new TargetUid("their-target")));
    world.cluster.plant(World.configMap("theirs"), foreign);
    World.Frozen before = world.frozen();
    world.put("apps/core-dev/theirs.yaml", WorldEstate.configMap("theirs", "mine"));
    world.push(DEVELOPER);
    assertThat(world.frozen()).isEqualTo(before);
    Recorded change = world.newest("core-dev");
    World.stopped(Fact.ChangeStopped.Stop.FAILED, change);
    Problem problem = world.problems(change).getFirst();
    assertThat(problem.code()).isEqualTo("PLN-0001");
    assertThat(problem.cause()).contains("i-elsewhere", "their-target");
  }

  @Test
  void anObjectDeletedAndRecreatedBySomebodyIsNotPruned() {
    world.put("apps/core-dev/second.yaml", WorldEstate.configMap("second-dev", "blue"));
    world.push(DEVELOPER);
    Value ours = world.cluster.get(World.configMap("second-dev"));
    assertThat(ours).isNotNull();
    world.plane.desk().pause(new TargetUid("core-dev"), PLATFORM, "so that nothing is healed");
    world.cluster.delete(World.configMap("second-dev"));
    world.cluster.plant(World.configMap("second-dev"), ours); // the marker and all, but another uid
    world.files.remove("apps/core-dev/second.yaml");
    world.push(DEVELOPER);
    world.plane.desk().resume(new TargetUid("core-dev"), PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(world.cluster.get(World.configMap("second-dev"))).isNotNull();
  }

  @Test
  void anObjectWhoseMarkerIsGoneIsNotPruned() {
    world.put("apps/core-dev/second.yaml", WorldEstate.configMap("second-dev", "blue"));
    world.push(DEVELOPER);
    world.plane.desk().pause(new TargetUid("core-dev"), PLATFORM, "so that nothing is healed");
    world.cluster.write(
        "kubectl-label",
        World.configMap("second-dev"),
        Pointer.of("metadata", "labels", Ownership.TARGET_LABEL),
        Value.of("somebody-else"));
    world.files.remove("apps/core-dev/second.yaml");
    world.push(DEVELOPER);
    world.plane.desk().resume(new TargetUid("core-dev"), PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(world.cluster.get(World.configMap("second-dev"))).isNotNull();
  }

  @Test
  void whatIsOursAndNoLongerAskedForIsPruned() {
    world.put("apps/core-dev/second.yaml", WorldEstate.configMap("second-dev", "blue"));
    world.push(DEVELOPER);
    world.files.remove("apps/core-dev/second.yaml");
    world.push(DEVELOPER);
    World.in(Change.Verified.class, world.newest("core-dev"));
    assertThat(world.cluster.get(World.configMap("second-dev"))).isNull();
  }

  // --- guarded deletions ---

  private static final Map<String, String> GUARDED =
      Map.of(
          "StatefulSet",
          """
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: {name: guarded}
          spec:
            serviceName: guarded
            selector: {matchLabels: {app: guarded}}
            template:
              metadata: {labels: {app: guarded}}
              spec: {containers: [{name: main, image: "example/main:1"}]}
          """,
          "PersistentVolumeClaim",
          """
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata: {name: guarded}
          spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
          """,
          "Namespace",
          """
          apiVersion: v1
          kind: Namespace
          metadata: {name: crm-guarded}
          """,
          "CustomResourceDefinition",
          """
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: {name: guards.crm.example}
          spec:
            group: crm.example
            scope: Namespaced
            names: {plural: guards, singular: guard, kind: Guard}
            versions:
            - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
          """,
          "ConfigMap",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: guarded
            annotations: {argocd.argoproj.io/sync-options: Prune=confirm}
          """);

  @Test
  void aGuardedDeletionNeedsAnApprovalThatNamesIt() {
    GUARDED.forEach(
        (kind, manifest) -> {
          world = new World();
          world.put("apps/core-dev/guarded.yaml", manifest);
          world.push(DEVELOPER);
          Address address =
              world.cluster.objects().keySet().stream()
                  .filter(it -> it.text().contains("guard"))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(kind + " was not made"));
          world.later(Duration.ofMinutes(3)); // health is given up
          world.files.remove("apps/core-dev/guarded.yaml");
          world.push(DEVELOPER);
          Recorded change = world.newest("core-dev");
          World.in(Change.AwaitingApproval.class, change);
          assertThat(world.plane.desk().decision(change.id()).confirmDeletions())
              .as(kind)
              .containsExactly(address);
          World.Frozen before = world.frozen();
          Binding offered = world.binding(change, PLATFORM);
          Binding unnamed = Bindings.confirming(offered, List.of());
          assertThat(
                  refusal(() -> world.plane.desk().approve(change.id(), signed(unnamed, PLATFORM)))
                      .code())
              .isEqualTo("APR-0013");
          world.quiet();
          assertThat(world.frozen()).isEqualTo(before);
          world.plane.desk().approve(change.id(), signed(offered, PLATFORM));
          world.quiet();
          assertThat(world.cluster.get(address)).as(kind).isNull();
        });
  }

  // --- a cluster that lies ---

  /** From now on predictions come changed. */
  private void lying(UnaryOperator<List<Prediction.Predicted>> lie) {
    world.predictor =
        request -> {
          Prediction honest = world.cluster.predict(request);
          return new Prediction(
              honest.observedAt(), lie.apply(honest.resources()), honest.artifact(), honest.mark());
        };
  }

  private void honest() {
    world.predictor = world.cluster;
  }

  @Test
  void anAnswerThatLeavesAnObjectOutIsNoAnswer() {
    World.Frozen before = world.frozen();
    lying(_ -> List.of());
    push("core-dev", "red");
    assertThat(world.frozen()).isEqualTo(before);
    assertThat(world.troubleProblems()).extracting(Problem::code).contains("PLN-0003");
    honest();
    world.later(Duration.ofMinutes(2));
    World.in(Change.Verified.class, world.newest("core-dev"));
    assertThat(world.live("core-dev", "colour")).isEqualTo("red");
  }

  @Test
  void whatTheClusterRefusesEndsTheChangeWithItsProblem() {
    World.Frozen before = world.frozen();
    Problem refusal = Problem.caller("SIM-0006", "data is no mapping", "Mend the manifest.");
    world.predictor =
        _ -> {
          throw refusal.asException();
        };
    push("core-dev", "red");
    honest();
    world.later(Duration.ofMinutes(2));
    World.stopped(Fact.ChangeStopped.Stop.FAILED, world.newest("core-dev"));
    assertThat(world.problems(world.newest("core-dev"))).containsExactly(refusal);
    assertThat(world.frozen()).isEqualTo(before);
    push("core-dev", "green");
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  @Test
  void anAnswerAboutAnObjectOfAnotherTargetIsNoAnswer() {
    World.Frozen before = world.frozen();
    lying(
        all -> {
          List<Prediction.Predicted> more = new ArrayList<>(all);
          more.add(
              new Prediction.Predicted(
                  World.configMap("core-prod"), null, null, null, List.of(), null));
          return more;
        });
    push("core-dev", "red");
    assertThat(world.frozen()).isEqualTo(before);
    assertThat(world.troubleProblems()).extracting(Problem::code).contains("PLN-0004");
  }

  @Test
  void aLapseOfTheClusterDoesNotVoidAnApproval() {
    inProduction("blue2");
    push("core-prod", "red");
    Recorded change = world.newest("core-prod");
    lying(_ -> List.of());
    world.approve(change, PLATFORM);
    assertThat(again(change).change()).isInstanceOf(Change.Approved.class);
    honest();
    world.later(Duration.ofMinutes(2));
    assertThat(again(change).unsealed()).isInstanceOf(Change.Verified.class);
  }

  @Test
  void aListThatHidesLiveObjectsDoesNoHarm() {
    world.put("apps/core-dev/second.yaml", WorldEstate.configMap("second-dev", "blue"));
    world.push(DEVELOPER);
    World.Frozen before = world.frozen();
    lying(
        all ->
            all.stream()
                .map(
                    it ->
                        new Prediction.Predicted(
                            it.address(), it.desired(), null, it.predicted(), List.of(), null))
                .toList());
    world.observer = new AbsentObserver(world.cluster);
    push("core-dev", "red"); // it plans to create what is there
    assertThat(world.frozen().objects()).isEqualTo(before.objects());
    assertThat(world.facts(Fact.StepFinished.class))
        .extracting(Fact.StepFinished::end)
        .contains(Fact.StepFinished.StepEnd.STALE);
    honest();
    world.observer = world.cluster;
    push("core-dev", "green");
    world.later(Duration.ofMinutes(2));
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
    assertThat(world.live("second-dev", "colour")).isEqualTo("blue");
  }

  /** A list that never has anything. */
  private record AbsentObserver(SimulatedCluster real) implements dev.esclusa.observe.Observer {
    @Override
    public dev.esclusa.model.ObservedState observe(
        dev.esclusa.model.Target target, List<Address> addresses) {
      return real.observe(target, List.of());
    }

    @Override
    public Watch watch(String installation, java.util.function.Consumer<Hint> hints) {
      return real.watch(installation, hints);
    }
  }

  @Test
  void anAnswerWithAnotherUidDoesNotPrune() {
    world.put("apps/core-dev/second.yaml", WorldEstate.configMap("second-dev", "blue"));
    world.push(DEVELOPER);
    lying(
        all ->
            all.stream()
                .map(
                    it -> {
                      Prediction.Live live = it.live();
                      return live == null
                          ? it
                          : new Prediction.Predicted(
                              it.address(),
                              it.desired(),
                              new Prediction.Live(
                                  live.body(), "uid-of-a-liar", live.version(), live.owner()),
                              it.predicted(),
                              it.taken(),
                              null);
                    })
                .toList());
    world.files.remove("apps/core-dev/second.yaml");
    world.push(DEVELOPER);
    assertThat(world.cluster.get(World.configMap("second-dev"))).isNotNull();
  }

  // --- stale plans ---

  @Test
  void aWriteOnAPlannedFieldVoidsTheApprovalAndSupersedesTheChange() {
    inProduction("blue2");
    push("core-prod", "red");
    Recorded change = world.newest("core-prod");
    world.plane.desk().pause(change.target(), PLATFORM, "wait a moment");
    world.approve(change, PLATFORM);
    assertThat(again(change).change()).isInstanceOf(Change.Approved.class);
    world.meddle("core-prod", "kubectl-edit", "colour", "meddled");
    world.quiet();
    World.stopped(Fact.ChangeStopped.Stop.SUPERSEDED, again(change));
    assertThat(world.reason(again(change))).contains("stale").contains("colour");
    Recorded next =
        world.changes("core-prod").stream()
            .filter(it -> it.change().intent() instanceof Intent.Follow)
            .reduce((_, it) -> it)
            .orElseThrow();
    assertThat(next.id()).isNotEqualTo(change.id());
    World.in(Change.AwaitingApproval.class, next);
    world.plane.desk().resume(change.target(), PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(world.live("core-prod", "colour")).isEqualTo("meddled");
  }

  @Test
  void aStatusWriteAndAnUnplannedFieldVoidNothing() {
    inProduction("blue2");
    push("core-prod", "red");
    Recorded change = world.newest("core-prod");
    world.cluster.write(
        "kube-controller-manager",
        World.configMap("core-prod"),
        Pointer.of("status", "observedGeneration"),
        Value.of(7));
    world.meddle("core-prod", "an-autoscaler", "replicas", "7");
    world.quiet();
    world.put("README.md", "a commit elsewhere\n");
    world.push(DEVELOPER);
    assertThat(again(change).change()).isInstanceOf(Change.AwaitingApproval.class);
    world.approve(change, PLATFORM);
    assertThat(again(change).unsealed()).isInstanceOf(Change.Verified.class);
  }

  @Test
  void aNewerCommitSupersedesAWaitingChange() {
    inProduction("blue2");
    push("core-prod", "red");
    Recorded change = world.newest("core-prod");
    push("core-prod", "green");
    World.stopped(Fact.ChangeStopped.Stop.SUPERSEDED, again(change));
    assertThat(refusal(() -> world.plane.desk().offer(change.id(), PLATFORM)).cause())
        .contains(world.newest("core-prod").id().text());
  }

  // --- drift ---

  @Test
  void driftIsHealedInDevelopmentAndProposedInProduction() {
    inProduction("blue2");
    world.meddle("core-dev", "kubectl-edit", "colour", "meddled");
    world.meddle("core-prod", "kubectl-edit", "colour", "meddled");
    world.quiet();
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    assertThat(world.live("core-prod", "colour")).isEqualTo("meddled");
    Recorded restore = world.newest("core-prod");
    assertThat(restore.change().intent()).isInstanceOf(Intent.Restore.class);
    world.approve(restore, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("blue2");
  }

  @Test
  void aFieldHealedThreeTimesInTenMinutesIsContestedAndHealedNoMore() {
    for (int i = 1; i <= 3; i++) {
      world.meddle("core-dev", "an-operator", "colour", "mine");
      world.quiet();
      assertThat(world.live("core-dev", "colour")).as("heal " + i).isEqualTo("blue");
    }
    long applies = world.applies();
    world.meddle("core-dev", "an-operator", "colour", "mine");
    world.quiet();
    assertThat(world.live("core-dev", "colour")).isEqualTo("mine");
    assertThat(world.facts(Fact.DriftContested.class)).hasSize(1);
    world.later(Duration.ofMinutes(1));
    assertThat(world.applies()).isEqualTo(applies);
  }

  /** An operator that answers within milliseconds is met as one that takes its time. */
  @Test
  void aFieldThatDriftsAgainBeforeAnybodyLooksIsHealedAgainAndContestedInTheEnd() {
    for (int heal = 1; heal <= 3; heal++) {
      world.meddle("core-dev", "an-operator", "colour", "mine");
      for (int i = 0; i < 200 && !"blue".equals(world.live("core-dev", "colour")); i++) {
        world.plane.work(1);
        world.tempo.advance(Duration.ofMillis(100));
      }
      assertThat(world.live("core-dev", "colour")).as("heal " + heal).isEqualTo("blue");
    }
    world.meddle("core-dev", "an-operator", "colour", "mine");
    world.quiet();
    assertThat(world.live("core-dev", "colour")).isEqualTo("mine");
    assertThat(world.facts(Fact.DriftContested.class)).hasSize(1);
    assertThat(world.changes("core-dev"))
        .filteredOn(it -> it.change().intent() instanceof Intent.Restore)
        .hasSize(3);
  }

  @Test
  void driftOfManyTargetsAtOnceHaltsHealingUntilAPersonLooked() {
    Map<String, String> files = new TreeMap<>(WorldEstate.files());
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add("mass" + i + "-dev");
      WorldEstate.add(files, "mass" + i + "-dev");
    }
    world = new World(files);
    long applies = world.applies();
    many.forEach(it -> world.meddle(it, "a-broken-cache", "colour", "meddled"));
    world.quiet();
    assertThat(world.facts(Fact.HealingHalted.class)).hasSize(1);
    assertThat(world.applies()).as("nothing is healed").isEqualTo(applies);
    String place = world.facts(Fact.HealingHalted.class).getFirst().place();
    world.plane.desk().resumeHealing(place, PLATFORM, "it was true");
    world.later(Duration.ofMinutes(1));
    many.forEach(it -> assertThat(world.live(it, "colour")).as(it).isEqualTo("blue"));
  }

  // --- rollback, pause ---

  @Test
  void aRollbackPinsAndNewerCommitsWaitUntilItIsOver() {
    String first = world.push(DEVELOPER);
    push("core-dev", "red");
    assertThat(world.live("core-dev", "colour")).isEqualTo("red");
    Instant until = world.tempo.now().plus(Duration.ofHours(1));
    world.plane.desk().rollBack(new TargetUid("core-dev"), first, until, PLATFORM, "it was red");
    world.quiet();
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    push("core-dev", "green");
    world.later(Duration.ofMinutes(30));
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    world.later(Duration.ofMinutes(31));
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  @Test
  void aPinOfARollbackThatHadNothingToDoEndsToo() {
    String first = world.push(DEVELOPER);
    push("core-dev", "red");
    Duration hour = Duration.ofHours(1);
    TargetUid core = new TargetUid("core-dev");
    world.plane.desk().rollBack(core, first, world.tempo.now().plus(hour), PLATFORM, "it was red");
    world.quiet();
    push("core-dev", "green");
    Instant nearer = world.tempo.now().plus(Duration.ofMinutes(5));
    world.plane.desk().rollBack(core, first, nearer, PLATFORM, "it is mended");
    world.later(Duration.ofMinutes(4));
    assertThat(world.live("core-dev", "colour")).isEqualTo("blue");
    world.later(Duration.ofMinutes(2));
    assertThat(world.live("core-dev", "colour")).isEqualTo("green");
  }

  @Test
  void aChangeThatWaitedBeforeARollbackIsRefusedAsPinned() {
    String first = world.push(DEVELOPER);
    inProduction("red");
    push("core-prod", "green");
    Instant until = world.tempo.now().plus(Duration.ofMinutes(30));
    world.plane.desk().rollBack(new TargetUid("core-prod"), first, until, PLATFORM, "it was red");
    world.quiet();
    Recorded back = world.newest("core-prod");
    world.approve(back, World.PAULA);
    assertThat(world.live("core-prod", "colour")).isEqualTo("blue");
    Recorded waiting = world.newest("core-prod");
    world.approve(waiting, PLATFORM);
    assertThat(world.live("core-prod", "colour")).isEqualTo("blue");
    assertThat(world.problems(again(waiting))).extracting(Problem::code).contains("POL-0003");
    world.later(Duration.ofMinutes(31));
    assertThat(world.live("core-prod", "colour")).isEqualTo("green");
  }

  @Test
  void whoAsksForARollbackDoesNotApproveIt() {
    String first = world.push(DEVELOPER);
    inProduction("red");
    Instant until = world.tempo.now().plus(Duration.ofMinutes(30));
    world.plane.desk().rollBack(new TargetUid("core-prod"), first, until, PLATFORM, "it was red");
    world.quiet();
    Recorded back = world.newest("core-prod");
    World.Frozen before = world.frozen();
    assertThat(
            refusal(() -> world.plane.desk().approve(back.id(), world.submission(back, PLATFORM)))
                .code())
        .isEqualTo("APR-0001");
    assertThat(world.frozen()).isEqualTo(before);
  }

  @Test
  void aRollbackIsNoWayAroundTheMergeOfAProposal() {
    world.put(WorldEstate.manifest("core-dev"), WorldEstate.configMap("core-dev", "red"));
    String proposed = world.commitTo("refs/heads/proposal/red", DEVELOPER, World.signed(DEVELOPER));
    world.sync();
    World.Frozen before = world.frozen();
    Instant until = world.tempo.now().plus(Duration.ofHours(1));
    Problem problem =
        refusal(
            () ->
                world
                    .plane
                    .desk()
                    .rollBack(new TargetUid("core-dev"), proposed, until, PLATFORM, "because"));
    world.quiet();
    assertThat(problem.code()).isEqualTo("CTL-0014");
    assertThat(world.frozen()).isEqualTo(before);
  }

  @Test
  void aProposalThatNoLongerMergesSaysSoOnceWhereItIsLookedFor() {
    String ref = "refs/heads/proposal/red";
    String manifest = WorldEstate.manifest("core-prod");
    world.put(manifest, WorldEstate.configMap("core-prod", "red"));
    world.commitTo(ref, DEVELOPER, World.signed(DEVELOPER));
    world.sync();
    Recorded proposal = world.newest("core-prod");
    World.in(Change.AwaitingApproval.class, proposal);
    world.put(manifest, WorldEstate.configMap("core-prod", "green"));
    world.push(DEVELOPER);
    World.stopped(Fact.ChangeStopped.Stop.SUPERSEDED, world.plane.ledger().change(proposal.id()));
    Recorded told = world.newest("core-prod");
    World.stopped(Fact.ChangeStopped.Stop.FAILED, told);
    assertThat(told.change().proposed().supersedes()).isEqualTo(proposal.id());
    Problem problem = world.problems(told).getFirst();
    assertThat(problem.code()).isEqualTo("GIT-0007");
    assertThat(problem.cause()).contains(manifest);
    assertThat(problem.fix()).contains("Rebase");
    int changes = world.plane.ledger().changes().size();
    world.put("README.md", "mainline moves elsewhere\n");
    world.push(DEVELOPER);
    world.sync();
    assertThat(world.plane.ledger().changes()).hasSize(changes);
    world.repositories.move(World.ROOT, ref, null);
    world.put(manifest, WorldEstate.configMap("core-prod", "rebased"));
    world.commitTo(ref, DEVELOPER, World.signed(DEVELOPER));
    world.sync();
    World.in(Change.AwaitingApproval.class, world.newest("core-prod"));
  }

  @Test
  void aPausedTargetAndTheGlobalStopRefuseAdmission() {
    World.Frozen before = world.frozen();
    world.plane.desk().pause(new TargetUid("core-dev"), PLATFORM, "hands off");
    push("core-dev", "red");
    assertThat(world.problems(world.newest("core-dev")))
        .extracting(Problem::code)
        .containsExactly("POL-0002");
    world.plane.desk().pauseAll(PLATFORM, "hands off everything");
    world.plane.desk().resume(new TargetUid("core-dev"), PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(world.problems(world.newest("core-dev")))
        .extracting(Problem::code)
        .containsExactly("POL-0002", "POL-0001");
    assertThat(world.frozen()).isEqualTo(before);
    world.plane.desk().resumeAll(PLATFORM, "on we go");
    world.later(Duration.ofSeconds(30));
    assertThat(world.live("core-dev", "colour")).isEqualTo("red");
  }

  @Test
  void aTakenFieldIsNamedInThePlan() {
    inProduction("blue2");
    world.meddle("core-prod", "kubectl-edit", "colour", "meddled");
    world.quiet();
    Recorded restore = world.newest("core-prod");
    List<ResourceChange> changes = world.plane.story().plan(restore).changes();
    assertThat(changes).filteredOn(it -> it.action() == Action.UPDATE).hasSize(1);
    assertThat(changes.getFirst().fields().getFirst().takenFrom()).isEqualTo("kubectl-edit");
  }
}
