package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The bundle of a change. */
@Command(
    name = "evidence",
    description = "Write the evidence bundle of a change, which `esclusa verify` checks offline.",
    footer = {
      "",
      "Examples:",
      "  esclusa evidence c-5h2k9d7m3q > bundle",
      "  esclusa evidence c-5h2k9d7m3q --file bundle"
    })
final class EvidenceTask extends ServerTask {
  /** A change is proven a moment before its witness has seen it. */
  private static final String NOT_WITNESSED = "EVD-0012";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);

  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Write here, not to the standard output.")
  private String file = "";

  EvidenceTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String id = change(client, change);
    byte[] bundle = ask(client, it -> witnessed(it, id));
    if (file.isEmpty()) {
      terminal.bytes(bundle);
    } else {
      write(terminal.path(file), bundle);
      terminal.note(bundle.length + " bytes are in " + file + ".");
    }
    return ExitCode.OK;
  }

  private byte[] witnessed(Client client, String id) {
    Instant deadline = terminal.tempo().now().plus(PATIENCE);
    while (true) {
      try {
        return client.evidence(id);
      } catch (Failure e) {
        if (!e.problem().code().equals(NOT_WITNESSED)
            || terminal.tempo().now().isAfter(deadline)
            || !paused()) {
          throw e;
        }
      }
    }
  }

  private boolean paused() {
    try {
      terminal.tempo().pause(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void write(Path path, byte[] bundle) {
    try {
      Files.write(path, bundle);
    } catch (IOException e) {
      throw Failure.of(
          ExitCode.REFUSED,
          Problem.environment(
              "CLI-0013", path + " cannot be written.", "Check the folder and its permissions."),
          e);
    }
  }
}
