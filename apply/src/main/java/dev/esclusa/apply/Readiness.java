package dev.esclusa.apply;

import dev.esclusa.model.Address;
import dev.esclusa.model.Health;
import dev.esclusa.model.Target;

/** The port through which an apply learns whether what it made is ready for what follows. */
public interface Readiness {
  /** {@link Health#HEALTHY} for kinds that have no health of their own. */
  Health of(Target target, Address address);
}
