package dev.esclusa.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Risk;
import dev.esclusa.tree.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationPredictorTest {
  private final Resource rule = document("ApprovalRule", "prod", 2);
  private final Resource weaker = document("ApprovalRule", "prod", 1);
  private final Resource app = document("Application", "core", 1);

  private static Resource document(String kind, String name, int count) {
    return new Resource(
        new Address.Configuration(kind, name),
        Value.mapping("kind", kind, "spec", Value.mapping("count", count)),
        null);
  }

  private static Plan plan(List<Resource> inForce, List<Resource> wanted) {
    Given given = new Given();
    given.authority = Authority.CONFIGURATION;
    given.desired.addAll(wanted);
    Predictor predictor = new ConfigurationPredictor(() -> inForce, () -> Given.NOON);
    Prediction prediction =
        predictor.predict(
            new PredictionRequest(
                given.target(),
                Given.OURS,
                given.intent,
                wanted,
                Inventory.empty(given.target().uid()),
                List.of()));
    given.predicted.addAll(prediction.resources());
    return given.plan();
  }

  @Test
  void aWeakerRuleIsHighRisk() {
    Plan plan = plan(List.of(rule, app), List.of(weaker, app));
    assertThat(plan.risk().level()).isEqualTo(Risk.Level.HIGH);
    assertThat(PlanText.render(plan)).contains("~ update ApprovalRule/prod", "/spec/count: 2 -> 1");
  }

  @Test
  void aRemovedDocumentIsDeletedThoughNoInventoryHoldsIt() {
    assertThat(PlanText.render(plan(List.of(rule, app), List.of(app))))
        .contains("- delete ApprovalRule/prod");
  }

  @Test
  void aNewApplicationIsAnOrdinaryChange() {
    assertThat(plan(List.of(rule), List.of(rule, app)).risk().level()).isEqualTo(Risk.Level.MEDIUM);
  }

  @Test
  void theSameDocumentsAreNothingToDo() {
    assertThat(plan(List.of(rule, app), List.of(rule, app)).changesNothing()).isTrue();
  }
}
