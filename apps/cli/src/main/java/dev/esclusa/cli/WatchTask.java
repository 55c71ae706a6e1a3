package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Facts as they are written. */
@Command(
    name = "watch",
    description = {
      "Show facts as they are written: of everything, a target, or a change.",
      "A change is watched until it is verified, denied or stopped; the exit code is 0 only when"
          + " it",
      "succeeded, or when there was nothing to do."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa watch",
      "  esclusa watch prod/crm-core",
      "  esclusa watch c-5h2k9d7m3q --timeout 5m"
    })
final class WatchTask extends ServerTask {
  private static final Set<String> SETTLED = Set.of("verified", "proven", "denied", "stopped");
  private static final Set<String> SICK = Set.of("degraded", "missing");
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MAX_SEEN = 100_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CHANGE|TARGET",
      description = "What to watch; everything if absent.")
  private String subject = "";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Give up after this long, e.g. 90s or 10m; never if absent.")
  private @Nullable Duration timeout;

  private final Set<Long> seen = new HashSet<>();

  WatchTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    Instant deadline = timeout == null ? Instant.MAX : terminal.tempo().now().plus(timeout);
    if (subject.isEmpty()) {
      return forever(client, null, deadline);
    }
    return isTarget(client)
        ? forever(client, target(client, subject), deadline)
        : untilSettled(client, change(client, subject), deadline);
  }

  /** A word that begins like a change is one, unless a target is called so. */
  private boolean isTarget(Client client) {
    return Names.isTarget(subject)
        || (!subject.startsWith("c-")
            && ask(client, Client::targets).items().stream()
                .anyMatch(it -> it.uid().equals(subject) || it.name().endsWith("/" + subject)));
  }

  private ExitCode forever(Client client, @Nullable String target, Instant deadline) {
    while (terminal.tempo().now().isBefore(deadline)) {
      client.events(target, null, silence(deadline), this::told);
      pause();
    }
    return ExitCode.OK;
  }

  private ExitCode untilSettled(Client client, String id, Instant deadline) {
    while (terminal.tempo().now().isBefore(deadline)) {
      Api.ChangeView view = ask(client, it -> it.change(id));
      view.facts().forEach(it -> line(it.index(), it.at(), "", it.type(), it.words()));
      if (SETTLED.contains(view.summary().state())) {
        return ended(view.summary());
      }
      // What is written between the look and the stream is seen by the next look.
      client.events(null, id, shortly(deadline), event -> told(event) && !settles(event));
    }
    throw Failure.of(
        ExitCode.LIMIT,
        Problem.capacity(
            "CLI-0019",
            "change "
                + id
                + " did not settle within "
                + Spans.text(timeout == null ? Duration.ZERO : timeout)
                + ".",
            "Look why with `esclusa why " + id + "`, or watch on."));
  }

  private static boolean settles(Api.Event event) {
    return event.state() != null && SETTLED.contains(event.state());
  }

  private ExitCode ended(Api.ChangeSummary change) {
    format.print(
        terminal,
        change,
        () ->
            java.util.List.of(
                change.id()
                    + " is "
                    + change.state()
                    + (change.stopCause() == null ? "" : " (" + change.stopCause() + ")")
                    + (change.outcome() == null ? "" : ", outcome " + change.outcome())
                    + (change.health() == null ? "" : ", health " + change.health())));
    boolean nothingToDo = "nothing-to-do".equals(change.stopCause());
    boolean sick = change.health() != null && SICK.contains(change.health());
    boolean succeeded = "succeeded".equals(change.outcome()) && !sick;
    return succeeded || nothingToDo ? ExitCode.OK : ExitCode.REFUSED;
  }

  private boolean told(Api.Event event) {
    String about = event.change() == null ? event.target() : event.change();
    line(event.index(), event.at(), about == null ? "" : about + "  ", event.type(), event.words());
    return true;
  }

  private void line(long index, @Nullable Instant at, String about, String type, String words) {
    if (seen.size() > MAX_SEEN) {
      seen.clear();
    }
    if (seen.add(index)) {
      String text = (at == null ? "" : Spans.instant(at) + "  ") + about + type + "  " + words;
      if (format.forPeople()) {
        terminal.line(text);
        terminal.flush();
      } else {
        terminal.note(text);
      }
    }
  }

  private Duration silence(Instant deadline) {
    return shorter(deadline, SILENCE);
  }

  /** Short, so that a fact written just before the stream opened is not waited for long. */
  private Duration shortly(Instant deadline) {
    return shorter(deadline, Duration.ofSeconds(2));
  }

  private Duration shorter(Instant deadline, Duration atMost) {
    Duration left =
        deadline.equals(Instant.MAX) ? atMost : Duration.between(terminal.tempo().now(), deadline);
    Duration silence = left.compareTo(atMost) < 0 ? left : atMost;
    return silence.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : silence;
  }

  private void pause() {
    try {
      terminal.tempo().pause(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(
          ExitCode.LIMIT, Problem.capacity("CLI-0019", "the watch was interrupted.", ""), e);
    }
  }
}
