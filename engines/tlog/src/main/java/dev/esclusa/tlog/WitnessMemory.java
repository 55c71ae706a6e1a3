package dev.esclusa.tlog;

import java.util.Optional;

/** The last head a witness cosigned, for each origin. Losing it makes the witness worthless. */
public interface WitnessMemory {
  Optional<TreeHead> last(String origin);

  /** Durable when it returns. */
  void remember(String origin, TreeHead head);
}
