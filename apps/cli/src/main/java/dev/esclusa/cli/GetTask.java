package dev.esclusa.cli;

import dev.esclusa.cli.Client.ChangeFilter;
import dev.esclusa.model.Drift;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists. */
@Command(
    name = "get",
    description =
        "List changes, targets, drift, lanes, packs, waivers, journal entries, or show the status.",
    footer = {
      "",
      "Examples:",
      "  esclusa get changes",
      "  esclusa get changes --target prod/crm-core --state awaiting-approval",
      "  esclusa get targets -o json",
      "  esclusa get drift",
      "  esclusa get lanes --target prod/network      who waits there, in which order, and why",
      "  esclusa get packs                            what each rule found, those in shadow too",
      "  esclusa get waivers                          until when, and which changes used them",
      "  esclusa get status"
    })
final class GetTask extends ServerTask {
  /** What there is to list. */
  enum Kind {
    CHANGES,
    TARGETS,
    DRIFT,
    LANES,
    PACKS,
    WAIVERS,
    JOURNAL,
    STATUS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** In the order of a change's life. */
  static final List<String> STATES =
      List.of(
          "proposed",
          "planned",
          "denied",
          "awaiting-approval",
          "approved",
          "applying",
          "in-doubt",
          "applied",
          "stopped",
          "verified",
          "proven");

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      description = "changes, targets, drift, lanes, packs, waivers, journal or status.")
  private Kind kind = Kind.CHANGES;

  @Option(names = "--target", paramLabel = "TARGET", description = "Only of this target.")
  private String target = "";

  @Option(names = "--state", paramLabel = "STATE", description = "Only changes in this state.")
  private String state = "";

  @Option(names = "--environment", paramLabel = "ENV", description = "Only of this environment.")
  private String environment = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--before", paramLabel = "CHANGE", description = "Only older changes.")
  private String before = "";

  GetTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    switch (kind) {
      case CHANGES -> changes(client);
      case TARGETS -> targets(client);
      case DRIFT -> drift(client);
      case LANES -> lanes(client);
      case PACKS -> packs(client);
      case WAIVERS -> waivers(client);
      case JOURNAL -> JournalTask.print(this, client, 0, limit);
      case STATUS -> status(client);
    }
    return ExitCode.OK;
  }

  private void changes(Client client) {
    requireState();
    String full = target.isEmpty() ? "" : target(client, target);
    ChangeFilter filter = new ChangeFilter(full, state, environment, limit, before);
    Api.ChangePage page = ask(client, it -> it.changes(filter));
    format.print(terminal, page, () -> changeRows(page.items(), terminal.tempo().now()));
    if (page.next() != null && format.forPeople()) {
      terminal.note("There are older ones: --before " + page.next());
    }
  }

  static List<String> changeRows(List<Api.ChangeSummary> changes, Instant now) {
    Table table =
        new Table("CHANGE", "TARGET", "STATE", "RISK", "COMMIT", "AGE", "SUBJECT", "WAITS FOR");
    for (Api.ChangeSummary it : changes) {
      String commit = it.commit();
      table.row(
          it.id(),
          it.target(),
          state(it),
          it.risk(),
          commit == null ? it.intent() : ChangeText.shortened(commit),
          Spans.age(it.proposedAt(), now),
          it.subject() == null ? it.reason() : it.subject(),
          String.join(", ", it.waitsFor()));
    }
    return table.isEmpty() ? List.of("No changes.") : table.lines();
  }

  /** What went wrong is told beside the state: a failed apply gets proven like any other. */
  private static String state(Api.ChangeSummary change) {
    String told = change.stopCause() == null ? change.outcome() : change.stopCause();
    return change.state() + (told == null || told.equals("succeeded") ? "" : " (" + told + ")");
  }

  /** A slip of the hand would say that there is nothing. */
  private void requireState() {
    if (!state.isEmpty() && !STATES.contains(state)) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0023",
              "no change is ever in state \"" + state + "\".",
              "Write one of " + String.join(", ", STATES) + "."));
    }
  }

  private List<Api.TargetView> chosen(Client client) {
    String full = target.isEmpty() ? "" : target(client, target);
    return ask(client, Client::targets).items().stream()
        .filter(it -> full.isEmpty() || it.name().equals(full))
        .filter(it -> environment.isEmpty() || it.environment().equals(environment))
        .toList();
  }

  private void targets(Client client) {
    Api.TargetList list = new Api.TargetList(chosen(client));
    format.print(terminal, list, () -> targetRows(list.items()));
  }

  private List<String> targetRows(List<Api.TargetView> targets) {
    Table table = new Table("TARGET", "OWNER", "IN PLACE", "OPEN", "DRIFT", "OBJECTS", "DOOR");
    for (Api.TargetView it : targets) {
      Api.InPlace place = it.inPlace();
      String commit = place == null ? null : place.commit();
      table.row(
          it.name(),
          it.owner(),
          commit == null ? null : ChangeText.shortened(commit),
          Integer.toString(it.open().size()),
          Integer.toString(it.drift().size()),
          Integer.toString(it.objects()),
          door(it));
    }
    return table.isEmpty() ? List.of("No targets.") : table.lines();
  }

  /** Lanes in which somebody is, or for which somebody waits. */
  private void lanes(Client client) {
    List<Value> found = new ArrayList<>();
    Table table = new Table("TARGET", "POSITION", "CHANGE", "INTENT", "SINCE", "WHY");
    for (Api.TargetView one : chosen(client)) {
      Api.Lane lane = one.lane();
      if (lane == null || (lane.holder() == null && lane.waiting().isEmpty())) {
        continue;
      }
      found.add(Value.mapping("target", one.name(), "lane", Records.toValue(lane)));
      laneRows(table, one.name(), lane);
    }
    format.print(
        terminal,
        Value.mapping("items", new Value.Sequence(found)),
        () -> table.isEmpty() ? List.of("Every lane is free.") : table.lines());
  }

  private void laneRows(Table table, String target, Api.Lane lane) {
    Instant now = terminal.tempo().now();
    Api.Holder holder = lane.holder();
    if (holder != null) {
      table.row(
          target,
          "in it",
          holder.change(),
          holder.state(),
          Spans.age(holder.since(), now),
          holder.words());
    }
    for (Api.Waiting it : lane.waiting()) {
      table.row(
          target,
          Integer.toString(it.position()),
          it.change(),
          it.intent(),
          Spans.age(it.since(), now),
          it.reasons().isEmpty() ? "its turn has come" : String.join("; ", it.reasons()));
    }
  }

  private String door(Api.TargetView target) {
    if (target.paused()) {
      return "paused";
    }
    Instant pinned = target.pinnedUntil();
    return pinned == null || !terminal.tempo().now().isBefore(pinned)
        ? "open"
        : "pinned until " + Spans.instant(pinned);
  }

  private void drift(Client client) {
    List<Api.TargetView> targets = chosen(client);
    List<Value> found = new ArrayList<>();
    Table table = new Table("TARGET", "ADDRESS", "CAUSE", "WHO", "FIELDS", "COUNT", "SINCE");
    for (Api.TargetView one : targets) {
      for (Drift drift : one.drift()) {
        found.add(Value.mapping("target", one.name(), "drift", Records.toValue(drift)));
        table.row(driftRow(one, drift));
      }
    }
    format.print(
        terminal,
        Value.mapping("items", new Value.Sequence(found)),
        () -> table.isEmpty() ? List.of("No drift.") : table.lines());
  }

  private String[] driftRow(Api.TargetView target, Drift drift) {
    String who = drift.actor() == null ? drift.manager() : drift.actor();
    List<String> fields = drift.fields().stream().map(it -> PlanValues.field(it)).toList();
    return new String[] {
      target.name(),
      drift.address().text(),
      drift.cause().name().toLowerCase(Locale.ROOT).replace('_', '-'),
      who == null ? "unknown" : who,
      String.join("; ", fields),
      drift.count() + (target.contested().contains(drift.id().text()) ? ", contested" : ""),
      Spans.age(drift.openedAt(), terminal.tempo().now())
    };
  }

  private void packs(Client client) {
    Api.PackList packs = ask(client, Client::packs);
    format.print(terminal, packs, () -> packRows(packs.items(), terminal.tempo().now()));
  }

  /** Each rule as it stands now; how it did where it stood otherwise is in the other formats. */
  static List<String> packRows(List<Api.PackTally> packs, Instant now) {
    Table table = new Table("RULE", "STANDS", "JUDGED", "FOUND IN", "FINDINGS", "LAST");
    for (Api.PackTally pack : packs) {
      for (Api.RuleTally it : pack.rules()) {
        Api.Found found = it.now();
        table.row(
            it.rule(),
            it.stands().replace('-', ' '),
            Integer.toString(found.judged()),
            Integer.toString(found.changes()),
            Integer.toString(found.findings()),
            age(found.lastFoundAt(), now));
      }
    }
    return table.isEmpty() ? List.of("No packs.") : table.lines();
  }

  private void waivers(Client client) {
    Api.WaiverList waivers = ask(client, Client::waivers);
    format.print(terminal, waivers, () -> waiverRows(waivers.items(), terminal.tempo().now()));
  }

  static List<String> waiverRows(List<Api.WaiverView> waivers, Instant now) {
    Table table = new Table("WAIVER", "RULE", "OWNER", "UNTIL", "USES", "LAST", "CHANGES");
    for (Api.WaiverView it : waivers) {
      Waiver declared = it.declared();
      table.row(
          it.waiver(),
          declared == null ? null : declared.rule().text(),
          declared == null ? null : declared.owner(),
          until(declared, now),
          Integer.toString(it.useCount()),
          age(it.lastUsedAt(), now),
          String.join(", ", it.uses().reversed().stream().map(Api.WaiverUse::change).toList()));
    }
    return table.isEmpty() ? List.of("No waivers.") : table.lines();
  }

  private static String until(@Nullable Waiver waiver, Instant now) {
    if (waiver == null) {
      return "taken back";
    }
    return Spans.instant(waiver.expiresAt()) + (waiver.inForce(now) ? "" : " (over)");
  }

  private static @Nullable String age(@Nullable Instant at, Instant now) {
    return at == null ? null : Spans.age(at, now);
  }

  private void status(Client client) {
    Api.Status status = ask(client, Client::status);
    format.print(terminal, status, () -> StatusText.of(status));
  }
}
