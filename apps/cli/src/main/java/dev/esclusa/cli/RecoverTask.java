package dev.esclusa.cli;

import dev.esclusa.model.ApplyResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person's verdict of an apply in doubt. */
@Command(
    name = "recover",
    description = {
      "Say how an apply in doubt ended, where nobody can read it back.",
      "Look at the real objects first: this is your word, and it is recorded as yours."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa recover c-5h2k9d7m3q --outcome succeeded --reason 'the VPC is there'"
    })
final class RecoverTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change in doubt.")
  private String change = "";

  @Option(
      names = "--outcome",
      required = true,
      paramLabel = "OUTCOME",
      description = "succeeded, failed or partial.")
  private Verdict outcome = Verdict.FAILED;

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "What you saw, for the record.")
  private String reason = "";

  /** What a person may say. */
  enum Verdict {
    SUCCEEDED,
    FAILED,
    PARTIAL;

    ApplyResult.Outcome outcome() {
      return switch (this) {
        case SUCCEEDED -> ApplyResult.Outcome.SUCCEEDED;
        case FAILED -> ApplyResult.Outcome.FAILED;
        case PARTIAL -> ApplyResult.Outcome.PARTIAL;
      };
    }
  }

  RecoverTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String id = change(client, change);
    moved(ask(client, it -> it.recover(id, outcome.outcome(), reason)));
    return ExitCode.OK;
  }
}
