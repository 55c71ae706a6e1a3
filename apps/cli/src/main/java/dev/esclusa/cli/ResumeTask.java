package dev.esclusa.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Go on. */
@Command(
    name = "resume",
    description = "Apply again: a target, everything, or the healing of a place.",
    footer = {
      "",
      "Examples:",
      "  esclusa resume prod/crm-core --reason 'incident 4711 is over'",
      "  esclusa resume --all --reason 'the cluster has moved'",
      "  esclusa resume --healing prod-eu --reason 'the observer was wrong'"
    })
final class ResumeTask extends DoorTask {
  @Option(
      names = "--healing",
      paramLabel = "PLACE",
      description = "Heal drift again in a place where too much drifted at once.")
  private String place = "";

  ResumeTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  String place() {
    return place;
  }

  @Override
  String ofPlace(Client client, String place, String reason) {
    client.resumeHealing(place, reason);
    return "healing goes on in " + place;
  }

  @Override
  String ofTarget(Client client, String name, String reason) {
    client.resume(name, reason);
    return name + " goes on";
  }

  @Override
  String ofAll(Client client, String reason) {
    client.resumeAll(reason);
    return "everything goes on";
  }
}
