package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Resource;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Observer;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a Kubernetes authority does beyond the contracts of the rooms. */
class AuthorityOnSandboxTest {
  private static final Pointer IMAGE =
      Pointer.of("spec", "template", "spec", "containers", "1", "image");
  private static final Pointer REPLICAS = Pointer.of("spec", "replicas");

  Stage stage;

  World world() {
    return World.sandbox();
  }

  @BeforeEach
  void open() {
    stage = new Stage(world());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private Resource web(String image, int replicas) {
    return stage.deployment("web", "web", image, replicas);
  }

  private Instruction.Put update(Resource resource, StepResult.Done was, Pointer... force) {
    return new Instruction.Put(
        resource.address(),
        stage.marked(resource).body(),
        was.uid(),
        was.version(),
        List.of(force));
  }

  private static Problem problemOf(Runnable call) {
    try {
      call.run();
    } catch (ProblemException e) {
      return e.problem();
    }
    throw new AssertionError("no problem");
  }

  // --- fields that others hold ---

  @Test
  void aFieldThatAnotherManagerHoldsIsNamedWithItsHolder() {
    stage.create(web("app:1", 2));
    stage.outside.patch(
        web("app:1", 2), Value.mapping("spec", Value.mapping("replicas", 5)), "kubectl-scale");
    assertThat(stage.predict(web("app:1", 2)).getFirst().taken())
        .containsExactly(new TakenField(REPLICAS, "kubectl-scale"));
  }

  @Test
  void aFieldInAListIsNamedByItsPlaceInTheObject() {
    stage.create(web("app:1", 2));
    Resource theirs =
        stage.resource(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: %s}
            spec: {template: {spec: {containers: [{name: app, image: "app:hot"}]}}}
            """
                .formatted(stage.namespace));
    stage.outside.put(theirs, "hotfix");
    assertThat(stage.predict(web("app:1", 2)).getFirst().taken())
        .containsExactly(new TakenField(IMAGE, "hotfix"));
  }

  @Test
  void aHeldFieldIsTakenOnlyWhenItIsNamed() {
    stage.create(web("app:1", 2));
    stage.outside.patch(
        web("app:1", 2), Value.mapping("spec", Value.mapping("replicas", 5)), "kubectl-scale");
    assertThat(whenQuiet())
        .isInstanceOfSatisfying(
            StepResult.Stale.class, it -> assertThat(it.because()).contains("kubectl-scale"));
    assertThat(whenQuiet(IMAGE))
        .isInstanceOfSatisfying(
            StepResult.Stale.class, it -> assertThat(it.because()).contains("kubectl-scale"));
    assertThat(whenQuiet(REPLICAS)).isInstanceOf(StepResult.Done.class);
    assertThat(stage.outside.live(web("app:1", 2)).at(REPLICAS)).isEqualTo(Value.of(2));
  }

  /** Controllers write the status meanwhile, and each time the version moves. */
  private StepResult whenQuiet(Pointer... force) {
    StepResult result = new StepResult.Unknown("not tried");
    for (int i = 0; i < 50; i++) {
      Value now = stage.outside.live(web("app:1", 2));
      result =
          stage.perform(
              update(
                  web("app:1", 2),
                  new StepResult.Done(Bodies.uid(now), Bodies.version(now)),
                  force));
      if (!(result instanceof StepResult.Stale stale && stale.because().contains("modified"))) {
        return result;
      }
    }
    return result;
  }

  @Test
  void aCreateNeverAdoptsAnEqualObject() {
    Resource red = stage.configMap("x", "red");
    String uid = Bodies.uid(stage.outside.put(red, "kubectl"));
    StepResult result =
        stage.perform(
            new Instruction.Put(red.address(), stage.marked(red).body(), null, null, List.of()));
    assertThat(result).isInstanceOf(StepResult.Stale.class);
    assertThat(Bodies.owner(stage.outside.live(red))).isNull();
    assertThat(Bodies.uid(stage.outside.live(red))).isEqualTo(uid);
  }

  @Test
  void anUpdateWithAnotherUidIsRefusedByTheServerEvenAtTheRightVersion() {
    StepResult.Done done = stage.create(stage.configMap("x", "red"));
    assertThat(
            stage.perform(
                update(
                    stage.configMap("x", "blue"),
                    new StepResult.Done("11111111-2222-3333-4444-555555555555", done.version()))))
        .isInstanceOf(StepResult.Stale.class);
  }

  @Test
  void anUpdateThatNamesNoVersionStillStopsAtAnotherTargetsObject() {
    Resource red = stage.configMap("x", "red");
    Ownership theirs = new Ownership(stage.ours.installation(), new TargetUid("other"));
    Value body =
        stage.outside.put(
            new Resource(red.address(), Bodies.marked(red.body(), theirs), null),
            Ownership.FIELD_MANAGER);
    assertThat(stage.perform(update(red, new StepResult.Done(Bodies.uid(body), ""))))
        .isInstanceOfSatisfying(
            StepResult.Stale.class, it -> assertThat(it.because()).contains("target other"));
  }

  // --- what is not there yet ---

  private Resource definition() {
    String plural = "gates" + stage.namespace.replace("-", "");
    return stage.resource(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: %1$s.test.esclusa.dev}
        spec:
          group: test.esclusa.dev
          scope: Namespaced
          names: {plural: %1$s, singular: %1$s, kind: K%1$s, listKind: K%1$sList}
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties: {spec: {type: object, properties: {width: {type: integer}}}}
        """
            .formatted(plural));
  }

  private Resource custom() {
    return stage.resource(
        """
        apiVersion: test.esclusa.dev/v1
        kind: Kgates%s
        metadata: {name: one, namespace: %s}
        spec: {width: 3}
        """
            .formatted(stage.namespace.replace("-", ""), stage.namespace));
  }

  @Test
  void aKindThatTheSamePlanDefinesIsUnpredictedThenApplied() {
    Predicted unknown =
        stage.predict(definition(), custom()).stream()
            .filter(it -> it.address().equals(custom().address()))
            .findFirst()
            .orElseThrow();
    assertThat(unknown.unpredictedBecause()).contains("CustomResourceDefinition");
    assertThat(unknown.live()).isNull();
    stage.create(definition());
    assertThat(stage.create(custom()).uid()).isNotEmpty();
    assertThat(stage.predict(custom()).getFirst().predicted().at("spec", "width"))
        .isEqualTo(Value.of(3));
  }

  @Test
  void aKindThatNobodyDefinesIsTriedAgain() {
    Problem problem = problemOf(() -> stage.predict(custom()));
    assertThat(problem.code()).isEqualTo("KAD-0009");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.ENVIRONMENT);
  }

  @Test
  void aMisspeltBuiltInKindIsTheCallersMistake() {
    Resource wrong =
        stage.resource(
            "{apiVersion: apps/v1, kind: Deploymnet, metadata: {name: x, namespace: d}}");
    assertThat(problemOf(() -> stage.predict(wrong)).fault()).isEqualTo(Problem.Fault.CALLER);
  }

  private Resource namespace(String name) {
    return stage.resource("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}");
  }

  private Resource elsewhere(String namespace) {
    return stage.resource(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: " + namespace + "}}");
  }

  @Test
  void anObjectInANamespaceOfTheSamePlanIsUnpredicted() {
    String fresh = stage.namespace + "-fresh";
    List<Predicted> predicted = stage.predict(namespace(fresh), elsewhere(fresh));
    assertThat(predicted)
        .filteredOn(it -> it.address().equals(elsewhere(fresh).address()))
        .singleElement()
        .satisfies(it -> assertThat(it.unpredictedBecause()).contains(fresh));
  }

  @Test
  void aMissingNamespaceIsTriedAgain() {
    Problem problem = problemOf(() -> stage.predict(elsewhere(stage.namespace + "-none")));
    assertThat(problem.code()).isEqualTo("KAD-0008");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.ENVIRONMENT);
    assertThat(problem.cause()).contains(stage.namespace + "-none");
  }

  @Test
  void whatCannotBeChangedInPlaceIsSaidToBeImmutable() {
    stage.create(web("app:1", 1));
    Predicted predicted = stage.predict(stage.deployment("web", "other", "app:1", 1)).getFirst();
    assertThat(predicted.immutable()).isTrue();
    assertThat(predicted.unpredictedBecause()).contains("spec.selector");
    assertThat(predicted.live()).isNotNull();
  }

  // --- refusals ---

  @Test
  void anUnknownFieldIsTheCallersMistakeAndNamed() {
    Resource wrong =
        stage.resource(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: %s}
            spec: {replica: 2, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}}
            """
                .formatted(stage.namespace));
    Problem problem = problemOf(() -> stage.predict(wrong));
    assertThat(problem.code()).isEqualTo("KAD-0007");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.CALLER);
    assertThat(problem.cause()).contains("Deployment.apps/" + stage.namespace + "/web", "replica");
    assertThat(problem.fix()).contains("spec.replica");
  }

  @Test
  void noValueOfASecretIsInAProblem() {
    String marker = "zx81-never-shown";
    Resource secret =
        stage.resource(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: s, namespace: %s}
            type: kubernetes.io/tls
            data: {password: "%s", nested: {deep: "%s"}}
            """
                .formatted(stage.namespace, marker, marker));
    Problem problem = problemOf(() -> stage.predict(secret));
    assertThat(problem.toString()).contains("Secret/").doesNotContain(marker);
    StepResult result =
        stage.perform(
            new Instruction.Put(
                secret.address(), stage.marked(secret).body(), null, null, List.of()));
    assertThat(result)
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            it -> assertThat(it.problem().toString()).doesNotContain(marker));
  }

  @Test
  void aSavedPlanIsADefect() {
    assertThat(
            stage.perform(
                new Instruction.RunArtifact(
                    new Address.Terraform("state"),
                    new SavedPlan(
                        Digest.of(new byte[] {1}), Digest.of(new byte[] {2}), "other 1", List.of()),
                    List.of())))
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            it -> assertThat(it.problem().fault()).isEqualTo(Problem.Fault.DEFECT));
  }

  @Test
  void anAddressOfAnotherAuthorityIsADefect() {
    assertThatThrownBy(
            () ->
                stage.authority.observe(
                    stage.target, List.of(new Address.Terraform("aws_vpc.main"))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("KAD-0013");
  }

  // --- the watch cache ---

  private final BlockingQueue<Observer.Hint> hints = new LinkedBlockingQueue<>();

  private void awaitHint(Resource resource) throws InterruptedException {
    Observer.Hint hint;
    do {
      hint = hints.poll(20, TimeUnit.SECONDS);
      assertThat(hint).as("a hint about " + resource.address().text()).isNotNull();
    } while (!hint.address().equals(resource.address()));
  }

  private Value observed(Resource resource) {
    ObservedState state = stage.authority.observe(stage.target, List.of(resource.address()));
    return state.resources().isEmpty() ? null : state.resources().getFirst().body();
  }

  @Test
  void aLookRightAfterAnApplyNeverShowsTheObjectBeforeIt() {
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      StepResult.Done done = stage.create(stage.configMap("x", "c0"));
      for (int i = 1; i <= 20; i++) {
        Resource next = stage.configMap("x", "c" + i);
        done = (StepResult.Done) stage.perform(update(next, done));
        assertThat(observed(next).at("data", "colour")).isEqualTo(Value.of("c" + i));
      }
      stage.perform(new Instruction.Remove(stage.configMap("x", "").address(), done.uid()));
      assertThat(observed(stage.configMap("x", ""))).isNull();
    }
  }

  @Test
  void aFirstSyncCostsThreeRequestsAnObject() {
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      Resource[] all = new Resource[8];
      for (int i = 0; i < all.length; i++) {
        all[i] = stage.configMap("x" + i, "red");
      }
      Resource first = stage.configMap("first", "red");
      stage.create(first); // discovery and the watch of the kind are asked for once
      stage.authority.observe(stage.target, List.of(first.address()));
      long before = stage.authority.requestCount();
      stage.predict(all); // for the plan
      stage.predict(all); // proven again before the apply
      List<Address> addresses = new java.util.ArrayList<>();
      for (Resource one : all) {
        stage.create(one);
        addresses.add(one.address());
      }
      assertThat(stage.authority.observe(stage.target, addresses).resources()).hasSize(8);
      assertThat(stage.authority.requestCount() - before).isLessThanOrEqualTo(3 * all.length);
    }
  }

  @Test
  void aSyncWithoutAnyChangeAsksNothingOfWhatIsWatched() {
    Resource[] all = {stage.configMap("a", "red"), stage.configMap("b", "red")};
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      stage.create(all[0]);
      stage.create(all[1]);
      long before = stage.authority.requestCount();
      assertThat(stage.predict(all)).allSatisfy(it -> assertThat(it.live()).isNotNull());
      assertThat(stage.authority.requestCount() - before).isZero();
    }
  }

  @Test
  void whatAnotherHasWrittenIsAskedAboutAgain() throws InterruptedException {
    Resource ours = stage.configMap("a", "red");
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      stage.create(ours);
      assertThat(observed(ours)).isNotNull(); // from here on the kind is watched
      stage.predict(ours);
      stage.outside.patch(
          ours, Value.mapping("data", Value.mapping("colour", "blue")), "kubectl-edit");
      do {
        awaitHint(ours); // the first may tell of the creation still
      } while (!Value.of("blue").equals(observed(ours).at("data", "colour")));
      assertThat(stage.predict(ours).getFirst().taken())
          .extracting(TakenField::manager)
          .containsExactly("kubectl-edit");
    }
  }

  @Test
  void aLostMarkerIsToldAndTheObjectIsStillSeen() throws InterruptedException {
    Resource red = stage.configMap("x", "red");
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      stage.outside.put(stage.marked(red), "somebody");
      awaitHint(red);
      stage.outside.patch(
          red,
          Value.mapping(
              "metadata",
              Value.mapping(
                  "labels",
                  Value.mapping(
                      Ownership.INSTALLATION_LABEL, Value.NULL,
                      Ownership.TARGET_LABEL, Value.NULL))),
          "somebody");
      awaitHint(red);
      assertThat(Bodies.owner(observed(red))).isNull();
    }
  }

  @Test
  void aStatusAloneIsNoHint() throws InterruptedException {
    Resource budget =
        stage.resource(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: %s}
            spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}
            """
                .formatted(stage.namespace));
    Resource last = stage.configMap("last", "red");
    stage.outside.put(stage.marked(budget), "somebody");
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      stage.outside.patchStatus(budget, Value.mapping("status", Value.mapping("phase", "Lost")));
      stage.outside.patch(
          budget,
          Value.mapping("metadata", Value.mapping("labels", Value.mapping("a", "b"))),
          "somebody");
      awaitHint(budget);
      assertThat(hints).noneMatch(it -> it.address().equals(budget.address()));
      stage.outside.put(stage.marked(last), "somebody");
      awaitHint(last);
      assertThat(hints).noneMatch(it -> it.address().equals(budget.address()));
    }
  }

  @Test
  void aKindThatIsFirstSeenInAPlanIsWatchedFromThenOn() throws InterruptedException {
    stage.create(definition());
    try (Observer.Watch _ = stage.authority.watch(stage.ours.installation(), hints::add)) {
      stage.create(custom());
      awaitHintAfter(
          custom(),
          () ->
              stage.outside.patch(
                  custom(), Value.mapping("spec", Value.mapping("width", width++)), "somebody"));
    }
  }

  private int width = 10;

  /** The list of a kind that is new to the cache may come after the first change. */
  private void awaitHintAfter(Resource resource, Runnable change) throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      change.run();
      Observer.Hint hint = hints.poll(500, TimeUnit.MILLISECONDS);
      if (hint != null && hint.address().equals(resource.address())) {
        return;
      }
    }
    throw new AssertionError("no hint");
  }
}
