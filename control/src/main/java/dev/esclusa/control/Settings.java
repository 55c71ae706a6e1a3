package dev.esclusa.control;

import java.time.Duration;

/**
 * What control has to be told, because it cannot be in Git.
 *
 * @param rootRepository address of the repository that holds the configuration
 * @param holder name of this replica, unique for each start of a process
 * @param leaseLifetime how long a dead replica keeps its targets
 * @param proposalLifetime how long a change may wait for its approvals
 */
public record Settings(
    String rootRepository,
    String holder,
    Duration leaseLifetime,
    Duration proposalLifetime,
    Duration pollInterval) {
  public static Settings of(String rootRepository, String holder) {
    return new Settings(
        rootRepository,
        holder,
        Duration.ofSeconds(15),
        Duration.ofDays(14),
        Duration.ofSeconds(60));
  }
}
