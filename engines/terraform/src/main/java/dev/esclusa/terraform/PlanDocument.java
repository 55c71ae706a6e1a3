package dev.esclusa.terraform;

import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Value;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code show -json} says of a saved plan. Read in one pass: {@code planned_values} and the
 * values of the configuration are never held. It holds secrets in clear, so it stays in memory;
 * {@link PlanHash}, {@link Secrets} and {@link DriftReport} make of it what may be kept.
 */
public final class PlanDocument {
  /** Plans above it are refused: 256 MB, 200 levels, 8 million nodes. */
  public static final Limits LIMITS = new Limits(256L << 20, 200, 0, 8_000_000);

  /** A value of {@code variables} or of the configuration that only {@link Secrets} may see. */
  record Hidden(String name, Value value, boolean declaredSensitive) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final String formatVersion;
  private final String engineVersion;
  private final boolean errored;
  private final @Nullable Boolean complete;
  private final @Nullable Boolean applyable;
  private final boolean listsChanges;
  private final List<ResourceChange> changes;
  private final List<ResourceChange> drift;
  private final List<ResourceChange> deferred;
  private final List<OutputChange> outputs;
  private final List<CheckResult> checks;
  private final List<String> variables;
  private final List<Hidden> hidden;
  private final List<StateObject> priorState;
  private final ConfigurationFacts configuration;
  private final Set<String> unknownParts;

  PlanDocument(PlanReader read) {
    this.formatVersion = read.formatVersion;
    this.engineVersion = read.engineVersion;
    this.errored = read.errored;
    this.complete = read.complete;
    this.applyable = read.applyable;
    this.listsChanges = read.listsChanges;
    this.changes = List.copyOf(read.changes);
    this.drift = List.copyOf(read.drift);
    this.deferred = List.copyOf(read.deferred);
    this.outputs = List.copyOf(read.outputs);
    this.checks = List.copyOf(read.checks);
    this.variables = List.copyOf(read.variables);
    this.hidden = read.hidden();
    this.priorState = List.copyOf(read.priorState);
    this.configuration = read.configuration;
    this.unknownParts = Set.copyOf(read.unknownParts);
  }

  public static PlanDocument read(byte[] bytes) {
    return read(bytes, LIMITS);
  }

  public static PlanDocument read(byte[] bytes, Limits limits) {
    return new PlanReader(new JsonCursor("plan", bytes, limits)).read();
  }

  /** Reads to the end of the stream and leaves it open. */
  public static PlanDocument read(InputStream stream) {
    return read(stream, LIMITS);
  }

  public static PlanDocument read(InputStream stream, Limits limits) {
    return new PlanReader(new JsonCursor("plan", stream, limits)).read();
  }

  /** {@code 1.2} */
  public String formatVersion() {
    return formatVersion;
  }

  public String engineVersion() {
    return engineVersion;
  }

  /** Whether planning failed: the file exists all the same, with a part of the changes. */
  public boolean errored() {
    return errored;
  }

  /** Whether one apply reaches the end; null from engines that do not say it. */
  public @Nullable Boolean complete() {
    return complete;
  }

  /** What the engine says of itself; null from engines that do not say it. */
  public @Nullable Boolean applyable() {
    return applyable;
  }

  /** False for a plan that only refreshes: it says nothing of what an apply would change. */
  public boolean listsChanges() {
    return listsChanges;
  }

  /** All entries of {@code resource_changes}, also those that change nothing, by address. */
  public List<ResourceChange> changes() {
    return changes;
  }

  /** The entries of {@code resource_drift}: what moved since the engine looked last. */
  public List<ResourceChange> drift() {
    return drift;
  }

  /** Changes that the engine put off to a later run. */
  public List<ResourceChange> deferred() {
    return deferred;
  }

  public List<OutputChange> outputs() {
    return outputs;
  }

  public List<CheckResult> checks() {
    return checks;
  }

  /** The names of the variables of the root module. */
  public List<String> variables() {
    return variables;
  }

  public ConfigurationFacts configuration() {
    return configuration;
  }

  /** Top-level parts that this version does not know; a person should hear of them. */
  public Set<String> unknownParts() {
    return unknownParts;
  }

  List<Hidden> hidden() {
    return hidden;
  }

  /** Kept only where there are no changes that tell the same. */
  List<StateObject> priorState() {
    return priorState;
  }

  public boolean approvable() {
    return obstacles().isEmpty();
  }

  /** Why nobody may approve it, in words; empty when somebody may. */
  public List<String> obstacles() {
    List<String> found = new ArrayList<>();
    if (errored) {
      found.add("Planning failed, so the plan holds a part of the changes only.");
    }
    if (Boolean.FALSE.equals(applyable)) {
      found.add("The engine says that the plan is not applyable: there is nothing to apply.");
    }
    for (ResourceChange change : changes) {
      if (change.step() == Step.UNKNOWN) {
        found.add(unknownAction(change.address(), change.actions()));
      }
    }
    for (OutputChange output : outputs) {
      if (output.step() == Step.UNKNOWN) {
        found.add(unknownAction("output." + output.name(), output.actions()));
      }
    }
    return List.copyOf(found);
  }

  private static String unknownAction(String address, List<String> actions) {
    return address + " has actions " + actions + ", which this version does not know.";
  }

  @Override
  public String toString() {
    return "plan of " + engineVersion + ", " + changes.size() + " entries";
  }
}
