package dev.esclusa.cli;

import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** A command that asks the server. */
abstract class ServerTask extends Task {
  @Mixin final Connection connection = new Connection();
  @Mixin final Format format = new Format();

  ServerTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  final ExitCode run() {
    return run(connection.client(terminal));
  }

  abstract ExitCode run(Client client);

  /** One question, with a word to the person when the answer takes long. */
  final <T> T ask(Client client, Function<Client, T> question) {
    return terminal.doing("waiting for " + client.server(), () -> question.apply(client));
  }

  final String change(Client client, String typed) {
    return ask(client, it -> new Names(it).change(typed));
  }

  final String target(Client client, String typed) {
    return ask(client, it -> new Names(it).target(typed));
  }

  final void moved(Api.ChangeSummary change) {
    format.print(
        terminal,
        change,
        () ->
            java.util.List.of(
                change.id()
                    + "  "
                    + change.target()
                    + "  "
                    + change.state()
                    + (change.waitsFor().isEmpty()
                        ? ""
                        : ", waits for " + String.join(", ", change.waitsFor()))));
  }
}
