package dev.esclusa.cli;

import dev.esclusa.tree.Value;
import java.util.List;
import picocli.CommandLine.Command;

/** Look at Git now. */
@Command(
    name = "sync",
    description = "Have the server look at Git now, not at its next turn.",
    footer = {"", "Examples:", "  esclusa sync"})
final class SyncTask extends ServerTask {
  SyncTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    ask(
        client,
        it -> {
          it.sync();
          return Boolean.TRUE;
        });
    format.print(
        terminal, Value.mapping("asked", true), () -> List.of("The server looks at Git now."));
    return ExitCode.OK;
  }
}
