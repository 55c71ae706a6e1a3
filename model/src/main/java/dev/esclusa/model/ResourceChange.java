package dev.esclusa.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan does to one object.
 *
 * @param fields redacted; empty for DELETE, FORGET and NOTHING
 * @param wave objects of a lower wave are finished first
 * @param phase e.g. {@code sync}
 * @param guarded whether its deletion needs an approval that names it
 * @param unpredictedBecause why the result is not known yet, e.g. its kind is made by the same plan
 */
public record ResourceChange(
    Address address,
    Action action,
    List<FieldChange> fields,
    int wave,
    String phase,
    boolean guarded,
    @Nullable String unpredictedBecause) {
  public ResourceChange {
    fields = List.copyOf(fields);
  }
}
