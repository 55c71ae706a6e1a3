package dev.esclusa.control;

import dev.esclusa.apply.Readiness;
import dev.esclusa.model.Address;
import dev.esclusa.model.Health;
import dev.esclusa.model.Target;
import dev.esclusa.observe.HealthAssessor;
import dev.esclusa.observe.Observer;
import java.util.List;

/** Readiness as the observer sees it. */
record LiveReadiness(Observer observer) implements Readiness {
  @Override
  public Health of(Target target, Address address) {
    return HealthAssessor.assess(
            List.of(address), observer.observe(target, List.of(address)).resources())
        .health();
  }
}
