package dev.esclusa.control;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The installation as the journal has it.
 *
 * @param genesis the commit of the root repository that it was told to start from
 * @param inForce the commit whose configuration is in force
 * @param refused the newest commit whose configuration could not be read, until a better one comes
 * @param refusedIndex log index of that fact, whose payload holds the problems
 * @param paused nothing is applied anywhere
 * @param haltedPlaces where healing is halted, because the observer is doubted
 * @param erased log index of the newest erasure of each change whose payloads are gone
 */
public record InstallationRecord(
    @Nullable String id,
    @Nullable String genesis,
    @Nullable String inForce,
    @Nullable String refused,
    long refusedIndex,
    boolean paused,
    Set<String> haltedPlaces,
    Map<ChangeId, Long> erased) {
  static final InstallationRecord EMPTY =
      new InstallationRecord(null, null, null, null, -1, false, Set.of(), Map.of());

  public InstallationRecord {
    haltedPlaces = Set.copyOf(haltedPlaces);
    erased = Map.copyOf(erased);
  }

  InstallationRecord after(Fact.OfInstallation fact, long index) {
    return switch (fact) {
      case Fact.GenesisPinned f ->
          new InstallationRecord(
              f.installation(),
              f.commit(),
              inForce,
              refused,
              refusedIndex,
              paused,
              haltedPlaces,
              erased);
      case Fact.ConfigurationActivated f ->
          new InstallationRecord(id, genesis, f.commit(), null, -1, paused, haltedPlaces, erased);
      case Fact.ConfigurationRefused f ->
          new InstallationRecord(
              id, genesis, inForce, f.commit(), index, paused, haltedPlaces, erased);
      case Fact.AllPaused _ -> withPaused(true);
      case Fact.AllResumed _ -> withPaused(false);
      case Fact.HealingHalted f -> withHalted(f.place(), true);
      case Fact.HealingResumed f -> withHalted(f.place(), false);
      case Fact.PayloadsErased f -> withErased(f.change(), index);
      case Fact.FormatActivated _, Fact.LogContinued _, Fact.KeyRotated _ -> this;
    };
  }

  private InstallationRecord withErased(ChangeId change, long index) {
    Map<ChangeId, Long> all = new HashMap<>(erased);
    all.put(change, index);
    return new InstallationRecord(
        id, genesis, inForce, refused, refusedIndex, paused, haltedPlaces, all);
  }

  private InstallationRecord withPaused(boolean value) {
    return new InstallationRecord(
        id, genesis, inForce, refused, refusedIndex, value, haltedPlaces, erased);
  }

  private InstallationRecord withHalted(String place, boolean halted) {
    Set<String> places = new HashSet<>(haltedPlaces);
    if (halted) {
      places.add(place);
    } else {
      places.remove(place);
    }
    return new InstallationRecord(
        id, genesis, inForce, refused, refusedIndex, paused, places, erased);
  }
}
