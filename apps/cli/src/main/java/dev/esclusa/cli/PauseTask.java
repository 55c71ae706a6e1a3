package dev.esclusa.cli;

import picocli.CommandLine.Command;

/** Stop. */
@Command(
    name = "pause",
    description = "Apply nothing more to a target, or anywhere; planning and drift go on.",
    footer = {
      "",
      "Examples:",
      "  esclusa pause prod/crm-core --reason 'incident 4711'",
      "  esclusa pause --all --reason 'the cluster is being moved'"
    })
final class PauseTask extends DoorTask {
  PauseTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  String ofTarget(Client client, String name, String reason) {
    client.pause(name, reason);
    return name + " is paused";
  }

  @Override
  String ofAll(Client client, String reason) {
    client.pauseAll(reason);
    return "everything is paused";
  }
}
