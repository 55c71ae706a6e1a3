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

/** Who asks for which object; an object has one owner. */
public final class Claims {
  private final Map<Object, List<Claim>> claimants = new HashMap<>();

  private Claims() {}

  public static Claims of(Collection<Claim> claims) {
    Claims found = new Claims();
    for (Claim claim : sorted(claims)) {
      for (Address address : claim.positions().keySet()) {
        found
            .claimants
            .computeIfAbsent(object(claim.target(), address), _ -> new ArrayList<>())
            .add(claim);
      }
    }
    return found;
  }

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

  /** What a target asks for and others do too, in the order of addresses, then target names. */
  public List<Conflict> conflicts(Claim mine) {
    List<Conflict> conflicts = new ArrayList<>();
    for (Address address : mine.positions().keySet().stream().sorted().toList()) {
      for (Claim other : others(mine.target(), address)) {
        List<Claim> both = sorted(List.of(mine, other));
        conflicts.add(conflict(address, both.getFirst(), both.getLast()));
      }
    }
    return List.copyOf(conflicts);
  }

  /** Of these objects of a target those that another target asks for, and which. */
  public Map<Address, Target> elsewhere(Target target, Collection<Address> addresses) {
    Map<Address, Target> found = new TreeMap<>();
    for (Address address : addresses) {
      others(target, address).stream().findFirst().ifPresent(it -> found.put(address, it.target()));
    }
    return found;
  }

  private List<Claim> others(Target target, Address address) {
    return claimants.getOrDefault(object(target, address), List.of()).stream()
        .filter(it -> !it.target().uid().equals(target.uid()))
        .toList();
  }

  private static List<Claim> sorted(Collection<Claim> claims) {
    return claims.stream()
        .sorted(
            Comparator.comparing((Claim it) -> it.target().name())
                .thenComparing(it -> it.target().uid()))
        .toList();
  }

  /** Whether an address means the same object to both. */
  public static boolean onePlace(Target one, Target other) {
    return one.authority().equals(other.authority()) && clusterOf(one).equals(clusterOf(other));
  }

  /** The same address on another cluster is another object. */
  private static Object object(Target target, Address address) {
    return new Object(target.authority().text(), clusterOf(target), address);
  }

  private static String clusterOf(Target target) {
    return target.place().getOrDefault("cluster", "");
  }

  private static Conflict conflict(Address address, Claim first, Claim second) {
    Problem problem =
        Problem.caller(
            "DES-0014",
            address.text()
                + " is claimed by "
                + claimed(first, address)
                + " and by "
                + claimed(second, address)
                + "; an object has one owner.",
            "Remove it from one of the two.");
    return new Conflict(address, first.target(), second.target(), problem);
  }

  private static String claimed(Claim claim, Address address) {
    String place = claim.positions().getOrDefault(address, "");
    return claim.target().name() + (place.isEmpty() ? "" : " (" + place + ")");
  }
}
