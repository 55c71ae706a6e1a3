package dev.esclusa.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes drift as it is. */
@Command(
    name = "accept",
    description = {
      "Propose to take what drifted as it is: the world stays, the accepted baseline moves.",
      "It is planned, judged and approved like every change. What Git says stays what it is: write",
      "it there too, or the next apply of it undoes what it can."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa get drift",
      "  esclusa accept d-5h2k9d7m3q --reason 'the policy is needed until the audit is over'"
    })
final class AcceptTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "DRIFT", description = "An episode of drift.")
  private String drift = "";

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the record.")
  private String reason = "";

  AcceptTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    Api.Opened opened = ask(client, it -> it.accept(drift, reason));
    format.print(
        terminal, opened, () -> List.of(opened.change() + " is proposed: accept drift " + drift));
    return ExitCode.OK;
  }
}
