package dev.esclusa.adapters.git;

import dev.esclusa.model.Principal;
import java.time.Instant;

/** The port to whatever checks the signatures of commits. */
@FunctionalInterface
public interface CommitSignatures {
  /**
   * @param rawCommit the object's content as Git hashes it, without the header before it
   * @param allowedSigners content of the file of that name in force
   * @param at the key must be allowed at this instant
   * @return known by its signature, or unknown with the cause
   */
  Principal verify(byte[] rawCommit, String allowedSigners, Instant at);
}
