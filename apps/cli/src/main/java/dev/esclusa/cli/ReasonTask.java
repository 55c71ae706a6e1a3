package dev.esclusa.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Something that a person says of a change, and why. */
abstract class ReasonTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the record.")
  private String reason = "";

  ReasonTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  final ExitCode run(Client client) {
    String id = change(client, change);
    moved(ask(client, it -> say(it, id, reason)));
    return ExitCode.OK;
  }

  abstract Api.ChangeSummary say(Client client, String id, String reason);
}
