package dev.esclusa.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryPredictorTest extends PredictorContract {
  final Map<Address, Value> world = new HashMap<>();
  final InMemoryPredictor direct = new InMemoryPredictor(world, () -> Given.NOON);

  @Override
  protected Predictor predictor() {
    return direct;
  }

  @Override
  protected Target target() {
    return new Given().target();
  }

  @Override
  protected Ownership ownership() {
    return Given.OURS;
  }

  @Override
  protected Resource sample(String name, String colour) {
    Value body = Given.with(Given.object("v1", "ConfigMap", name), "/data/colour", colour);
    return new Resource(Given.address(body), body, null);
  }

  @Override
  protected void applied(Resource resource) {
    Pointer labels = Pointer.of("metadata", "labels");
    Value marked =
        resource
            .body()
            .with(labels.child(Ownership.INSTALLATION_LABEL), Value.of("i-1"))
            .with(labels.child(Ownership.TARGET_LABEL), Value.of("crm-core-prod"));
    foreign(new Resource(resource.address(), marked, null));
  }

  @Override
  protected void foreign(Resource resource) {
    world.put(
        resource.address(),
        Given.with(
            Given.with(resource.body(), "/metadata/uid", "u-1"), "/metadata/resourceVersion", "1"));
  }

  @Test
  void aFieldThatAnotherWriterHoldsIsTaken() {
    Resource red = sample("x", "red");
    applied(red);
    direct.hold(red.address(), Pointer.of("data", "colour"), "kubectl-edit");
    Prediction prediction =
        direct.predict(
            new PredictionRequest(
                target(),
                ownership(),
                new Given().intent,
                List.of(sample("x", "blue")),
                dev.esclusa.model.Inventory.empty(target().uid()),
                List.of()));
    assertThat(prediction.resources().getFirst().taken())
        .extracting(Prediction.TakenField::manager)
        .containsExactly("kubectl-edit");
  }
}
