package dev.esclusa.cli;

import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One change whole. */
@Command(
    name = "show",
    description = {
      "Show one change whole: plan, risk, who is asked, approvals, findings, steps, problems.",
      "Each field of the plan stands before and after; secrets are masked, fields taken from"
          + " others",
      "name their holder. The plan is read from the stored bytes, and its hash is recomputed."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa show c-5h2k9d7m3q",
      "  esclusa show 5h2k",
      "  esclusa show c-5h2k9d7m3q -o json"
    })
final class ShowTask extends ServerTask {
  @Parameters(index = "0", paramLabel = "CHANGE", description = "A change, or its first letters.")
  private String change = "";

  ShowTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    String id = change(client, change);
    Api.ChangeView view = ask(client, it -> it.change(id));
    Optional<byte[]> plan = stored(client, view);
    if (format.forPeople()) {
      List<String> text = plan.map(it -> PlanLines.of(StoredParts.plan(it))).orElse(List.of());
      show(ChangeText.of(view, text, underWay(client, view), terminal.tempo().now()));
    } else {
      format.print(terminal, whole(view, plan), List::of);
    }
    return ExitCode.OK;
  }

  /** What the engine of a stack says of itself; others tell it by their steps. */
  private List<Api.Progress> underWay(Client client, Api.ChangeView view) {
    if (!view.summary().state().equals("applying")) {
      return List.of();
    }
    try {
      return ask(client, it -> it.progress(view.summary().id())).items();
    } catch (Failure failure) {
      if (failure.status() == 0) {
        throw failure;
      }
      return List.of(); // a server that does not tell it
    }
  }

  /** Nothing where there is no plan yet, or where its payload was erased: the log still stands. */
  private Optional<byte[]> stored(Client client, Api.ChangeView view) {
    try {
      return Optional.of(ask(client, it -> it.planBytes(view.summary().id())));
    } catch (Failure failure) {
      if (failure.status() == 0) {
        throw failure;
      }
      if (view.planHash() != null) {
        terminal.note("The plan cannot be shown. " + failure.problem());
      }
      return Optional.empty();
    }
  }

  private static Value whole(Api.ChangeView view, Optional<byte[]> plan) {
    Value.Mapping change = Records.toValue(view).asMapping();
    if (plan.isEmpty()) {
      return change;
    }
    StoredParts.plan(plan.get());
    Value stored = Canonical.read(plan.get()).at("plan");
    return change.with("plan", stored == null ? Json.read("{}") : stored);
  }
}
