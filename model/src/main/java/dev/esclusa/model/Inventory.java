package dev.esclusa.model;

import java.util.Comparator;
import java.util.List;

/**
 * The objects that a target owns, as its newest apply left them.
 *
 * @param owned each with the authority's own identity of the object, e.g. a Kubernetes uid
 */
public record Inventory(TargetUid target, List<Owned> owned) {
  /** One object that is ours. */
  public record Owned(Address address, String uid) {}

  public Inventory {
    owned = owned.stream().sorted(Comparator.comparing(Owned::address)).toList();
  }

  public static Inventory empty(TargetUid target) {
    return new Inventory(target, List.of());
  }

  public List<Address> addresses() {
    return owned.stream().map(Owned::address).toList();
  }
}
