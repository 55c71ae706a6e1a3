package dev.esclusa.cli;

import dev.esclusa.model.Action;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a commit changes in the objects that a folder asks for. */
@Command(
    name = "diff",
    description = {
      "Show how the objects that a folder asks for differ between two commits of its repository,",
      "without a server. Without --from it starts at HEAD, without --to it ends at the",
      "files as they lie there. Secret values are masked: equal ones look equal.",
      "",
      "Ends with 0 where nothing differs, 1 where something does, 2 or more where a side cannot be",
      "read or rendered."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa diff .",
      "  esclusa diff . --to proposal/more-replicas --target prod/crm-core",
      "  esclusa diff overlays/prod --from v1.4 --to main -o json"
    })
final class DiffTask extends Task {
  private static final String HEAD = "HEAD";

  @Mixin final Format format = new Format();

  @Parameters(index = "0", paramLabel = "DIR", description = "A root repository, or manifests.")
  private String folder = "";

  @Option(names = "--from", paramLabel = "REV", description = "Before; HEAD if absent.")
  private String from = HEAD;

  @Option(names = "--to", paramLabel = "REV", description = "After; the files there if absent.")
  private String to = "";

  @Option(names = "--target", paramLabel = "TARGET", description = "Only this one.")
  private String target = "";

  DiffTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    try {
      List<ObjectChanges.Changed> changed = changed(terminal.path(folder));
      format.print(terminal, asValue(changed), List::of);
      if (format.forPeople()) {
        show(lines(changed));
      }
      return changed.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    } catch (Failure failed) {
      // 1 says that there is a difference, as kubectl diff has it; whoever cannot look says another
      throw failed.exit() == ExitCode.REFUSED
          ? Failure.of(ExitCode.USAGE, failed.problem(), failed)
          : failed;
    }
  }

  private List<ObjectChanges.Changed> changed(Path path) {
    if (!Files.isDirectory(path)) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", folder + " is no folder.", "Name the folder to compare."));
    }
    Redaction redaction = new Redaction(terminal.tempo().chance().bytes(32));
    Side before = side(path, from, redaction);
    Side after = side(path, to, redaction);
    if (before.names.isEmpty() && after.names.isEmpty() && !target.isEmpty()) {
      throw LocalFolder.unknownTarget(target, after.read.names());
    }
    Map<TargetUid, String> names = new TreeMap<>(before.names);
    names.putAll(after.names);
    ObjectChanges changes = new ObjectChanges(redaction);
    List<ObjectChanges.Changed> all = new ArrayList<>();
    names.forEach(
        (uid, name) -> all.addAll(changes.between(name, before.objects(uid), after.objects(uid))));
    return all;
  }

  /** One of the two states that are compared. */
  private final class Side {
    private final LocalFolder read;
    private final String revision;
    private final Map<TargetUid, String> names = new TreeMap<>();
    private final Redaction redaction;

    Side(LocalFolder read, String revision, Redaction redaction) {
      this.read = read;
      this.revision = revision;
      this.redaction = redaction;
      read.named(target).forEach(it -> names.put(it.target().uid(), it.target().name().text()));
    }

    List<Resource> objects(TargetUid uid) {
      Managed managed = names.containsKey(uid) ? read.target(uid) : null;
      if (managed == null) {
        return List.of();
      }
      try {
        return read.desired(managed, redaction, terminal).resources();
      } catch (Failure failed) {
        Problem seen = failed.problem();
        String where = revision.isEmpty() ? "" : " (at " + revision + ")";
        Problem placed = new Problem(seen.code(), seen.fault(), seen.cause() + where, seen.fix());
        throw Failure.of(failed.exit(), placed, failed);
      }
    }
  }

  private Side side(Path path, String revision, Redaction redaction) {
    Path root = LocalFolder.repository(path);
    String inside = LocalFolder.inside(root, path);
    LocalFolder read =
        revision.isEmpty()
            ? LocalFolder.of(new FolderSourceTree(root), inside, terminal)
            : LocalFolder.of(committed(root, revision), inside, terminal);
    return new Side(read, revision, redaction);
  }

  private static SourceTree committed(Path root, String revision) {
    GitClone clone = GitClone.open(root);
    return clone.at(clone.commit(revision));
  }

  private Value asValue(List<ObjectChanges.Changed> changed) {
    Value.Mapping value = Value.mapping("from", from);
    value = to.isEmpty() ? value : value.with("to", Value.of(to));
    return value.with(
        "objects", new Value.Sequence(changed.stream().map(Records::toValue).toList()));
  }

  private static List<String> lines(List<ObjectChanges.Changed> changed) {
    List<String> lines = new ArrayList<>();
    String target = "";
    for (ObjectChanges.Changed one : changed) {
      if (!one.target().equals(target)) {
        target = one.target();
        lines.add(target);
      }
      lines.add("  " + sign(one.action()) + " " + word(one.action()) + " " + one.object());
      one.fields().forEach(field -> lines.add("      " + line(one.action(), field)));
    }
    lines.add(changed.isEmpty() ? "Nothing differs." : counts(changed));
    return lines;
  }

  private static String line(Action action, FieldChange field) {
    String before = PlanValues.shown(field.before());
    String after = PlanValues.shown(field.after());
    return field.pointer()
        + ": "
        + switch (action) {
          case CREATE -> after;
          case DELETE -> before;
          case NOTHING, UPDATE, REPLACE, ADOPT, FORGET -> before + " -> " + after;
        };
  }

  private static String counts(List<ObjectChanges.Changed> changed) {
    return count(changed, Action.CREATE)
        + " to create, "
        + count(changed, Action.UPDATE)
        + " to update, "
        + count(changed, Action.DELETE)
        + " to delete.";
  }

  private static long count(List<ObjectChanges.Changed> changed, Action action) {
    return changed.stream().filter(it -> it.action() == action).count();
  }

  private static String sign(Action action) {
    return switch (action) {
      case CREATE -> "+";
      case DELETE -> "-";
      case NOTHING, UPDATE, REPLACE, ADOPT, FORGET -> "~";
    };
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
