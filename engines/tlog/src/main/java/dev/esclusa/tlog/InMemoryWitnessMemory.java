package dev.esclusa.tlog;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A witness's memory for trials and tests. */
public final class InMemoryWitnessMemory implements WitnessMemory {
  private final Map<String, TreeHead> heads = new ConcurrentHashMap<>();

  @Override
  public Optional<TreeHead> last(String origin) {
    return Optional.ofNullable(heads.get(origin));
  }

  @Override
  public void remember(String origin, TreeHead head) {
    heads.put(origin, head);
  }
}
