package dev.esclusa.cli;

import dev.esclusa.model.Drift;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is otherwise than it was accepted, and what an apply would do about it. */
@Command(
    name = "drift",
    description = {
      "Show what drifted: every field, who did it where that is known, and whether an apply would",
      "undo it."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa drift                        of every target",
      "  esclusa drift prod/network           of one",
      "  esclusa drift prod/network --look    asks for a look first; it is done in the background"
    })
final class DriftTask extends ServerTask {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "A target, shortened if unique; all when not given.")
  private String target = "";

  @Option(names = "--look", description = "Ask for a look now.")
  private boolean look;

  DriftTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    List<Api.TargetView> targets = targets(client);
    if (look) {
      targets.forEach(one -> ask(client, it -> asked(it, one.name())));
    }
    List<Value> found = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Api.TargetView one : targets) {
      for (Drift drift : one.drift()) {
        found.add(Value.mapping("target", one.name(), "drift", Records.toValue(drift)));
        lines.addAll(text(one.name(), drift));
      }
    }
    if (lines.isEmpty()) {
      lines.add("No drift.");
    }
    if (look) {
      lines.add("A look is under way; ask again in a moment.");
    }
    format.print(terminal, Value.mapping("items", new Value.Sequence(found)), () -> lines);
    return ExitCode.OK;
  }

  private List<Api.TargetView> targets(Client client) {
    if (target.isEmpty()) {
      return ask(client, Client::targets).items();
    }
    String name = target(client, target);
    Api.TargetView one = ask(client, it -> it.target(name));
    return List.of(one);
  }

  private static String asked(Client client, String name) {
    client.look(name);
    return name;
  }

  private static List<String> text(String name, Drift drift) {
    List<String> lines = new ArrayList<>();
    String who = drift.actor() == null ? drift.manager() : drift.actor();
    lines.add(
        drift.id()
            + "  "
            + name
            + "  "
            + drift.address().text()
            + "  "
            + drift.cause().name().toLowerCase(Locale.ROOT).replace('_', '-')
            + (who == null ? "" : " by " + who)
            + ", since "
            + Spans.instant(drift.openedAt()));
    drift.fields().forEach(it -> lines.add("    " + PlanValues.field(it)));
    lines.add(
        drift.restorable()
            ? "    An apply would undo this; to keep it, let Git say it: esclusa adopt "
                + drift.id()
            : "    An apply would NOT undo this: mend it where it was done, or take it as it is"
                + " with: esclusa accept "
                + drift.id());
    return lines;
  }
}
