package dev.esclusa.model;

import dev.esclusa.tree.Pointer;
import java.time.Instant;
import java.util.List;

/**
 * A difference that nobody wants to hear of for a time, with someone who answers for it.
 *
 * @param addresses glob patterns of address texts
 * @param pointers the fields, with {@code *} for any one token
 * @param reviewBy from then on it hides nothing: somebody has to write a later date, with a reason
 */
public record IgnoreRule(
    String name,
    List<String> targets,
    List<String> addresses,
    List<String> pointers,
    String owner,
    String reason,
    Instant reviewBy) {
  public IgnoreRule {
    targets = List.copyOf(targets);
    addresses = List.copyOf(addresses);
    pointers = List.copyOf(pointers);
  }

  /**
   * Whether it speaks of a field; a pointer covers what lies below it, an empty list everything.
   */
  public boolean covers(TargetName target, Address address, Pointer field) {
    return speaksOf(target)
        && (addresses.isEmpty() || Glob.matchesAny(addresses, address.text()))
        && pointers.stream().anyMatch(it -> covers(Pointer.parse(it).tokens(), field.tokens()));
  }

  public boolean speaksOf(TargetName target) {
    return targets.isEmpty() || Glob.matchesAny(targets, target.text());
  }

  public boolean inForce(Instant now) {
    return now.isBefore(reviewBy);
  }

  private static boolean covers(List<String> wanted, List<String> seen) {
    if (wanted.size() > seen.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).equals("*") && !wanted.get(i).equals(seen.get(i))) {
        return false;
      }
    }
    return true;
  }
}
