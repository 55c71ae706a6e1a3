package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.Drift;
import dev.esclusa.model.FieldChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drift of one object as it is seen at one moment.
 *
 * @param actor only from an audit source
 * @param manager the writer of the fields, where the authority names one
 * @param fields what a restore would change; empty when the object itself is gone
 * @param restorable whether applying again what is in place would undo it
 */
public record Sighting(
    Address address,
    Drift.Cause cause,
    @Nullable String actor,
    @Nullable String manager,
    List<FieldChange> fields,
    boolean restorable) {
  public Sighting {
    fields = List.copyOf(fields);
  }

  /** One that an apply would undo. */
  public Sighting(
      Address address,
      Drift.Cause cause,
      @Nullable String actor,
      @Nullable String manager,
      List<FieldChange> fields) {
    this(address, cause, actor, manager, fields, true);
  }

  /** Whether it is anything to act on. */
  public boolean counts() {
    return cause != Drift.Cause.IGNORED;
  }
}
