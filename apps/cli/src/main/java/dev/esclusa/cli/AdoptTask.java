package dev.esclusa.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes Git say what drifted. */
@Command(
    name = "adopt",
    description = {
      "Print the patch that makes Git say what drifted; what it cannot say goes to the standard",
      "error. Nothing is written: commit it, and it is planned, judged and approved like every",
      "commit. Once it is in place, the drift is over."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa get drift",
      "  esclusa adopt d-5h2k9d7m3q",
      "  esclusa adopt d-5h2k9d7m3q | git apply     inside of a clone"
    })
final class AdoptTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "DRIFT", description = "An episode of drift.")
  private String drift = "";

  AdoptTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    Api.Adoption adoption = ask(client, it -> it.adoption(drift));
    String patch = adoption.patch() == null ? "" : adoption.patch();
    format.print(terminal, adoption, () -> lines(patch));
    if (format.forPeople()) {
      adoption.notes().forEach(terminal::note);
      if (patch.isEmpty()) {
        terminal.note("There is no line of Git that a patch could change.");
      }
    }
    return ExitCode.OK;
  }

  private static List<String> lines(String patch) {
    List<String> lines = new ArrayList<>(List.of(patch.split("\n", -1)));
    lines.removeLast(); // what stands behind the end of the last line
    return lines;
  }
}
