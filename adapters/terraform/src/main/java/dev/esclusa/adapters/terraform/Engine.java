package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Digest;
import java.nio.file.Path;

/**
 * One installed engine.
 *
 * @param program the file itself, links resolved
 * @param programHash of the file's bytes, to be compared with an allow-list and told in evidence
 */
public record Engine(EngineKind kind, EngineVersion version, Path program, Digest programHash) {
  @Override
  public String toString() {
    return kind.program() + " " + version;
  }
}
