package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.observe.Observer;
import dev.esclusa.observe.ObserverContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ObserverOnSandboxTest extends ObserverContract {
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
  protected Observer observer() {
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
  protected void put(Resource resource) {
    stage.outside.put(resource, "somebody");
  }

  @Override
  protected void delete(Resource resource) {
    stage.outside.delete(resource);
  }
}
