package dev.esclusa.evidence;

import dev.esclusa.model.Admission;
import dev.esclusa.model.Fact;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of a change that are there, proven to be those that were committed to, and read as
 * far as a verifier needs them.
 */
final class Contents {
  private final Map<Long, Value> values;
  private final Fact.@Nullable PlanComputed planned;
  private final @Nullable Plan plan;
  private final @Nullable PolicyDecision decision;
  private final @Nullable Admission admission;

  /**
   * @param values by log index
   */
  Contents(List<Logged> facts, Map<Long, Value> values) {
    this.values = Map.copyOf(values);
    Logged computed = only(facts, Fact.PlanComputed.class);
    planned = computed == null ? null : (Fact.PlanComputed) computed.fact();
    plan = part(computed, "plan", Plan.class);
    decision = part(only(facts, Fact.PolicyDecided.class), "decision", PolicyDecision.class);
    admission = part(only(facts, Fact.ApplyStarted.class), "admission", Admission.class);
  }

  /** Of these a change has one at most. */
  private static <T extends Fact> @Nullable Logged only(List<Logged> facts, Class<T> type) {
    return facts.stream().filter(it -> type.isInstance(it.fact())).findFirst().orElse(null);
  }

  /** Absent when it was erased. */
  @Nullable Value of(Logged fact) {
    return values.get(fact.index());
  }

  Fact.@Nullable PlanComputed planned() {
    return planned;
  }

  @Nullable Plan plan() {
    return plan;
  }

  @Nullable PolicyDecision decision() {
    return decision;
  }

  @Nullable Admission admission() {
    return admission;
  }

  /** The part of a payload under a key, as a record; absent when the payload was erased. */
  <T> @Nullable T part(@Nullable Logged fact, String key, Class<T> type) {
    Value content = fact == null ? null : values.get(fact.index());
    if (fact == null || content == null) {
      return null;
    }
    Value part = content instanceof Value.Mapping it ? it.get(key) : null;
    if (part == null) {
      throw Refuted.payload(fact.payloadPlace(), "It has no " + key + ".");
    }
    try {
      return Records.fromValue(type, part);
    } catch (TreeException | ModelException malformed) {
      throw Refuted.payload(
          fact.payloadPlace(), "Its " + key + " is not sound: " + malformed.getMessage());
    }
  }
}
