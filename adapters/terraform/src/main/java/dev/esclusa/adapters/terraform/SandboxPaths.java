package dev.esclusa.adapters.terraform;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things are for the engine. In a private root the box stands at one fixed place, so that a
 * plan does not differ because it was made in another folder.
 *
 * @param box the folder that the engine may write
 * @param mirror the unpacked providers
 */
record SandboxPaths(Path box, Path mirror) {
  /** The checkout, the engine's own folder, results, inputs, and what any program expects. */
  static final List<String> FOLDERS = List.of("src", "data", "out", "in", "tmp", "home");

  static SandboxPaths inPrivateRoot() {
    return new SandboxPaths(Path.of("/stack"), Path.of("/providers"));
  }

  Path in(String name) {
    return box.resolve(name);
  }
}
