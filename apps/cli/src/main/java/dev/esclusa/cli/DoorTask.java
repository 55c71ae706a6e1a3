package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Value;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Something said of one target, or of all at once. */
abstract class DoorTask extends ServerTask {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "A target, shortened if unique.")
  private String target = "";

  @Option(names = "--all", description = "Everything, everywhere.")
  private boolean all;

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the record.")
  private String reason = "";

  DoorTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  final ExitCode run(Client client) {
    int subjects = (target.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (place().isEmpty() ? 0 : 1);
    if (subjects != 1) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0016", "name one TARGET, or --all.", "Look at the examples with --help."));
    }
    String words = ask(client, it -> done(it, reason));
    format.print(terminal, Value.mapping("done", words), () -> List.of(words + "."));
    return ExitCode.OK;
  }

  private String done(Client client, String reason) {
    if (!place().isEmpty()) {
      return ofPlace(client, place(), reason);
    }
    return all ? ofAll(client, reason) : ofTarget(client, new Names(client).target(target), reason);
  }

  /** Name of a place; empty when the command is not about one. */
  String place() {
    return "";
  }

  String ofPlace(Client client, String place, String reason) {
    throw new IllegalStateException("only healing is resumed by place");
  }

  abstract String ofTarget(Client client, String name, String reason);

  abstract String ofAll(Client client, String reason);
}
