package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.Digest;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which programs may run as engines, by the SHA-256 of their bytes. What is not listed is not even
 * asked for its version.
 *
 * @param programHashes absent: every program that is installed
 */
public record EngineAllowList(@Nullable Set<Digest> programHashes) {
  public EngineAllowList {
    programHashes = programHashes == null ? null : Set.copyOf(programHashes);
  }

  public static EngineAllowList everyInstalled() {
    return new EngineAllowList(null);
  }

  /**
   * Reads a file with one {@code sha256:...} a line; what follows a {@code #} is for people.
   *
   * @throws dev.esclusa.model.ProblemException TFM-0033 where a line is none, or nothing can be
   *     read
   */
  public static EngineAllowList read(Path file) {
    Set<Digest> all = new TreeSet<>();
    for (AllowedLine line : AllowedLine.of(file)) {
      if (line.words().size() != 1
          || !AllowedLine.PROGRAM.matcher(line.words().getFirst()).matches()) {
        throw line.refused("sha256: and 64 hexadecimal digits").asException();
      }
      all.add(Digest.parse(line.words().getFirst()));
    }
    return new EngineAllowList(all);
  }

  boolean admits(Digest programHash) {
    return programHashes == null || programHashes.contains(programHash);
  }

  /** {@code sha256:..., sha256:...}. */
  String wanted() {
    return programHashes == null || programHashes.isEmpty()
        ? "none"
        : programHashes.stream().sorted().map(Digest::toString).collect(Collectors.joining(", "));
  }
}
