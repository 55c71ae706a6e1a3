package dev.esclusa.control;

import dev.esclusa.model.Address;
import dev.esclusa.model.TargetUid;
import dev.esclusa.observe.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is said to have touched what, by audit logs that hint at drift. It is remembered for as long
 * as the look takes that follows; what that look finds is recorded with the actor.
 */
final class Attributions {
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int KEPT = 10_000;

  private record Place(TargetUid target, Address address) {}

  private record Said(Writer writer, Instant at) {}

  private final Map<Place, List<Said>> said = new LinkedHashMap<>();

  /**
   * @param actor as the audit log names it
   * @param ours whether it is a person of a team, who has a way of their own to change things
   */
  synchronized void add(
      TargetUid target, Address address, String actor, boolean ours, Instant now) {
    Place place = new Place(target, address);
    Writer writer = new Writer(ours ? "console" : actor, List.of(), actor, now);
    List<Said> all = new ArrayList<>(fresh(place, now));
    all.add(new Said(writer, now));
    said.remove(place);
    said.put(place, all);
    if (said.size() > KEPT) {
      said.remove(said.keySet().iterator().next());
    }
  }

  synchronized List<Writer> of(TargetUid target, Address address, Instant now) {
    return fresh(new Place(target, address), now).stream().map(Said::writer).toList();
  }

  private List<Said> fresh(Place place, Instant now) {
    return said.getOrDefault(place, List.of()).stream()
        .filter(it -> it.at().plus(REMEMBERED).isAfter(now))
        .toList();
  }
}
