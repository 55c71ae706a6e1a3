package dev.esclusa.plan;

import static dev.esclusa.plan.Given.deployment;
import static dev.esclusa.plan.Given.object;
import static dev.esclusa.plan.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Plan;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class StalenessTest {
  private final Value one = deployment("core", 1, "core:1");
  private final Value two = deployment("core", 2, "core:1");
  private final Value three = deployment("core", 3, "core:1");
  private final Plan plan = new Given().updates(one, three).plan();

  private static List<String> differences(Plan old, Plan now) {
    return switch (Staleness.compare(old, now)) {
      case Staleness.Fresh _ -> List.of();
      case Staleness.Stale(List<String> words) -> words;
    };
  }

  @Test
  void theSamePredictionIsFresh() {
    assertThat(differences(plan, new Given().updates(one, three).plan())).isEmpty();
  }

  @Test
  void aStatusWriteLeavesAPlanFresh() {
    Value noisy = with(one, "/status/readyReplicas", 1);
    assertThat(differences(plan, new Given().updates(noisy, three).plan())).isEmpty();
  }

  @Test
  void aMovedFieldIsNamedWithBothValues() {
    assertThat(differences(plan, new Given().updates(two, three).plan()))
        .contains("Deployment.apps/crm/core /spec/replicas: is 2 now, was 1");
  }

  @Test
  void anotherWishOfGitIsStale() {
    assertThat(differences(plan, new Given().updates(one, two).plan()))
        .contains(
            "Git asks for something else now",
            "Deployment.apps/crm/core /spec/replicas: would become 2 now, not 3");
  }

  /** Of a stack: what is different though nobody asked for it and the state is the same. */
  @Test
  void whatGivesAnotherValueEachTimeIsNamed() {
    String call = "plantimestamp() in terraform_data.stamp input (main.tf:3:11)";
    assertThat(differences(stack("1", "12", List.of()), stack("2", "12", List.of(call))))
        .anyMatch(it -> it.contains("would become \"2\" now, not \"1\""))
        .anyMatch(it -> it.contains("gives another value each time: " + call));
    assertThat(differences(stack("1", "12", List.of()), stack("2", "13", List.of(call))))
        .contains("the state is lineage 7 serial 13 now, was lineage 7 serial 12")
        .noneMatch(it -> it.contains(call));
  }

  private static Plan stack(String value, String serial, List<String> unstable) {
    Given given = new Given();
    given.authority = new Authority("terraform");
    given.artifact =
        new SavedPlan(
            Given.digest("saved " + value),
            Given.digest("meaning " + value),
            "terraform 1",
            List.of(),
            List.of(),
            unstable);
    given.mark = "lineage 7 serial " + serial;
    Address address = new Address.Terraform("terraform_data.stamp");
    given.predicted.add(
        new Predicted(
            address,
            null,
            null,
            Value.mapping(),
            List.of(),
            null,
            new ResourceChange(
                address,
                Action.CREATE,
                List.of(new FieldChange(Pointer.of("input"), null, Value.of(value), false, null)),
                0,
                "sync",
                false,
                null)));
    return given.plan();
  }

  @Test
  void anObjectMadeAnewIsAnotherObject() {
    Given given = new Given().updates(one, three);
    Predicted was = given.predicted.removeFirst();
    given.predicted.add(
        new Predicted(
            was.address(),
            was.desired(),
            new Prediction.Live(one, "uid-2", "9", Given.OURS),
            was.predicted(),
            List.of(),
            null));
    assertThat(differences(plan, given.plan()))
        .containsExactly(
            "Deployment.apps/crm/core is another object now (uid uid-2, was uid-of-core)");
  }

  @Test
  void aSecondLookComparesOneObjectAlone() {
    Given whole = new Given().updates(one, three).creates(object("v1", "ConfigMap", "c"));
    Given narrow = new Given().updates(one, three);
    assertThat(SecondLook.differences(whole.plan(), Given.address(one), narrow.input())).isEmpty();
    Given moved = new Given().updates(two, three);
    assertThat(SecondLook.differences(whole.plan(), Given.address(one), moved.input()))
        .isNotEmpty();
  }

  @Test
  void whatWasNotPredictedMayOnlyBeDefaulted() {
    Plan uncertain = new Given().creates(one, "its namespace is made by the same plan").plan();
    Value defaulted = with(one, "/spec/paused", false);
    assertThat(look(uncertain, defaulted)).isEmpty();
    assertThat(look(uncertain, with(one, "/spec/replicas", 9)))
        .containsExactly("Deployment.apps/crm/core /spec/replicas would not become what Git says");
  }

  private List<String> look(Plan uncertain, Value predicted) {
    Given now = new Given().wants(one, null, predicted, List.of(), null);
    return SecondLook.differences(uncertain, Given.address(one), now.input());
  }
}
