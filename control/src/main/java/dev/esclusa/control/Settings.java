package dev.esclusa.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What control has to be told, because it cannot be in Git.
 *
 * @param rootRepository address of the repository that holds the configuration
 * @param holder name of this replica, unique for each start of a process
 * @param leaseLifetime how long a dead replica keeps its targets
 * @param proposalLifetime how long a change may wait for its approvals
 * @param genesis what the configuration begins with; absent where the first head that is seen will
 *     do
 */
public record Settings(
    String rootRepository,
    String holder,
    Duration leaseLifetime,
    Duration proposalLifetime,
    Duration pollInterval,
    @Nullable Genesis genesis) {
  public static Settings of(String rootRepository, String holder) {
    return new Settings(
        rootRepository,
        holder,
        Duration.ofSeconds(15),
        Duration.ofDays(14),
        Duration.ofSeconds(60),
        null);
  }

  public Settings withGenesis(@Nullable Genesis named) {
    return new Settings(
        rootRepository, holder, leaseLifetime, proposalLifetime, pollInterval, named);
  }

  /** A dead replica's work is taken by another when its targets may be, and soon after. */
  Duration workHold() {
    return leaseLifetime.multipliedBy(2);
  }
}
