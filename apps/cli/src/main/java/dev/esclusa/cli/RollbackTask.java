package dev.esclusa.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Back to an earlier commit. */
@Command(
    name = "rollback",
    description = {
      "Propose to bring a target back to an earlier commit.",
      "Newer commits wait until the time is over. It is planned, judged and approved like every",
      "change."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa rollback prod/crm-core --to 3f2a91bc --for 2h30m --reason 'errors since noon'"
    })
final class RollbackTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "TARGET", description = "A target, shortened if unique.")
  private String target = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "COMMIT",
      description = "The commit, or its first digits where the target's changes know it.")
  private String commit = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "2h",
      description = "How long newer commits wait (default: ${DEFAULT-VALUE}).")
  private Duration pin = Duration.ZERO;

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the record.")
  private String reason = "";

  RollbackTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String name = target(client, target);
    String full = ask(client, it -> new Names(it).commit(name, commit));
    Instant until = terminal.tempo().now().plus(pin);
    Api.Opened opened = ask(client, it -> it.rollBack(name, full, until, reason));
    format.print(
        terminal,
        opened,
        () ->
            List.of(
                opened.change()
                    + " is proposed: "
                    + name
                    + " back to "
                    + ChangeText.shortened(full)
                    + ", pinned until "
                    + Spans.instant(until)));
    return ExitCode.OK;
  }
}
