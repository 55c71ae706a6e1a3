package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.Drift;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Pointer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The drift of one target over time: episodes that open, go on and close, and the memory of what
 * was healed. Not for two threads.
 */
public final class Episodes {
  /** So often within {@link #CONTEST_INTERVAL}, and somebody fights us. */
  static final int CONTEST_COUNT = 3;

  static final Duration CONTEST_INTERVAL = Duration.ofMinutes(10);

  /** One object with one cause drifts at most once at a time. */
  private record Place(Address address, Drift.Cause cause) {}

  private record Field(Address address, Pointer pointer) {}

  private final TargetUid target;
  private final Supplier<EpisodeId> ids;
  private final Map<Place, Drift> open = new LinkedHashMap<>();
  private final Set<EpisodeId> contested = new HashSet<>();
  private final Map<Field, List<Instant>> healed = new HashMap<>();
  private final Map<Field, Integer> opened = new HashMap<>();

  public Episodes(TargetUid target, Supplier<EpisodeId> ids) {
    this.target = target;
    this.ids = ids;
  }

  /** What a look changed. */
  public sealed interface Event {
    Drift drift();

    record Opened(Drift drift) implements Event {}

    /** Open before, and other fields or another writer now. */
    record Moved(Drift drift) implements Event {}

    record Closed(Drift drift) implements Event {}

    /**
     * The same field was healed too often; healing stops.
     *
     * @param count how often within the interval
     */
    record Contested(Drift drift, int count) implements Event {}
  }

  /** Goes on with an episode that the journal knows, e.g. after a start. */
  public void resume(Drift drift) {
    open.put(new Place(drift.address(), drift.cause()), drift);
    fieldsOf(drift).forEach(it -> opened.merge(it, drift.count(), Math::max));
  }

  /** Compares a look with what is open. An episode that goes on unchanged makes no event. */
  public List<Event> see(List<Sighting> sightings, Instant now) {
    List<Event> events = new ArrayList<>();
    Set<Place> seen = new LinkedHashSet<>();
    for (Sighting sighting : sightings) {
      Place place = new Place(sighting.address(), sighting.cause());
      if (seen.add(place)) {
        Drift was = open.get(place);
        Drift is = was == null ? opened(sighting, now) : goesOn(was, sighting);
        open.put(place, is);
        if (was == null) {
          events.add(new Event.Opened(is));
        } else if (!was.equals(is)) {
          events.add(new Event.Moved(is));
        }
        events.addAll(contest(is, now));
      }
    }
    events.addAll(closeOthers(seen, now));
    return events;
  }

  /** A heal of this episode was applied. */
  public void healed(EpisodeId id, Instant at) {
    for (Drift drift : List.copyOf(open.values())) {
      if (drift.id().equals(id)) {
        fieldsOf(drift).forEach(it -> healed.computeIfAbsent(it, _ -> new ArrayList<>()).add(at));
      }
    }
  }

  /** Open episodes, oldest first. */
  public List<Drift> open() {
    return List.copyOf(open.values());
  }

  public @Nullable Drift open(EpisodeId id) {
    return open.values().stream().filter(it -> it.id().equals(id)).findFirst().orElse(null);
  }

  /** Whether healing this episode is more than a fight. */
  public boolean mayHeal(EpisodeId id) {
    return !contested.contains(id);
  }

  private Drift opened(Sighting sighting, Instant now) {
    List<Field> fields = fieldsOf(sighting.address(), sighting.fields());
    fields.forEach(it -> opened.merge(it, 1, Integer::sum));
    int count = fields.stream().mapToInt(it -> opened.getOrDefault(it, 1)).max().orElse(1);
    return new Drift(
        ids.get(),
        target,
        sighting.address(),
        sighting.cause(),
        sighting.actor(),
        sighting.manager(),
        sighting.fields(),
        now,
        null,
        count);
  }

  private static Drift goesOn(Drift was, Sighting now) {
    return new Drift(
        was.id(),
        was.target(),
        was.address(),
        was.cause(),
        now.actor() == null ? was.actor() : now.actor(),
        now.manager() == null ? was.manager() : now.manager(),
        now.fields(),
        was.openedAt(),
        null,
        was.count());
  }

  private List<Event> contest(Drift drift, Instant now) {
    int count = fieldsOf(drift).stream().mapToInt(it -> healsOf(it, now)).max().orElse(0);
    if (count < CONTEST_COUNT || !contested.add(drift.id())) {
      return List.of();
    }
    return List.of(new Event.Contested(drift, count));
  }

  private int healsOf(Field field, Instant now) {
    List<Instant> all = healed.getOrDefault(field, List.of());
    Instant since = now.minus(CONTEST_INTERVAL);
    return (int) all.stream().filter(it -> !it.isBefore(since)).count();
  }

  private List<Event> closeOthers(Set<Place> seen, Instant now) {
    List<Event> events = new ArrayList<>();
    for (Map.Entry<Place, Drift> one : List.copyOf(open.entrySet())) {
      if (!seen.contains(one.getKey())) {
        open.remove(one.getKey());
        contested.remove(one.getValue().id());
        events.add(new Event.Closed(closed(one.getValue(), now)));
      }
    }
    healed.values().forEach(it -> it.removeIf(at -> at.isBefore(now.minus(CONTEST_INTERVAL))));
    healed.values().removeIf(List::isEmpty);
    return events;
  }

  private static Drift closed(Drift drift, Instant now) {
    return new Drift(
        drift.id(),
        drift.target(),
        drift.address(),
        drift.cause(),
        drift.actor(),
        drift.manager(),
        drift.fields(),
        drift.openedAt(),
        now,
        drift.count());
  }

  private static List<Field> fieldsOf(Drift drift) {
    return fieldsOf(drift.address(), drift.fields());
  }

  /** An object that is gone counts as one field, itself. */
  private static List<Field> fieldsOf(Address address, List<FieldChange> fields) {
    return fields.isEmpty()
        ? List.of(new Field(address, Pointer.ROOT))
        : fields.stream().map(it -> new Field(address, it.pointer())).toList();
  }
}
