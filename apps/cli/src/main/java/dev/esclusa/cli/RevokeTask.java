package dev.esclusa.cli;

import picocli.CommandLine.Command;

/** A yes taken back. */
@Command(
    name = "revoke",
    description = "Take back your own approval; the change waits again.",
    footer = {
      "",
      "Examples:",
      "  esclusa revoke c-5h2k9d7m3q --reason 'I looked at the wrong cluster'"
    })
final class RevokeTask extends ReasonTask {
  RevokeTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  Api.ChangeSummary say(Client client, String id, String reason) {
    return client.revoke(id, reason);
  }
}
