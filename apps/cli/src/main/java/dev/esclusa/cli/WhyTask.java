package dev.esclusa.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** From cause to state. */
@Command(
    name = "why",
    description = "Tell the chain of causes that brought a change to its state, oldest first.",
    footer = {"", "Examples:", "  esclusa why c-5h2k9d7m3q", "  esclusa why 5h2k -o yaml"})
final class WhyTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  WhyTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String id = change(client, change);
    Api.Chain chain = ask(client, it -> it.why(id));
    format.print(terminal, chain, () -> lines(chain));
    return ExitCode.OK;
  }

  private static List<String> lines(Api.Chain chain) {
    List<String> lines = new ArrayList<>();
    for (Api.Link link : chain.chain()) {
      Instant at = link.at();
      String when = at == null ? " ".repeat(20) : Spans.instant(at);
      lines.add(
          when + "  " + link.words() + (link.link() == null ? "" : "  [" + link.link() + "]"));
    }
    return lines;
  }
}
