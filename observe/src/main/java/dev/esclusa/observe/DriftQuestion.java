package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Resource;
import java.util.List;
import java.util.Map;

/**
 * What drift is read from.
 *
 * @param restore a plan that would make the accepted desired state true again, made without ignore
 *     rules: its changes are the drift
 * @param desired the accepted desired state
 * @param writers who wrote to the objects, as managed fields and audit sources tell
 * @param breakGlass whether somebody holds the target open for an emergency
 */
public record DriftQuestion(
    Plan restore,
    List<Resource> desired,
    Map<Address, List<Writer>> writers,
    List<IgnoreRule> ignores,
    boolean breakGlass) {
  public DriftQuestion {
    desired = List.copyOf(desired);
    writers = Map.copyOf(writers);
    ignores = List.copyOf(ignores);
  }
}
