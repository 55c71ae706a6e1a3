package dev.esclusa.plan;

import dev.esclusa.model.Address;
import dev.esclusa.model.Target;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects that pass from one target to another, because Git asks for them elsewhere now: ADOPT in
 * the plan of the receiver, FORGET in the plan of the giver, and never a deletion.
 *
 * @param from objects that this target asks for, by the target whose marker they carry
 * @param to objects that this target gives up, by the target that asks for them
 */
public record Moves(Map<Address, Target> from, Map<Address, Target> to) {
  public static final Moves NONE = new Moves(Map.of(), Map.of());

  public Moves {
    from = Collections.unmodifiableMap(new TreeMap<>(from));
    to = Collections.unmodifiableMap(new TreeMap<>(to));
  }
}
