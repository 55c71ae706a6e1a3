package dev.esclusa.apply;

import dev.esclusa.model.Address;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An actuator over a map of bodies that look like Kubernetes objects: identity in {@code
 * metadata.uid}, state in {@code metadata.resourceVersion}, the marker in labels. It has no saved
 * plans.
 */
public final class InMemoryActuator implements Actuator {
  private static final Pointer UID = Pointer.of("metadata", "uid");
  private static final Pointer VERSION = Pointer.of("metadata", "resourceVersion");
  private static final Pointer LABELS = Pointer.of("metadata", "labels");

  private final Map<Address, Value> world;
  private final Map<Address, Map<Pointer, String>> held = new HashMap<>();
  private final Map<TargetUid, Long> tokens = new HashMap<>();
  private long written;

  /**
   * @param world shared with whoever looks at it; its monitor guards it
   */
  public InMemoryActuator(Map<Address, Value> world) {
    this.world = world;
  }

  /** Another writer takes hold of a field. */
  public void hold(Address address, Pointer pointer, String manager) {
    synchronized (world) {
      held.computeIfAbsent(address, _ -> new HashMap<>()).put(pointer, manager);
    }
  }

  @Override
  public StepResult perform(
      Target target, Ownership ownership, Instruction instruction, Lease lease) {
    synchronized (world) {
      long newest = tokens.merge(target.uid(), lease.fencingToken(), Math::max);
      if (newest > lease.fencingToken()) {
        return new StepResult.Failed(fenced(target, lease, newest));
      }
      Value now = world.get(instruction.address());
      return switch (instruction) {
        case Instruction.Put it -> put(it, now);
        case Instruction.Replace it -> replace(ownership, it, now);
        case Instruction.Remove it -> remove(ownership, it, now);
        case Instruction.Forget it -> forget(ownership, it, now);
        case Instruction.RunArtifact it -> new StepResult.Failed(noArtifacts(it));
      };
    }
  }

  @Override
  public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
    synchronized (world) {
      Value now = world.get(instruction.address());
      return switch (instruction) {
        case Instruction.Put it -> putThere(it, now);
        case Instruction.Replace it -> replaced(it, now);
        case Instruction.Remove it ->
            now == null || !it.uid().equals(uid(now)) ? done(now) : notThere();
        case Instruction.Forget it -> now == null || !ours(ownership, now) ? done(now) : notThere();
        case Instruction.RunArtifact it -> new StepResult.Failed(noArtifacts(it));
      };
    }
  }

  private StepResult put(Instruction.Put put, @Nullable Value now) {
    if (now == null) {
      return put.uid() == null
          ? created(put.address(), put.body())
          : new StepResult.Stale(put.address().text() + " is gone");
    }
    if (put.uid() == null) {
      return new StepResult.Stale(put.address().text() + " is there already");
    }
    if (!put.uid().equals(uid(now)) || !Objects.equals(put.version(), version(now))) {
      return moved(put.address(), now);
    }
    Value after = overlaid(now, put.body());
    for (Map.Entry<Pointer, String> one : held.getOrDefault(put.address(), Map.of()).entrySet()) {
      boolean changes = !Objects.equals(now.at(one.getKey()), after.at(one.getKey()));
      if (changes && put.force().stream().noneMatch(it -> one.getKey().startsWith(it))) {
        return new StepResult.Failed(heldByAnother(put.address(), one.getKey(), one.getValue()));
      }
    }
    return store(put.address(), after);
  }

  private StepResult replace(
      Ownership ownership, Instruction.Replace replace, @Nullable Value now) {
    if (now != null && (!replace.uid().equals(uid(now)) || !ours(ownership, now))) {
      return moved(replace.address(), now);
    }
    return created(replace.address(), replace.body()); // an absent one: half of it was done before
  }

  private StepResult remove(Ownership ownership, Instruction.Remove remove, @Nullable Value now) {
    if (now == null) {
      return done(null);
    }
    if (!remove.uid().equals(uid(now)) || !ours(ownership, now)) {
      return moved(remove.address(), now);
    }
    world.remove(remove.address());
    return done(null);
  }

  private StepResult forget(Ownership ownership, Instruction.Forget forget, @Nullable Value now) {
    if (now == null || !ours(ownership, now)) {
      return done(now);
    }
    return store(
        forget.address(),
        now.without(LABELS.child(Ownership.INSTALLATION_LABEL))
            .without(LABELS.child(Ownership.TARGET_LABEL)));
  }

  private StepResult putThere(Instruction.Put put, @Nullable Value now) {
    if (now == null) {
      return put.uid() == null ? notThere() : new StepResult.Stale("it is gone");
    }
    if (put.uid() != null && !put.uid().equals(uid(now))) {
      return moved(put.address(), now);
    }
    if (overlaid(now, put.body()).equals(now)) {
      return done(now);
    }
    return Objects.equals(put.version(), version(now)) ? notThere() : moved(put.address(), now);
  }

  private StepResult replaced(Instruction.Replace replace, @Nullable Value now) {
    if (now == null || replace.uid().equals(uid(now))) {
      return notThere();
    }
    return overlaid(now, replace.body()).equals(now) ? done(now) : moved(replace.address(), now);
  }

  private StepResult created(Address address, Value body) {
    return store(address, body.with(UID, Value.of("uid-" + (written + 1))));
  }

  private StepResult store(Address address, Value body) {
    Value stored = body.with(VERSION, Value.of(Long.toString(++written)));
    world.put(address, stored);
    return done(stored);
  }

  private static StepResult done(@Nullable Value now) {
    return now == null ? new StepResult.Done("", "") : new StepResult.Done(uid(now), version(now));
  }

  private static StepResult notThere() {
    return new StepResult.Skipped("its effect is not there");
  }

  private static StepResult moved(Address address, Value now) {
    return new StepResult.Stale(
        address.text() + " is uid " + uid(now) + " at version " + version(now) + " now");
  }

  private static String uid(Value body) {
    return Objects.requireNonNullElse(body.text("metadata", "uid"), "");
  }

  private static String version(Value body) {
    return Objects.requireNonNullElse(body.text("metadata", "resourceVersion"), "");
  }

  private static boolean ours(Ownership ownership, Value body) {
    return ownership
            .installation()
            .equals(body.text("metadata", "labels", Ownership.INSTALLATION_LABEL))
        && ownership
            .target()
            .text()
            .equals(body.text("metadata", "labels", Ownership.TARGET_LABEL));
  }

  private static Value overlaid(Value below, Value above) {
    if (!(below instanceof Value.Mapping old && above instanceof Value.Mapping over)) {
      return above;
    }
    Value.Mapping result = old;
    for (Map.Entry<String, Value> entry : over.entries().entrySet()) {
      Value was = old.get(entry.getKey());
      Value is = was == null ? entry.getValue() : overlaid(was, entry.getValue());
      result = result.with(entry.getKey(), is);
    }
    return result;
  }

  private static Problem heldByAnother(Address address, Pointer pointer, String manager) {
    return Problem.environment(
        "APL-0009",
        address.text()
            + " "
            + pointer
            + " is held by "
            + manager
            + " and the plan does not take it.",
        "Plan again: the new plan names what it takes over.");
  }

  private static Problem fenced(Target target, Lease lease, long newest) {
    return Problem.environment(
        "APL-0010",
        "token "
            + lease.fencingToken()
            + " of "
            + lease.holder()
            + " on target "
            + target.name()
            + " is fenced off by token "
            + newest
            + ".",
        "Nothing to do: the newer holder goes on.");
  }

  private static Problem noArtifacts(Instruction.RunArtifact it) {
    return Problem.caller(
        "APL-0011",
        "this authority keeps no saved plan " + it.plan().digest() + ".",
        "Plan again with an authority that makes saved plans.");
  }
}
