package dev.esclusa.plan;

import static dev.esclusa.plan.Given.deployment;
import static dev.esclusa.plan.Given.object;
import static dev.esclusa.plan.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Plan;
import dev.esclusa.plan.Prediction.Predicted;
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
