package dev.esclusa.cli;

import picocli.CommandLine.Command;

/** No, by somebody who was asked. */
@Command(
    name = "reject",
    description = "Say no to a change that waits for you; it stops.",
    footer = {"", "Examples:", "  esclusa reject c-5h2k9d7m3q --reason 'not before the fair'"})
final class RejectTask extends ReasonTask {
  RejectTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  Api.ChangeSummary say(Client client, String id, String reason) {
    return client.reject(id, reason);
  }
}
