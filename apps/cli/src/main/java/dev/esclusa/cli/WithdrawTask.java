package dev.esclusa.cli;

import picocli.CommandLine.Command;

/** No longer wanted by whoever brought it. */
@Command(
    name = "withdraw",
    description = "Take back a change that you brought; it stops.",
    footer = {"", "Examples:", "  esclusa withdraw c-5h2k9d7m3q --reason 'wrong branch'"})
final class WithdrawTask extends ReasonTask {
  WithdrawTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  Api.ChangeSummary say(Client client, String id, String reason) {
    return client.withdraw(id, reason);
  }
}
