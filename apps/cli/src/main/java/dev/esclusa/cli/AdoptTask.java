package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.terraform.Adoption;
import dev.esclusa.terraform.TerraformException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes Git say what drifted. */
@Command(
    name = "adopt",
    description = {
      "Print the patch that makes Git say what drifted; what it cannot say goes to the standard",
      "error. Nothing is written: commit it, and it is planned, judged and approved like every",
      "commit. Once it is in place, the drift is over.",
      "",
      "With --id, what to write for an object of a cloud that no code knows yet: asks no server."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa get drift",
      "  esclusa adopt d-5h2k9d7m3q",
      "  esclusa adopt d-5h2k9d7m3q | git apply     inside of a clone",
      "  esclusa adopt aws_vpc.main --id vpc-0a1b2c >> network.tf"
    })
final class AdoptTask extends Task {
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Format format = new Format();

  @Parameters(
      index = "0",
      paramLabel = "DRIFT|ADDRESS",
      description = "An episode of drift, or with --id the address that the object shall have.")
  private String named = "";

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "By which its provider knows an object that exists in reality only.")
  private @Nullable String id;

  AdoptTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    print(id == null ? asked(connection.client(terminal)) : imported(named, id));
    return ExitCode.OK;
  }

  private Api.Adoption asked(Client client) {
    return terminal.doing("waiting for " + client.server(), () -> client.adoption(named));
  }

  private static Api.Adoption imported(String address, String id) {
    try {
      Adoption adoption = Adoption.imported(address, id);
      return new Api.Adoption(adoption.code() + "\n", List.of(adoption.note()));
    } catch (TerraformException e) {
      String code = e.code().toString();
      throw Failure.of(
          ExitCode.MALFORMED, Problem.caller(code, e.where() + ": " + e.reason(), e.fix()), e);
    }
  }

  private void print(Api.Adoption adoption) {
    String patch = adoption.patch() == null ? "" : adoption.patch();
    format.print(terminal, adoption, () -> lines(patch));
    if (format.forPeople()) {
      adoption.notes().forEach(terminal::note);
      if (patch.isEmpty()) {
        terminal.note("There is no line of Git that a patch could change.");
      }
    }
  }

  private static List<String> lines(String patch) {
    List<String> lines = new ArrayList<>(List.of(patch.split("\n", -1)));
    lines.removeLast(); // what stands behind the end of the last line
    return lines;
  }
}
