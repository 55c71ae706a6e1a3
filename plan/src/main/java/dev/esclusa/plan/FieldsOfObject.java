package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tree.Diff;
import dev.esclusa.tree.Difference;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one object before and after: normalised, ignored ones left out, secrets masked. */
final class FieldsOfObject {
  private final PlanInput input;

  FieldsOfObject(PlanInput input) {
    this.input = input;
  }

  /**
   * What Git says of a new object. What the authority would add is left out: it draws some of it
   * anew each time (a cluster address, a node port), and two equal plans must have equal bytes.
   */
  List<FieldChange> created(Address address, Value desired) {
    return fields(address, null, Words.asWritten(address, desired), List.of());
  }

  /** From the live object to the predicted one. */
  List<FieldChange> changed(Predicted one, Live live, Value after) {
    Address address = one.address();
    return fields(
        address,
        Words.normalised(address, live.body()),
        Words.normalised(address, after),
        one.taken());
  }

  /** What Git says that the live object does not: all that is known without a prediction. */
  List<FieldChange> asked(Predicted one, Value desired, Live live) {
    Address address = one.address();
    return fields(
            address,
            Words.normalised(address, live.body()),
            Words.asWritten(address, desired),
            one.taken())
        .stream()
        .filter(it -> it.after() != null)
        .toList();
  }

  private List<FieldChange> fields(
      Address address, @Nullable Value before, Value after, List<TakenField> taken) {
    Set<Pointer> secrets = new HashSet<>(Words.secrets(address, before));
    secrets.addAll(Words.secrets(address, after));
    List<FieldChange> fields = new ArrayList<>();
    for (Difference one : Diff.between(before, after)) {
      Pointer place = one.pointer();
      if (!Words.isMarker(address, place) && !ignored(address, place)) {
        boolean secret = secrets.stream().anyMatch(it -> overlap(it, place));
        fields.add(field(address, one, secret, holder(place, taken)));
      }
    }
    return fields;
  }

  /** Whether one of the two holds the other. */
  private static boolean overlap(Pointer one, Pointer other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  private FieldChange field(
      Address address, Difference one, boolean secret, @Nullable String takenFrom) {
    boolean sensitive = secret || isMasked(one.before()) || isMasked(one.after());
    return new FieldChange(
        one.pointer(),
        sensitive ? masked(address, one.pointer(), one.before(), SecretOrigin.LIVE) : one.before(),
        sensitive
            ? masked(address, one.pointer(), one.after(), SecretOrigin.LITERAL_IN_GIT)
            : one.after(),
        sensitive,
        takenFrom);
  }

  private @Nullable Value masked(
      Address address, Pointer pointer, @Nullable Value secret, SecretOrigin origin) {
    return secret == null || Masked.isMasked(secret)
        ? secret
        : input.redaction().mask(address, pointer, secret, origin).toValue();
  }

  private static boolean isMasked(@Nullable Value value) {
    return value != null && Masked.isMasked(value);
  }

  private static @Nullable String holder(Pointer pointer, List<TakenField> taken) {
    return taken.stream()
        .filter(it -> overlap(it.pointer(), pointer))
        .map(TakenField::manager)
        .sorted()
        .distinct()
        .reduce((one, other) -> one + ", " + other)
        .orElse(null);
  }

  private boolean ignored(Address address, Pointer field) {
    return input.ignores().stream()
        .anyMatch(it -> it.covers(input.target().name(), address, field));
  }
}
