package dev.esclusa.cli;

import picocli.CommandLine.Command;

/** An apply ended early. */
@Command(
    name = "cancel",
    description = "End an apply after the step under way; what is done stays done.",
    footer = {"", "Examples:", "  esclusa cancel c-5h2k9d7m3q --reason 'the new image crashes'"})
final class CancelTask extends ReasonTask {
  CancelTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  Api.ChangeSummary say(Client client, String id, String reason) {
    return client.cancel(id, reason);
  }
}
