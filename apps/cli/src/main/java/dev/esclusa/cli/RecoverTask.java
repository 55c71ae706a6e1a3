package dev.esclusa.cli;

import dev.esclusa.model.ApplyResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person's verdict of an apply in doubt. */
@Command(
    name = "recover",
    description = {
      "Say how an apply in doubt ended, where nobody can read it back.",
      "Look at the real objects first: this is your word, and it is recorded as yours.",
      "Where objects are in doubt, each wants a verdict; the change that then leads out waits for",
      "approval like any other."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa recover c-5h2k9d7m3q --done aws_vpc.main --reason 'the VPC is there'",
      "  esclusa recover c-5h2k9d7m3q --outcome succeeded --reason 'nothing was left to do'"
    })
final class RecoverTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change in doubt.")
  private String change = "";

  @Option(
      names = "--done",
      paramLabel = "ADDRESS",
      description = "What the plan wanted of it is so. May be given again and again.")
  private List<String> done = new ArrayList<>();

  @Option(
      names = "--not-done",
      paramLabel = "ADDRESS",
      description = "What the plan wanted of it is not so.")
  private List<String> notDone = new ArrayList<>();

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "succeeded, failed or partial; only where no object is in doubt.")
  private @Nullable Verdict outcome;

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
    Verdict whole = outcome;
    if (whole != null) {
      Api.Opened said = ask(client, it -> it.recover(id, whole.outcome(), reason));
      format.print(terminal, said, () -> List.of(id + " is settled."));
      return ExitCode.OK;
    }
    Api.Opened opened = ask(client, it -> it.leadOut(id, done, notDone, reason));
    format.print(
        terminal,
        opened,
        () ->
            List.of(
                opened.change() + " is proposed: it leads " + id + " out of doubt.",
                "See what it does with: esclusa show " + opened.change()));
    return ExitCode.OK;
  }
}
