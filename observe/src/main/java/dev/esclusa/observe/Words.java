package dev.esclusa.observe;

import dev.esclusa.kube.Assessment;
import dev.esclusa.model.Health;
import dev.esclusa.observe.HealthAssessor.OfObject;
import dev.esclusa.tree.Value;

/** What the bodies of an authority's objects mean; the only place of this room that asks. */
final class Words {
  private Words() {}

  static OfObject health(Value body) {
    Assessment found = dev.esclusa.kube.Health.of(body);
    Health health =
        switch (found.status()) {
          case HEALTHY -> Health.HEALTHY;
          case SUSPENDED -> Health.SUSPENDED;
          case PROGRESSING -> Health.PROGRESSING;
          case MISSING -> Health.MISSING;
          case DEGRADED -> Health.DEGRADED;
          case UNKNOWN -> Health.UNKNOWN;
        };
    return new OfObject(health, found.cause());
  }
}
