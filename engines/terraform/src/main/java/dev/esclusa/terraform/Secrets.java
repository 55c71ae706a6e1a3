package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.Collection;
import java.util.HashSet;
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
  private final Sensitivity rules = new Sensitivity(Scrubber.NONE);
  private final Set<String> found = new LinkedHashSet<>();
  private final Set<String> whole = new HashSet<>(); // those of found that are secret as a whole
  private @Nullable Scrubber scrubber;
  private @Nullable Sensitivity sensitivity;

  private Secrets() {}

  public static Secrets of(PlanDocument plan) {
    Secrets secrets = new Secrets();
    plan.changes().forEach(secrets::add);
    plan.drift().forEach(secrets::add);
    plan.deferred().forEach(secrets::add);
    for (OutputChange output : plan.outputs()) {
      Mask mask = secrets.rules.of(output);
      secrets.collect(output.before(), mask, output.sensitive());
      secrets.collect(output.after(), mask, output.sensitive());
    }
    plan.priorState().forEach(secrets::add);
    plan.hidden().forEach(secrets::add);
    return secrets;
  }

  public static Secrets of(StateFile state) {
    Secrets secrets = new Secrets();
    for (StateFile.Instance it : state.instances()) {
      secrets.collect(
          it.attributes(),
          secrets.rules.join(it.sensitive(), it.attributes(), null),
          it.sensitive());
    }
    for (StateFile.Output it : state.outputs()) {
      Mask mask = it.sensitive() ? Mask.ALL : secrets.rules.marks(it.name(), it.value());
      secrets.collect(it.value(), mask, it.sensitive() ? Mask.ALL : Mask.NONE);
    }
    return secrets;
  }

  /** With further values that somebody knows to be secret: tokens of the run, var files. */
  public Secrets with(Collection<String> registered) {
    registered.forEach(it -> addText(it, true));
    scrubber = null;
    sensitivity = null;
    return this;
  }

  Secrets with(Secrets others) {
    return with(others.found);
  }

  /** Finds every collected value of 6 or more characters in any text. */
  public synchronized Scrubber scrubber() {
    Scrubber known = scrubber;
    if (known == null) {
      known = Scrubber.of(found);
      scrubber = known;
    }
    return known;
  }

  /** With all that was collected; for one thread. */
  Sensitivity sensitivity() {
    Sensitivity known = sensitivity;
    if (known == null) {
      known = found.isEmpty() ? rules : rules.knowing(scrubber());
      sensitivity = known;
    }
    return known;
  }

  /** The highest places of a change that must not be shown: masks and rules together. */
  public List<Pointer> sensitivePointers(ResourceChange change) {
    Mask mask = sensitivity().of(change);
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
            change.address(), Pointer.ROOT, value, sensitivity().of(change), masking);
  }

  private void add(ResourceChange change) {
    Mask mask = rules.of(change);
    collect(change.before(), mask, change.sensitive());
    collect(change.after(), mask, change.sensitive());
  }

  void add(StateObject object) {
    collect(
        object.values(), rules.join(object.sensitive(), object.values(), null), object.sensitive());
  }

  private void add(PlanDocument.Hidden hidden) {
    Mask mask = hidden.declaredSensitive() ? Mask.ALL : rules.marks(hidden.name(), hidden.value());
    collect(hidden.value(), mask, hidden.declaredSensitive() ? Mask.ALL : Mask.NONE);
  }

  /**
   * @param declared the part of the mask that somebody said, and no rule only guessed
   */
  private void collect(@Nullable Value value, Mask mask, Mask declared) {
    if (value == null || mask.marksNothing()) {
      return;
    }
    switch (value) {
      case Value.Mapping mapping -> {
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          String key = entry.getKey();
          collect(entry.getValue(), mask.key(key), declared.key(key));
        }
      }
      case Value.Sequence(List<Value> items) -> {
        for (int i = 0; i < items.size(); i++) {
          collect(items.get(i), mask.item(i), declared.item(i));
        }
      }
      case Value.Text(String text) -> addText(text, declared.marksAll());
      case Value.Num number -> addText(number.toString(), false);
      case Value.Bool truth -> {} // two values cannot be searched for
      case Value.Null nothing -> {}
    }
  }

  /**
   * Also what it carries: the password of a URL, and of JSON all leaves, or those that the rules
   * find when it was only them that found the whole.
   */
  private void addText(String text, boolean declared) {
    if (text.length() < SecretRules.MIN_LENGTH) {
      return;
    }
    boolean fresh = found.add(text);
    boolean opened = declared && whole.add(text);
    if (!fresh && !opened) {
      return;
    }
    addText(SecretRules.passwordOf(text), declared);
    Value nested = Sensitivity.nested(text);
    if (nested != null) {
      Mask mask = declared ? Mask.ALL : rules.marks("", nested);
      collect(nested, mask, declared ? Mask.ALL : Mask.NONE);
    }
  }

  @Override
  public String toString() {
    return found.size() + " secrets";
  }
}
