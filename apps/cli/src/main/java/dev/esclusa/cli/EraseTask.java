package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names and reasons removed for good. */
@Command(
    name = "erase",
    description = {
      "Remove the payloads of a proven change: names, reasons, plan, findings.",
      "It is a recorded act, nobody can undo it, and the log still verifies."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa erase c-5h2k9d7m3q --payloads --reason 'request 4711 of a person'"
    })
final class EraseTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A proven change.")
  private String change = "";

  @Option(names = "--payloads", description = "Say that it is the payloads you mean.")
  private boolean payloads;

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the record.")
  private String reason = "";

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  EraseTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    if (!payloads) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0016",
              "erase needs --payloads: the log itself is never erased.",
              "Add --payloads, where that is what you mean."));
    }
    String id = change(client, change);
    Confirmation.ask(terminal, yes, "Erase the payloads of " + id + " for good?");
    Api.Erased erased = ask(client, it -> it.erase(id, reason));
    format.print(
        terminal, erased, () -> List.of(erased.erased() + " payloads of " + id + " are gone."));
    return ExitCode.OK;
  }
}
