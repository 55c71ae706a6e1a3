package dev.esclusa.cli;

import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.plan.Moves;
import dev.esclusa.plan.PlanInput;
import dev.esclusa.plan.PlanOutcome;
import dev.esclusa.plan.Planner;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What would happen if the world were a baseline folder, or empty: the planner of the server, with
 * no cluster that could add defaults or defend fields.
 */
final class LocalPlan {
  private final LocalFolder folder;
  private final @Nullable LocalFolder baseline;
  private final Redaction redaction;
  private final Terminal terminal;

  LocalPlan(
      LocalFolder folder, @Nullable LocalFolder baseline, Redaction redaction, Terminal terminal) {
    this.folder = folder;
    this.baseline = baseline;
    this.redaction = redaction;
    this.terminal = terminal;
  }

  Plan of(Managed managed) {
    Ownership ownership = new Ownership("local", managed.target().uid());
    DesiredState desired = folder.desired(managed, redaction, terminal);
    Map<Address, Value> before = before(managed);
    Instant now = terminal.tempo().now();
    PlanInput input =
        new PlanInput(
            managed.target(),
            ownership,
            new Intent.Follow(LocalFolder.NO_COMMIT, false),
            null,
            desired,
            managed.onRemove(),
            prediction(desired, before, ownership, now),
            inventory(managed, before),
            Moves.NONE,
            folder.configHash(managed),
            redaction,
            folder.ignoresAt(now),
            now);
    return switch (Planner.plan(input)) {
      case PlanOutcome.Ready it -> it.plan();
      case PlanOutcome.Refused it -> throw LocalFolder.refused(it.problems(), terminal);
    };
  }

  private Map<Address, Value> before(Managed managed) {
    Map<Address, Value> bodies = new TreeMap<>();
    Managed then = baseline == null ? null : baseline.target(managed.target().uid());
    if (baseline != null && then != null) {
      for (Resource one : baseline.desired(then, redaction, terminal).resources()) {
        bodies.put(one.address(), one.body());
      }
    }
    return bodies;
  }

  private static Prediction prediction(
      DesiredState desired, Map<Address, Value> before, Ownership ownership, Instant now) {
    Map<Address, @Nullable Value> asked = new TreeMap<>();
    before.keySet().forEach(it -> asked.put(it, null));
    for (Resource one : desired.resources()) {
      asked.put(one.address(), one.body());
    }
    List<Predicted> predicted = new ArrayList<>();
    asked.forEach(
        (address, body) -> {
          Value was = before.get(address);
          Live live = was == null ? null : new Live(was, uid(address), "1", ownership);
          predicted.add(new Predicted(address, body, live, body, List.of(), null));
        });
    return new Prediction(now, predicted, null, null);
  }

  private static Inventory inventory(Managed managed, Map<Address, Value> before) {
    return new Inventory(
        managed.target().uid(),
        before.keySet().stream().map(it -> new Inventory.Owned(it, uid(it))).toList());
  }

  /** Something that stays the same for an address, as no cluster gave it one. */
  private static String uid(Address address) {
    return Digest.of(address.text().getBytes(StandardCharsets.UTF_8)).shortText();
  }
}
