package dev.esclusa.cli;

import dev.esclusa.model.Masked;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The state of a stack: what versions it had, what is in one, how two differ. */
@Command(
    name = "state",
    description = {
      "List the versions of a stack's state, show one, or tell how two differ.",
      "A version is a number, \"current\" or \"applied\". Secrets are never shown: equal ones have"
          + " equal digests with -o json."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa state versions prod/network",
      "  esclusa state show prod/network",
      "  esclusa state show prod/network 17 -o yaml",
      "  esclusa state diff prod/network 16 17",
      "  esclusa state diff prod/network applied"
    })
final class StateTask extends ServerTask {
  private static final String CURRENT = "current";

  /** What to do with a state. */
  enum Verb {
    VERSIONS,
    SHOW,
    DIFF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(index = "0", paramLabel = "VERB", description = "versions, show or diff.")
  private Verb verb = Verb.VERSIONS;

  @Parameters(
      index = "1",
      paramLabel = "STACK",
      description = "A target that is a stack, shortened if unique.")
  private String stack = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "VERSION",
      description =
          "Which one; for diff the older one (default: current, for diff the one before).")
  private String version = "";

  @Parameters(
      index = "3",
      arity = "0..1",
      paramLabel = "NEWER",
      description = "For diff the newer one (default: current).")
  private String newer = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many versions (default: ${DEFAULT-VALUE}).")
  private int limit;

  StateTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    requireWords();
    String target = target(client, stack);
    switch (verb) {
      case VERSIONS -> versions(client, target);
      case SHOW -> show(client, target);
      case DIFF -> diff(client, target);
    }
    return ExitCode.OK;
  }

  private void requireWords() {
    boolean tooMany =
        switch (verb) {
          case VERSIONS -> !version.isEmpty();
          case SHOW -> !newer.isEmpty();
          case DIFF -> false;
        };
    if (tooMany) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0016",
              "state " + verb + " takes fewer versions than that.",
              "Look at the examples with --help."));
    }
  }

  // --- versions ---

  private void versions(Client client, String target) {
    Api.States states = ask(client, it -> it.states(target, limit));
    format.print(terminal, states, () -> versionLines(states));
    if (states.items().size() < states.size() && format.forPeople()) {
      terminal.note(states.size() + " versions in all; see more with --limit.");
    }
  }

  private List<String> versionLines(Api.States states) {
    List<String> lines = new ArrayList<>();
    Table table = new Table("VERSION", "SERIAL", "WRITTEN", "RUN", "ENGINE", "SIZE", "NOTES");
    for (Api.StateVersion it : states.items()) {
      table.row(
          Long.toString(it.number()),
          Long.toString(it.serial()),
          Spans.instant(it.writtenAt()),
          it.run(),
          it.engineVersion(),
          size(it.sizeBytes()),
          notes(it));
    }
    lines.addAll(table.isEmpty() ? List.of("No state yet.") : table.lines());
    Api.StateLock lock = states.lock();
    if (lock != null || !states.openRuns().isEmpty()) {
      lines.add("");
    }
    if (lock != null) {
      lines.add("Lock " + lock.id() + ", " + lock.words());
    }
    for (Api.StateRun run : states.openRuns()) {
      lines.add(
          "Run "
              + run.run()
              + " may "
              + run.right()
              + " it since "
              + Spans.instant(run.issuedAt()));
    }
    incidents(states.incidents(), lines);
    return lines;
  }

  private static void incidents(List<Api.StateIncident> incidents, List<String> lines) {
    if (incidents.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Incidents");
    for (Api.StateIncident it : incidents) {
      String code = it.code() == null ? "" : it.code() + ": ";
      lines.add("  " + Spans.instant(it.at()) + "  " + it.kind() + "  " + code + it.words());
    }
  }

  private static String notes(Api.StateVersion version) {
    List<String> notes = new ArrayList<>();
    if (version.current()) {
      notes.add(CURRENT);
    }
    if (version.applied()) {
      notes.add("applied");
    }
    if (version.origin().equals("replaced")) {
      notes.add("replaced by verdict");
    }
    if (!version.kept()) {
      notes.add("content dropped");
    }
    return String.join(", ", notes);
  }

  private static String size(long bytes) {
    return bytes < 10_000 ? bytes + " B" : (bytes + 512) / 1024 + " KiB";
  }

  // --- one version ---

  private void show(Client client, String target) {
    String wanted = version.isEmpty() ? CURRENT : version;
    Api.StateContent content = ask(client, it -> it.state(target, wanted));
    format.print(terminal, content, () -> contentLines(content));
  }

  private static List<String> contentLines(Api.StateContent content) {
    List<String> lines = new ArrayList<>();
    lines.add(title(content.target(), content.version()));
    for (Api.StateResource resource : content.resources()) {
      lines.add("");
      String status = resource.status() == null ? "" : " (" + resource.status() + ")";
      lines.add(resource.address() + status);
      leaves("  ", resource.attributes(), lines);
    }
    if (!content.outputs().isEmpty()) {
      lines.add("");
      lines.add("Outputs");
      content.outputs().forEach(it -> lines.add("  " + leaf(it.name(), it.value())));
    }
    return lines;
  }

  private static void leaves(String indent, Value attributes, List<String> lines) {
    if (attributes instanceof Value.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (name, value) -> {
                if (!value.isNull()) {
                  lines.add(indent + leaf(name, value));
                }
              });
    }
  }

  private static String leaf(String name, @Nullable Value value) {
    return name + " = " + shown(value);
  }

  private static String shown(@Nullable Value value) {
    return PlanValues.shown(value == null ? null : unmasked(value));
  }

  /** A digest in the middle of a line helps nobody. */
  private static Value unmasked(Value value) {
    return switch (value) {
      case Value.Mapping mapping when !Masked.isMasked(mapping) -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        mapping.entries().forEach((name, it) -> entries.put(name, inside(it)));
        yield Value.mapping(entries);
      }
      case Value.Sequence(List<Value> items) ->
          new Value.Sequence(items.stream().map(StateTask::inside).toList());
      default -> value;
    };
  }

  private static Value inside(Value value) {
    return Masked.isMasked(value) ? Value.of("(secret)") : unmasked(value);
  }

  private static String title(String target, Api.StateVersion version) {
    return target
        + "  version "
        + version.number()
        + ", serial "
        + version.serial()
        + ", written "
        + Spans.instant(version.writtenAt())
        + " by "
        + version.run();
  }

  // --- two versions ---

  private void diff(Client client, String target) {
    String older = version.isEmpty() ? before(client, target) : version;
    String later = newer.isEmpty() ? CURRENT : newer;
    Api.StateDiff diff = ask(client, it -> it.stateDiff(target, older, later));
    format.print(terminal, diff, () -> diffLines(diff));
  }

  /** The version before the current one, which may be the only one. */
  private String before(Client client, String target) {
    List<Api.StateVersion> versions = ask(client, it -> it.states(target, 2)).items();
    return versions.size() < 2 ? CURRENT : Long.toString(versions.get(1).number());
  }

  private static List<String> diffLines(Api.StateDiff diff) {
    List<String> lines = new ArrayList<>();
    lines.add(diff.target() + "  version " + diff.from().number() + " -> " + diff.to().number());
    for (Api.StateChange change : diff.changes()) {
      lines.add("  " + mark(change.action()) + " " + change.action() + " " + change.address());
      List<Api.StateField> fields = change.action().equals("update") ? change.fields() : List.of();
      for (Api.StateField field : fields) {
        lines.add(
            "      "
                + field.pointer()
                + (field.sensitive()
                    ? " (secret)"
                    : ": " + shown(field.before()) + " -> " + shown(field.after())));
      }
    }
    if (diff.changes().isEmpty()) {
      lines.add("  No differences.");
    }
    return lines;
  }

  private static String mark(String action) {
    return switch (action) {
      case "create" -> "+";
      case "delete" -> "-";
      default -> "~";
    };
  }
}
