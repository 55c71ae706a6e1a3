package dev.esclusa.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a recorded decision again and compares. */
@Command(
    name = "replay",
    description = {
      "Make the decision of a change again, from what it was made from, and compare.",
      "The hash covers engine, packs, data, everything they read, and the result."
    },
    footer = {"", "Examples:", "  esclusa replay c-5h2k9d7m3q", "  esclusa replay 5h2k -o yaml"})
final class ReplayTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  ReplayTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String id = change(client, change);
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
