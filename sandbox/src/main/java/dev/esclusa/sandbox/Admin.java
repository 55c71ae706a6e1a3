package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * The sandbox's own API, beside that of Kubernetes: {@code GET} and {@code POST
 * /sandbox/simulation} shows and sets how workloads behave, e.g. {@code
 * {"readyDelay":"PT2S","behaviour":"never-ready"}}.
 */
final class Admin {
  private static final String SIMULATION = "/sandbox/simulation";

  private final Simulation simulation;

  Admin(Simulation simulation) {
    this.simulation = simulation;
  }

  Answer answer(Request request) {
    if (!request.caller().mayAnything()) {
      throw Refusal.forbiddenPath(
          request.caller().name(),
          request.method().toLowerCase(java.util.Locale.ROOT),
          request.path());
    }
    if (!request.path().equals(SIMULATION))
      throw Refusal.gap(request.path() + "; there is " + SIMULATION);
    return switch (request.method()) {
      case "GET" -> Answer.ok(shown());
      case "POST", "PUT" -> {
        set(Bodies.json(request.body()).asMapping());
        yield Answer.ok(shown());
      }
      default -> throw Refusal.methodNotAllowed();
    };
  }

  private Mapping shown() {
    Simulation.Settings settings = simulation.settings();
    return Value.mapping(
        "readyDelay", settings.readyDelay().toString(), "behaviour", settings.behaviour().text());
  }

  private void set(Mapping wanted) {
    Simulation.Settings settings = simulation.settings();
    Duration delay = settings.readyDelay();
    Behaviour behaviour = settings.behaviour();
    String delayText = wanted.text("readyDelay");
    String behaviourText = wanted.text("behaviour");
    if (delayText != null) delay = duration(delayText);
    if (behaviourText != null) behaviour = Behaviour.parse(behaviourText);
    simulation.set(new Simulation.Settings(delay, behaviour));
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException malformed) {
      throw Refusal.badRequest("readyDelay \"" + text + "\" is no ISO 8601 duration such as PT2S");
    }
  }
}
