package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Digest;
import java.util.Set;

/**
 * Which programs may run, by the SHA-256 of their bytes.
 *
 * @param programHashes empty: every program that is installed
 */
public record EngineAllowList(Set<Digest> programHashes) {
  public EngineAllowList {
    programHashes = Set.copyOf(programHashes);
  }

  public static EngineAllowList everyInstalled() {
    return new EngineAllowList(Set.of());
  }

  boolean admits(Engine engine) {
    return programHashes.isEmpty() || programHashes.contains(engine.programHash());
  }
}
