package dev.esclusa.plan;

import static dev.esclusa.plan.Given.OURS;
import static dev.esclusa.plan.Given.annotated;
import static dev.esclusa.plan.Given.deployment;
import static dev.esclusa.plan.Given.live;
import static dev.esclusa.plan.Given.object;
import static dev.esclusa.plan.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tempo.Property;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final Value one = deployment("core", 1, "core:1");
  private final Value three = deployment("core", 3, "core:1");

  private static ResourceChange only(Plan plan) {
    assertThat(plan.changes()).hasSize(1);
    return plan.changes().getFirst();
  }

  private static Action action(Given given) {
    return only(given.plan()).action();
  }

  @Test
  void aNewObjectIsCreatedWhereNoneIs() {
    Plan plan = new Given().creates(one).plan();
    assertThat(only(plan).action()).isEqualTo(Action.CREATE);
    assertThat(only(plan).fields())
        .contains(new FieldChange(Pointer.of("spec", "replicas"), null, Value.of(1), false, null));
    assertThat(plan.preconditions()).containsExactly(new Precondition.Absent(only(plan).address()));
  }

  @Test
  void aChangedFieldIsShownBeforeAndAfter() {
    Plan plan = new Given().updates(one, three).plan();
    assertThat(only(plan).action()).isEqualTo(Action.UPDATE);
    assertThat(only(plan).fields())
        .containsExactly(
            new FieldChange(Pointer.of("spec", "replicas"), Value.of(1), Value.of(3), false, null));
    assertThat(plan.preconditions())
        .singleElement()
        .isInstanceOfSatisfying(
            Precondition.Exists.class,
            it -> {
              assertThat(it.uid()).isEqualTo("uid-of-core");
              assertThat(it.before()).extracting(FieldChange::before).containsExactly(Value.of(1));
            });
  }

  @Test
  void anObjectThatStaysIsNothingToDo() {
    Plan plan = new Given().updates(one, one).plan();
    assertThat(plan.changesNothing()).isTrue();
    assertThat(plan.preconditions()).isEmpty();
  }

  @Test
  void statusAndTheAuthoritysBookkeepingAreNoDifferences() {
    Value noisy = with(with(one, "/status/readyReplicas", 1), "/metadata/resourceVersion", "99");
    assertThat(action(new Given().updates(noisy, one))).isEqualTo(Action.NOTHING);
  }

  @Test
  void theMarkerIsNoDifferenceForTheReader() {
    Value marked =
        one.with(Pointer.of("metadata", "labels", Ownership.TARGET_LABEL), Value.of("x"));
    assertThat(only(new Given().adopts(one, marked).plan()).fields()).isEmpty();
  }

  @Test
  void anObjectWithoutAMarkerIsAdopted() {
    assertThat(action(new Given().adopts(one, three))).isEqualTo(Action.ADOPT);
    assertThat(action(new Given().adopts(one, one))).isEqualTo(Action.ADOPT);
  }

  @Test
  void aTakenFieldNamesItsHolder() {
    Plan plan =
        new Given()
            .updates(one, three, new TakenField(Pointer.of("spec", "replicas"), "kubectl-scale"))
            .plan();
    assertThat(only(plan).fields().getFirst().takenFrom()).isEqualTo("kubectl-scale");
    assertThat(plan.risk().level()).isEqualTo(Risk.Level.MEDIUM);
  }

  @Test
  void anObjectOfAnotherTargetIsAConflictThatNamesBoth() {
    Ownership other = new Ownership("i-1", new TargetUid("crm-ui-prod"));
    List<Problem> problems =
        new Given().wants(one, live(one, other), one, List.of(), null).refusal();
    assertThat(problems).singleElement().extracting(Problem::code).isEqualTo("PLN-0001");
    assertThat(problems.getFirst().cause()).contains("crm-core-prod", "crm-ui-prod", "apps/0.yaml");
  }

  @Test
  void anObjectThatComesFromAnotherTargetIsAdopted() {
    Given given = new Given().wants(one, live(one, GIVER), one, List.of(), null);
    given.moves = new Moves(Map.of(Given.address(one), other()), Map.of());
    assertThat(action(given)).isEqualTo(Action.ADOPT);
    assertThat(given.plan().risk().reasons())
        .anyMatch(it -> it.endsWith("comes from target prod/default/crm-ui"));
  }

  @Test
  void anObjectThatGoesToAnotherTargetIsForgottenHoweverItIsMarked() {
    Given before = new Given().drops(one, OURS);
    before.moves = new Moves(Map.of(), Map.of(Given.address(one), other()));
    Given after = new Given().drops(one, GIVER);
    after.moves = before.moves;
    assertThat(action(before)).isEqualTo(Action.FORGET);
    assertThat(after.plan().hash()).isEqualTo(before.plan().hash());
  }

  @Test
  void aTargetThatLeavesForgetsWhatGoesToAnother() {
    Given given = new Given().drops(one, OURS);
    given.intent = new Intent.Decommission("a".repeat(40));
    given.onRemove = Managed.OnRemove.DELETE;
    assertThat(action(given)).isEqualTo(Action.DELETE);
    given.moves = new Moves(Map.of(), Map.of(Given.address(one), other()));
    assertThat(action(given)).isEqualTo(Action.FORGET);
  }

  @Test
  void whatIsTakenOverIsNotDeletedToBecomeAsItShouldBe() {
    Given given =
        new Given()
            .wants(
                three, live(one, null), null, List.of(), Predicted.IMMUTABLE + "spec is immutable");
    assertThat(given.refusal()).singleElement().extracting(Problem::code).isEqualTo("PLN-0009");
  }

  private static final Ownership GIVER = new Ownership("i-1", new TargetUid("crm-ui-prod"));

  private static Target other() {
    return new Target(
        GIVER.target(),
        new TargetName("prod/default/crm-ui"),
        "crm",
        new Authority("kubernetes"),
        "platform",
        RiskTier.STANDARD,
        Map.of("cluster", "c1"));
  }

  @Test
  void anObjectOfAnotherInstallationIsAConflict() {
    Ownership other = new Ownership("i-2", OURS.target());
    List<Problem> problems =
        new Given().wants(one, live(one, other), one, List.of(), null).refusal();
    assertThat(problems.getFirst().cause()).contains("installation i-2");
  }

  @Test
  void anObjectAskedForTwiceIsRefusedWithBothPlaces() {
    Given given = new Given().creates(one).creates(three);
    assertThat(given.refusal())
        .anySatisfy(it -> assertThat(it.cause()).contains("apps/0.yaml", "apps/1.yaml"));
  }

  @Test
  void anAuthorityThatKeepsSilentAboutAnObjectIsNotBelieved() {
    Given given = new Given().creates(one);
    given.predicted.clear();
    assertThat(given.refusal()).extracting(Problem::code).containsExactly("PLN-0003");
  }

  @Test
  void anAuthorityThatInventsAnObjectIsNotBelieved() {
    Given given = new Given().creates(one).drops(object("v1", "ConfigMap", "x"), OURS);
    given.owned.clear();
    assertThat(given.refusal()).extracting(Problem::code).containsExactly("PLN-0004");
  }

  // --- what Git no longer wants ---

  @Test
  void ourObjectThatGitDroppedIsDeleted() {
    assertThat(action(new Given().drops(one, OURS))).isEqualTo(Action.DELETE);
  }

  @Test
  void anObjectWhoseMarkerIsGoneIsForgotten() {
    assertThat(action(new Given().drops(one, null))).isEqualTo(Action.FORGET);
  }

  @Test
  void anObjectOfAnotherTargetIsForgotten() {
    assertThat(action(new Given().drops(one, new Ownership("i-1", new TargetUid("other")))))
        .isEqualTo(Action.FORGET);
  }

  @Test
  void anObjectMadeAnewByAnotherIsForgotten() {
    Given given = new Given().drops(one, OURS);
    given.owned.clear();
    given.owned.add(
        new dev.esclusa.model.Inventory.Owned(Given.address(one), "the one that we made"));
    assertThat(action(given)).isEqualTo(Action.FORGET);
  }

  @Test
  void anObjectThatShallNotBePrunedIsForgotten() {
    Value kept = annotated(one, "argocd.argoproj.io/sync-options", "Prune=false");
    assertThat(action(new Given().drops(kept, OURS))).isEqualTo(Action.FORGET);
  }

  @Test
  void anObjectThatIsGoneAlreadyIsNoChange() {
    Given given = new Given().drops(one, OURS);
    given.predicted.clear();
    given.predicted.add(new Predicted(Given.address(one), null, null, null, List.of(), null));
    assertThat(given.plan().changes()).isEmpty();
  }

  @Test
  void aTargetThatLeftGitForgetsItsObjectsUnlessItSaysDelete() {
    Given given = new Given().drops(one, OURS);
    given.intent = new Intent.Decommission("b".repeat(40));
    assertThat(action(given)).isEqualTo(Action.FORGET);
    given.onRemove = Managed.OnRemove.DELETE;
    assertThat(action(given)).isEqualTo(Action.DELETE);
  }

  @Test
  void deletionsOfWhatHoldsDataOrObjectsAreGuarded() {
    Plan plan = new Given().drops(object("v1", "PersistentVolumeClaim", "data"), OURS).plan();
    assertThat(plan.guardedDeletions()).hasSize(1);
    assertThat(plan.risk().level()).isEqualTo(Risk.Level.CRITICAL);
  }

  @Test
  void aConfirmAnnotationGuardsADeletion() {
    Value asked = annotated(one, "argocd.argoproj.io/sync-options", "Prune=confirm");
    assertThat(only(new Given().drops(asked, OURS).plan()).guarded()).isTrue();
  }

  // --- made anew ---

  @Test
  void whatTheAuthorityCannotChangeInPlaceIsReplaced() {
    Plan plan =
        new Given()
            .wants(
                three,
                live(one, OURS),
                null,
                List.of(),
                Predicted.IMMUTABLE + "spec.selector cannot change")
            .plan();
    assertThat(only(plan).action()).isEqualTo(Action.REPLACE);
    assertThat(only(plan).fields())
        .extracting(it -> it.pointer().toString())
        .containsExactly("/spec/replicas");
    assertThat(plan.risk().destructive()).isTrue();
  }

  @Test
  void anAnnotationAsksForReplacementWhereSomethingChanges() {
    Value asks =
        annotated(three, "argocd.argoproj.io/sync-options", "Validate=false, Replace=true");
    assertThat(action(new Given().updates(one, asks))).isEqualTo(Action.REPLACE);
    assertThat(action(new Given().updates(asks, asks))).isEqualTo(Action.NOTHING);
  }

  @Test
  void aNamespaceIsNeverMadeAnewForAnAnnotation() {
    Value namespace = object("v1", "Namespace", "crm");
    Value asks = annotated(namespace, "argocd.argoproj.io/sync-options", "Force=true");
    assertThat(action(new Given().updates(namespace, asks))).isEqualTo(Action.UPDATE);
  }

  // --- secrets ---

  @Test
  void secretsAreMaskedWithTheirOrigin() {
    Value secret = with(object("v1", "Secret", "s"), "/data/password", "b2xk");
    Value other = with(object("v1", "Secret", "s"), "/data/password", "bmV3");
    Plan plan = new Given().updates(secret, other).plan();
    FieldChange field = only(plan).fields().getFirst();
    assertThat(field.sensitive()).isTrue();
    assertThat(String.valueOf(field.before())).contains("live");
    assertThat(String.valueOf(field.after())).contains("literal-in-git");
    assertThat(Masked.isMasked(java.util.Objects.requireNonNull(field.before()))).isTrue();
    assertThat(Records.toValue(plan).toString()).doesNotContain("b2xk", "bmV3");
    assertThat(PlanText.render(plan)).doesNotContain("b2xk", "bmV3").contains("(secret ");
  }

  @Test
  void aSecretIsMaskedEvenWhereItsWholeMappingChangesKind() {
    Value secret = with(object("v1", "Secret", "s"), "/data/password", "b2xk");
    Value broken = with(object("v1", "Secret", "s"), "/data", "bmV3");
    Plan plan = new Given().updates(secret, broken).plan();
    assertThat(Records.toValue(plan).toString()).doesNotContain("b2xk", "bmV3");
  }

  // --- ignored ---

  @Test
  void anIgnoredFieldIsNoDifference() {
    Given given = new Given().updates(one, three);
    given.ignores.add(ignore("/spec/replicas"));
    assertThat(action(given)).isEqualTo(Action.NOTHING);
  }

  @Test
  void anIgnoreRuleOfAnotherObjectHasNoEffect() {
    Given given = new Given().updates(one, three);
    given.ignores.add(
        new IgnoreRule(
            "r", List.of(), List.of("Service/*"), List.of("/spec/replicas"), "p", "", Given.NOON));
    assertThat(action(given)).isEqualTo(Action.UPDATE);
  }

  private static IgnoreRule ignore(String pointer) {
    return new IgnoreRule(
        "r",
        List.of("prod/*"),
        List.of("Deployment.apps/*"),
        List.of(pointer),
        "p",
        "",
        Given.NOON);
  }

  // --- order ---

  @Test
  void foundationsComeFirstAndPruningLast() {
    Plan plan =
        new Given()
            .creates(one)
            .creates(object("v1", "ConfigMap", "a"))
            .drops(object("v1", "Service", "gone"), OURS)
            .drops(object("v1", "ConfigMap", "gone"), OURS)
            .creates(
                Value.mapping(
                    "apiVersion",
                    "v1",
                    "kind",
                    "Namespace",
                    "metadata",
                    Value.mapping("name", "crm")))
            .plan();
    assertThat(plan.changes())
        .extracting(it -> it.address().text())
        .containsExactly(
            "Namespace/crm",
            "ConfigMap/crm/a",
            "Deployment.apps/crm/core",
            "Service/crm/gone",
            "ConfigMap/crm/gone");
  }

  @Test
  void aNamespaceJoinsTheWaveOfItsFirstUser() {
    Value early = annotated(object("v1", "ConfigMap", "a"), "argocd.argoproj.io/sync-wave", "-2");
    Plan plan =
        new Given()
            .creates(early)
            .creates(
                Value.mapping(
                    "apiVersion",
                    "v1",
                    "kind",
                    "Namespace",
                    "metadata",
                    Value.mapping("name", "crm")))
            .plan();
    assertThat(plan.changes()).extracting(ResourceChange::wave).containsExactly(-2, -2);
    assertThat(plan.changes().getFirst().address().text()).isEqualTo("Namespace/crm");
  }

  // --- risk ---

  @Test
  void whatCannotBePredictedRaisesTheRisk() {
    Plan plan = new Given().creates(one, "its namespace is made by the same plan").plan();
    assertThat(only(plan).unpredictedBecause()).isNotNull();
    assertThat(plan.risk().level()).isEqualTo(Risk.Level.MEDIUM);
    assertThat(plan.risk().reasons().getFirst()).contains("made by the same plan");
  }

  @Test
  void aChangeOfReplicasIsLowAndScalingToZeroIsHigh() {
    assertThat(new Given().updates(one, three).plan().risk().level()).isEqualTo(Risk.Level.LOW);
    assertThat(new Given().updates(three, deployment("core", 0, "core:1")).plan().risk().level())
        .isEqualTo(Risk.Level.HIGH);
  }

  @Test
  void aCriticalTargetWeighsOneLevelMore() {
    Given given = new Given().updates(one, three);
    given.tier = RiskTier.CRITICAL;
    assertThat(given.plan().risk().level()).isEqualTo(Risk.Level.MEDIUM);
  }

  @Test
  void permissionsAndAdmissionAreHigh() {
    assertThat(
            new Given()
                .creates(object("rbac.authorization.k8s.io/v1", "RoleBinding", "r"))
                .plan()
                .risk()
                .level())
        .isEqualTo(Risk.Level.HIGH);
    assertThat(
            new Given()
                .creates(
                    object(
                        "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "w"))
                .plan()
                .risk()
                .level())
        .isEqualTo(Risk.Level.HIGH);
  }

  @Test
  void aDeletionIsDestructive() {
    Risk risk = new Given().drops(one, OURS).plan().risk();
    assertThat(risk.destructive()).isTrue();
    assertThat(risk.reasons()).containsExactly("deletes Deployment.apps/crm/core");
  }

  // --- the hash ---

  @Test
  void timeCommitAndStatusDoNotChangeTheHash() {
    Given given = new Given().updates(one, three);
    Plan first = given.plan();
    given.computedAt = Instant.parse("2027-01-01T00:00:00Z");
    given.intent = new Intent.Follow("c".repeat(40), true);
    assertThat(given.plan().hash()).isEqualTo(first.hash());
    Value noisy = with(one, "/status/readyReplicas", 1);
    assertThat(new Given().updates(noisy, three).plan().hash()).isEqualTo(first.hash());
  }

  @Test
  void theOrderInWhichThingsArriveDoesNotChangeTheBytes() {
    Property.check(
        2026_11_21L,
        40,
        (size, chance) -> {
          Given given = new Given();
          for (int i = 0; i <= size % 12; i++) {
            Value body = deployment("d" + i, i, "i:" + i);
            switch (i % 4) {
              case 0 ->
                  given.creates(annotated(body, "argocd.argoproj.io/sync-wave", "" + (i - 3)));
              case 1 -> given.updates(body, deployment("d" + i, i + 1, "i:x"));
              case 2 -> given.drops(object("v1", "ConfigMap", "c" + i), OURS);
              default -> given.adopts(body, body);
            }
          }
          byte[] bytes = bytes(given.plan());
          Random shuffle = new Random(size);
          List<dev.esclusa.model.Resource> desired = new ArrayList<>(given.desired);
          List<Predicted> predicted = new ArrayList<>(given.predicted);
          Collections.shuffle(given.predicted, shuffle);
          Collections.shuffle(given.owned, shuffle);
          assertThat(bytes(given.plan())).isEqualTo(bytes);
          assertThat(given.desired).isEqualTo(desired);
          assertThat(given.predicted).containsExactlyInAnyOrderElementsOf(predicted);
        });
  }

  private static byte[] bytes(Plan plan) {
    return Canonical.bytes(Records.toValue(plan));
  }

  @Test
  void aPlanSurvivesItsBytes() {
    Plan plan =
        new Given()
            .updates(one, three)
            .creates(object("v1", "Secret", "s"))
            .drops(object("v1", "ConfigMap", "c"), OURS)
            .plan();
    Plan read = Records.fromValue(Plan.class, Canonical.read(bytes(plan)));
    assertThat(read).isEqualTo(plan);
    assertThat(PlanText.render(read)).isEqualTo(PlanText.render(plan));
  }

  // --- other authorities ---

  @Test
  void aSavedPlanIsPlannedByTheSameCode() {
    Given given = new Given();
    given.authority = new Authority("terraform");
    given.artifact =
        new SavedPlan(Given.digest("saved"), Given.digest("meaning"), "terraform 1", List.of());
    given.mark = "lineage 7 serial 12";
    given.predicted.add(terraform("aws_vpc.new", null, Value.mapping("cidr", "10.0.0.0/16")));
    given.predicted.add(terraform("aws_vpc.old", Value.mapping("cidr", "10.1.0.0/16"), null));
    given.predicted.add(
        terraform("aws_vpc.main", Value.mapping("name", "a"), Value.mapping("name", "b")));
    Plan plan = given.plan();
    assertThat(plan.changes())
        .extracting(it -> it.action() + " " + it.address().text())
        .containsExactly("UPDATE aws_vpc.main", "CREATE aws_vpc.new", "DELETE aws_vpc.old");
    assertThat(plan.preconditions())
        .last()
        .isInstanceOfSatisfying(
            Precondition.Unmoved.class,
            it -> assertThat(it.mark()).isEqualTo("lineage 7 serial 12"));
    assertThat(plan.artifact()).isEqualTo(given.artifact);
  }

  private static Predicted terraform(
      String address,
      @org.jspecify.annotations.Nullable Value live,
      @org.jspecify.annotations.Nullable Value after) {
    return new Predicted(
        new Address.Terraform(address),
        after,
        live == null ? null : new Prediction.Live(live, address, "1", null),
        after,
        List.of(),
        null);
  }
}
