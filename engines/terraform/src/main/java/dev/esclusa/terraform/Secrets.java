package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one document: of each change, which leaves; of all together, a {@link Scrubber}.
 * What counts: the masks of the plan before and after, variables and their defaults by declaration,
 * and what {@link SecretRules} find in values, variables and provider blocks.
 */
public final class Secrets {
  private final Sensitivity sensitivity = new Sensitivity();
  private final Set<String> found = new LinkedHashSet<>();

  private Secrets() {}

  public static Secrets of(PlanDocument plan) {
    Secrets secrets = new Secrets();
    plan.changes().forEach(secrets::add);
    plan.drift().forEach(secrets::add);
    plan.deferred().forEach(secrets::add);
    for (OutputChange output : plan.outputs()) {
      Mask mask = secrets.sensitivity.of(output);
      secrets.collect(output.before(), mask);
      secrets.collect(output.after(), mask);
    }
    plan.priorState().forEach(secrets::add);
    plan.hidden().forEach(secrets::add);
    return secrets;
  }

  public static Secrets of(StateFile state) {
    Secrets secrets = new Secrets();
    for (StateFile.Instance it : state.instances()) {
      secrets.collect(
          it.attributes(), secrets.sensitivity.join(it.sensitive(), it.attributes(), null));
    }
    for (StateFile.Output it : state.outputs()) {
      Mask mask =
          it.sensitive() ? Mask.ALL : secrets.sensitivity.marks(it.name(), it.value());
      secrets.collect(it.value(), mask);
    }
    return secrets;
  }

  /** With further values that somebody knows to be secret: tokens of the run, var files. */
  public Secrets with(Collection<String> registered) {
    registered.forEach(this::addText);
    return this;
  }

  /** Finds every collected value of 6 or more characters in any text. */
  public Scrubber scrubber() {
    return Scrubber.of(found);
  }

  /** The highest places of a change that must not be shown: masks and rules together. */
  public List<Pointer> sensitivePointers(ResourceChange change) {
    Mask mask = sensitivity.of(change);
    Set<Pointer> pointers = new LinkedHashSet<>(mask.pointers(change.before()));
    pointers.addAll(mask.pointers(change.after()));
    return pointers.stream().sorted().toList();
  }

  /** What stood before the change, with masks in the place of secrets. */
  public @Nullable Value before(ResourceChange change, Masking masking) {
    return masked(change, change.before(), masking);
  }

  /** What will stand after the change, with masks in the place of secrets. */
  public @Nullable Value after(ResourceChange change, Masking masking) {
    return masked(change, change.after(), masking);
  }

  private @Nullable Value masked(ResourceChange change, @Nullable Value value, Masking masking) {
    return value == null
        ? null
        : Sensitivity.masked(
            change.address(), Pointer.ROOT, value, sensitivity.of(change), masking);
  }

  private void add(ResourceChange change) {
    Mask mask = sensitivity.of(change);
    collect(change.before(), mask);
    collect(change.after(), mask);
  }

  void add(StateObject object) {
    collect(object.values(), sensitivity.join(object.sensitive(), object.values(), null));
  }

  private void add(PlanDocument.Hidden hidden) {
    Mask mask =
        hidden.declaredSensitive()
            ? Mask.ALL
            : sensitivity.marks(hidden.name(), hidden.value());
    collect(hidden.value(), mask);
  }

  private void collect(@Nullable Value value, Mask mask) {
    if (value == null || mask.marksNothing()) {
      return;
    }
    switch (value) {
      case Value.Mapping mapping -> {
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          collect(entry.getValue(), mask.key(entry.getKey()));
        }
      }
      case Value.Sequence(List<Value> items) -> {
        for (int i = 0; i < items.size(); i++) {
          collect(items.get(i), mask.item(i));
        }
      }
      case Value.Text(String text) -> addText(text);
      case Value.Num number -> addText(number.toString());
      case Value.Bool truth -> {} // two values cannot be searched for
      case Value.Null nothing -> {}
    }
  }

  /** Also what it carries: the leaves of JSON, the password of a URL. */
  private void addText(String text) {
    if (text.length() < SecretRules.MIN_LENGTH || !found.add(text)) {
      return;
    }
    addText(SecretRules.passwordOf(text));
    Value nested = Sensitivity.nested(text);
    if (nested != null) {
      collect(nested, Mask.ALL);
    }
  }

  @Override
  public String toString() {
    return found.size() + " secrets";
  }
}
