package dev.esclusa.desired;

import dev.esclusa.model.Address;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds objects that two targets ask for: an object has one owner. */
public final class Claims {
  private Claims() {}

  /**
   * What one target asks for, without the bodies.
   *
   * @param positions where each address is written
   */
  public record Claim(Target target, Map<Address, String> positions) {
    public Claim {
      positions = Map.copyOf(positions);
    }

    public static Claim of(Target target, DesiredState state) {
      Map<Address, String> positions = new HashMap<>();
      for (Resource resource : state.resources()) {
        @Nullable Position position = resource.position();
        positions.put(resource.address(), position == null ? "" : position.toString());
      }
      return new Claim(target, positions);
    }
  }

  /**
   * Two targets and the object that both claim.
   *
   * @param problem names the object, both targets and both places
   */
  public record Conflict(Address address, Target first, Target second, Problem problem) {}

  private record Object(String authority, String cluster, Address address) {}

  /** In the order of addresses, then target names; every later claimant against the first. */
  public static List<Conflict> conflicts(Collection<Claim> claims) {
    Map<Object, Claim> owners = new HashMap<>();
    List<Conflict> conflicts = new ArrayList<>();
    for (Claim claim : sorted(claims)) {
      for (Map.Entry<Address, String> one : new TreeMap<>(claim.positions()).entrySet()) {
        Claim first = owners.putIfAbsent(object(claim.target(), one.getKey()), claim);
        if (first != null) {
          conflicts.add(conflict(one.getKey(), first, claim));
        }
      }
    }
    conflicts.sort(
        Comparator.comparing(Conflict::address)
            .thenComparing(it -> it.second().name())
            .thenComparing(it -> it.second().uid()));
    return List.copyOf(conflicts);
  }

  private static List<Claim> sorted(Collection<Claim> claims) {
    return claims.stream()
        .sorted(
            Comparator.comparing((Claim it) -> it.target().name())
                .thenComparing(it -> it.target().uid()))
        .toList();
  }

  /** The same address on another cluster is another object. */
  private static Object object(Target target, Address address) {
    return new Object(
        target.authority().text(), target.place().getOrDefault("cluster", ""), address);
  }

  private static Conflict conflict(Address address, Claim first, Claim second) {
    Problem problem =
        Problem.caller(
            "DES-0014",
            address.text() + " is claimed by " + claimed(first, address) + " and by "
                + claimed(second, address) + "; an object has one owner.",
            "Remove it from one of the two.");
    return new Conflict(address, first.target(), second.target(), problem);
  }

  private static String claimed(Claim claim, Address address) {
    String place = claim.positions().getOrDefault(address, "");
    return claim.target().name() + (place.isEmpty() ? "" : " (" + place + ")");
  }
}
