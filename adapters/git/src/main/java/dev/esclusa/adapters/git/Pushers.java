package dev.esclusa.adapters.git;

import org.jspecify.annotations.Nullable;

/** The port to the record of who pushed which commits to our own endpoint. */
@FunctionalInterface
public interface Pushers {
  /** For repositories that are not served by our own endpoint. */
  Pushers NONE = (address, commit) -> null;

  /**
   * @param address of the repository as the estate names it
   * @return the principal's id; absent when nobody pushed the commit there
   */
  @Nullable String pusher(String address, String commit);
}
