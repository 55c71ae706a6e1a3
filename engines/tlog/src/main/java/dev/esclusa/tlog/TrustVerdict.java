package dev.esclusa.tlog;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether a trust policy accepts a checkpoint. */
public sealed interface TrustVerdict {

  /**
   * Signed by a known log and cosigned by a quorum.
   *
   * @param cosignedAt when each known witness cosigned, by its name in the policy
   */
  record Trusted(VerifierKey log, SortedMap<String, Instant> cosignedAt) implements TrustVerdict {
    public Trusted {
      cosignedAt = Collections.unmodifiableSortedMap(new TreeMap<>(cosignedAt));
    }
  }

  /** Not accepted, for this reason. */
  record Distrusted(String cause) implements TrustVerdict {}
}
