package dev.esclusa.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Breaks a lock that nobody holds any more. */
@Command(
    name = "unlock",
    description = {
      "Propose to break the lock of a stack's state.",
      "Be sure that whoever took it is gone: it is planned, judged and approved like every change."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa state versions prod/network        shows who holds the lock, and its id",
      "  esclusa unlock prod/network --lock 9db590f1-b6fe --reason 'the laptop is off'"
    })
final class UnlockTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "TARGET", description = "A stack, shortened if unique.")
  private String target = "";

  @Option(
      names = "--lock",
      required = true,
      paramLabel = "ID",
      description = "Which lock: another one stays.")
  private String lock = "";

  @Option(
      names = {"-m", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "How you know that nobody holds it, for the record.")
  private String reason = "";

  UnlockTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String name = target(client, target);
    Api.Opened opened = ask(client, it -> it.unlock(name, lock, reason));
    format.print(
        terminal,
        opened,
        () -> List.of(opened.change() + " is proposed: break lock " + lock + " of " + name));
    return ExitCode.OK;
  }
}
