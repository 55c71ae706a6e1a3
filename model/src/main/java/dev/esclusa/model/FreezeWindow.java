package dev.esclusa.model;

import java.time.Instant;
import java.util.List;

/** A time in which environments stand still. */
public record FreezeWindow(
    String name, List<String> environments, Instant from, Instant until, String reason) {
  public FreezeWindow {
    environments = List.copyOf(environments);
    if (!from.isBefore(until)) {
      throw new ModelException("freeze window " + name + " ends before it begins");
    }
  }

  public boolean covers(String environment, Instant at) {
    return environments.contains(environment) && !at.isBefore(from) && at.isBefore(until);
  }
}
