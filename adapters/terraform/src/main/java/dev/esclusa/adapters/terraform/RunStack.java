package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.SourceTree;
import java.nio.file.Path;
import java.util.List;

/**
 * One stack as a run sees it.
 *
 * @param name for people
 * @param files of the revision
 * @param folder of the stack within them; empty: the root
 * @param parts the folders that are written for the run; {@code [""]}: everything. The stack's own
 *     is always among them
 * @param workspace {@code default} where none is named
 * @param modules where modules may come from
 * @param writable folders of the machine that the engine may write besides its own: where a stack
 *     keeps its state in a local file
 */
public record RunStack(
    String name,
    Engine engine,
    SourceTree files,
    String folder,
    List<String> parts,
    String workspace,
    RunBackend backend,
    Modules modules,
    List<Path> writable) {
  /** Where modules may come from. */
  public enum Modules {
    /** Only from the files of the revision. */
    CHECKOUT,
    /** From everywhere that the engine knows; what it fetches runs with the plan's identity. */
    ANYWHERE
  }

  public RunStack {
    parts = List.copyOf(parts);
    writable = List.copyOf(writable);
    if (!workspace.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,89}")) {
      throw RunnerProblem.refusedWorkspace(workspace).asException();
    }
  }

  /** The folder in which the engine works, within the box. */
  String place() {
    return folder.isEmpty() ? "src" : "src/" + folder;
  }
}
