package dev.esclusa.adapters.kubernetes;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.ActuatorContract;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ActuatorOnSandboxTest extends ActuatorContract {
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
  protected Actuator actuator() {
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
    return stage.marked(stage.configMap(name, colour));
  }

  @Override
  protected Value live(Resource resource) {
    return stage.outside.live(resource);
  }

  @Override
  protected void touch(Resource resource, String colour) {
    stage.outside.patch(
        resource, Value.mapping("data", Value.mapping("colour", colour)), "somebody");
  }

  @Override
  protected void delete(Resource resource) {
    stage.outside.delete(resource);
  }
}
