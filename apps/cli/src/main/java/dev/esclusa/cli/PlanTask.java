package dev.esclusa.cli;

import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Redaction;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What would happen. */
@Command(
    name = "plan",
    description = {
      "Show what would happen.",
      "With a TARGET: the open plans of the server, after it looked at Git; with --again it asks"
          + " once",
      "more for what mainline says, after an apply that did not succeed or a no. With --local: a",
      "folder against nothing or against another folder, without server or network."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa plan prod/crm-core",
      "  esclusa plan prod/crm-core --again --reason 'the registry answers again'",
      "  esclusa plan --local .",
      "  esclusa plan --local . --baseline ../before --target prod/crm-core"
    })
final class PlanTask extends Task {
  private static final Duration PAUSE = Duration.ofMillis(200);

  @Mixin final Connection connection = new Connection();
  @Mixin final Format format = new Format();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "A target of the server.")
  private String target = "";

  @Option(names = "--local", paramLabel = "DIR", description = "Plan this folder, no server.")
  private String local = "";

  @Option(
      names = "--baseline",
      paramLabel = "DIR",
      description = "With --local: what there is now; nothing if absent.")
  private String baseline = "";

  @Option(names = "--target", paramLabel = "TARGET", description = "With --local: only this one.")
  private String only = "";

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "With a server: how long plans under way are waited for (${DEFAULT-VALUE}).")
  private Duration wait = Duration.ZERO;

  @Option(
      names = "--again",
      description = "With a server: ask once more for what mainline says. Wants a --reason.")
  private boolean again;

  @Option(
      names = {"-m", "--reason"},
      paramLabel = "TEXT",
      description = "With --again: why, for the record.")
  private String reason = "";

  PlanTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    requireWordsThatGoTogether();
    List<Plan> plans = local.isEmpty() ? ofServer(connection.client(terminal)) : ofFolder();
    format.print(terminal, asValue(plans), List::of);
    if (format.forPeople()) {
      plans.forEach(plan -> show(spaced(PlanLines.of(plan))));
    }
    return ExitCode.OK;
  }

  private void requireWordsThatGoTogether() {
    String wrong =
        local.isEmpty() == target.isEmpty() || (local.isEmpty() && !baseline.isEmpty())
            ? "plan takes a TARGET of the server, or --local DIR with an optional --baseline DIR."
            : again == reason.isEmpty() || (again && target.isEmpty())
                ? "--again takes a TARGET of the server and a --reason TEXT."
                : null;
    if (wrong != null) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller("CLI-0016", wrong, "Look at the examples: esclusa plan --help"));
    }
  }

  private static List<String> spaced(List<String> lines) {
    List<String> spaced = new ArrayList<>(lines);
    spaced.add("");
    return spaced;
  }

  private static Value asValue(List<Plan> plans) {
    return Value.mapping(
        "plans", new Value.Sequence(plans.stream().map(Records::toValue).toList()));
  }

  private List<Plan> ofFolder() {
    LocalFolder folder = LocalFolder.read(terminal.path(local), terminal);
    LocalFolder before =
        baseline.isEmpty() ? null : LocalFolder.read(terminal.path(baseline), terminal);
    Redaction redaction = new Redaction(terminal.tempo().chance().bytes(32));
    LocalPlan planning = new LocalPlan(folder, before, redaction, terminal);
    List<Plan> plans = new ArrayList<>();
    for (Managed one : folder.targets(only)) {
      plans.add(terminal.doing("planning " + one.target().name(), () -> planning.of(one)));
    }
    return plans;
  }

  private List<Plan> ofServer(Client client) {
    String name = new Names(client).target(target);
    if (again) {
      client.again(name, reason);
    } else {
      client.sync();
    }
    Instant deadline = terminal.tempo().now().plus(wait);
    Api.TargetView seen =
        terminal.doing("waiting for plans of " + name, () -> settled(client, name, deadline));
    List<Plan> plans = new ArrayList<>();
    for (Api.ChangeSummary change : seen.open()) {
      Api.ChangeView view = client.change(change.id());
      if (view.planHash() == null) {
        terminal.note(change.id() + " is " + change.state() + " and has no plan.");
        view.problems().forEach(it -> terminal.note(it.toString()));
      } else {
        terminal.note("change " + change.id() + " (" + change.state() + ")");
        plans.add(StoredParts.plan(client.planBytes(change.id())));
      }
    }
    if (seen.open().isEmpty()) {
      terminal.note(
          "Nothing is open for "
              + name
              + ". To ask once more for what mainline says: esclusa plan "
              + name
              + " --again --reason ...");
    }
    return plans;
  }

  private Api.TargetView settled(Client client, String name, Instant deadline) {
    Api.TargetView seen = client.target(name);
    while (seen.open().stream().anyMatch(it -> it.state().equals("proposed"))
        && terminal.tempo().now().isBefore(deadline)) {
      try {
        terminal.tempo().pause(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return seen;
      }
      seen = client.target(name);
    }
    return seen;
  }
}
