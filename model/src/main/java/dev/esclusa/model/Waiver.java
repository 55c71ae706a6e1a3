package dev.esclusa.model;

import java.time.Instant;
import java.util.List;

/**
 * An exception from one rule of a policy pack, never without an end.
 *
 * @param name what a finding names as its waiver
 * @param owner the person who granted it, and who approves nothing that it helps
 * @param incident where the reason is followed, e.g. {@code INC-1042}
 * @param environments glob patterns; all when empty
 * @param targets glob patterns of target names; all when empty
 * @param addresses glob patterns of address texts; all when empty
 * @param expiresAt from then on it counts no more
 */
public record Waiver(
    String name,
    RuleId rule,
    String owner,
    String reason,
    String incident,
    List<String> environments,
    List<String> targets,
    List<String> addresses,
    Instant expiresAt) {
  public Waiver {
    environments = List.copyOf(environments);
    targets = List.copyOf(targets);
    addresses = List.copyOf(addresses);
  }

  /**
   * Whether it speaks of a finding; whether it is in force is another question. One that names
   * addresses says nothing of a finding without.
   */
  public boolean covers(Target target, Finding finding) {
    Address address = finding.address();
    return rule.equals(finding.rule())
        && (environments.isEmpty() || Glob.matchesAny(environments, target.environment()))
        && (targets.isEmpty() || Glob.matchesAny(targets, target.name().text()))
        && (addresses.isEmpty() || (address != null && Glob.matchesAny(addresses, address.text())));
  }

  public boolean inForce(Instant at) {
    return at.isBefore(expiresAt);
  }
}
