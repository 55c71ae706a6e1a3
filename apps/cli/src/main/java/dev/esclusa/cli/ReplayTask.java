package dev.esclusa.cli;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a recorded decision again and compares. */
@Command(
    name = "replay",
    description = {
      "Make the decision of a change again, from what it was made from, and compare.",
      "The hash covers engine, packs, data, everything they read, and the result.",
      "With --print-input: the document that the rules read, for `esclusa check --change`; every",
      "secret in it is masked."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa replay c-5h2k9d7m3q",
      "  esclusa replay 5h2k -o yaml",
      "  esclusa replay 5h2k --print-input > change.json"
    })
final class ReplayTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  @Option(
      names = "--print-input",
      description = "Print the document that the rules read, and do nothing else.")
  private boolean printInput;

  ReplayTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String id = change(client, change);
    if (printInput) {
      byte[] stored = ask(client, it -> it.inputBytes(id));
      Value input = Json.read(stored);
      terminal.text(Plain.json(Json.pretty(input).stripTrailing() + "\n"));
      return ExitCode.OK;
    }
    Api.Replay replay = ask(client, it -> it.replay(id));
    format.print(terminal, replay, () -> lines(replay));
    return replay.differences().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static List<String> lines(Api.Replay replay) {
    List<String> lines = new ArrayList<>();
    lines.add(
        replay.change()
            + (replay.differences().isEmpty()
                ? ": the same decision"
                : replay.sameVerdict() ? ": the same verdict, another hash" : ": ANOTHER VERDICT"));
    lines.add("  configuration " + replay.configuration());
    lines.add("  recorded      " + replay.recorded());
    lines.add("  now           " + replay.again());
    replay.differences().forEach(it -> lines.add("  " + it));
    return lines;
  }
}
