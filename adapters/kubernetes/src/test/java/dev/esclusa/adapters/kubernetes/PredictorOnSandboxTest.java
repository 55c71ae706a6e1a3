package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.plan.Predictor;
import dev.esclusa.plan.PredictorContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PredictorOnSandboxTest extends PredictorContract {
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

  @Override
  protected Predictor predictor() {
    return stage.authority;
  }

  @Override
  protected Target target() {
    return stage.target;
  }

  @Override
  protected Ownership ownership() {
    return stage.ours;
  }

  @Override
  protected Resource sample(String name, String colour) {
    return stage.configMap(name, colour);
  }

  @Override
  protected void applied(Resource resource) {
    stage.outside.put(stage.marked(resource), Ownership.FIELD_MANAGER);
  }

  @Override
  protected void foreign(Resource resource) {
    stage.outside.put(resource, "kubectl");
  }
}
