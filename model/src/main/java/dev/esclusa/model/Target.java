package dev.esclusa.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state boundary: one piece of the world with exactly one mutation authority.
 *
 * @param uid never changes
 * @param name may change
 * @param owner a team
 * @param place where it lives, in the words of its authority: account, cluster, namespace, service
 */
public record Target(
    TargetUid uid,
    TargetName name,
    String project,
    Authority authority,
    String owner,
    RiskTier riskTier,
    Map<String, String> place) {

  public Target {
    Shape.NAME.check("project", project);
    Shape.NAME.check("owner", owner);
    place = Collections.unmodifiableMap(new TreeMap<>(place));
  }

  public String environment() {
    return name.environment();
  }
}
