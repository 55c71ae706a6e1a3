package dev.esclusa.cli;

import dev.esclusa.model.Envelope;
import dev.esclusa.model.ModelException;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.TreeException;
import java.util.Base64;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The log, entry by entry. */
@Command(
    name = "journal",
    description = {
      "List entries of the log.",
      "What is shown is read from each leaf's own bytes; the leaf hash is recomputed."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa journal",
      "  esclusa journal --from 1200 --limit 50",
      "  esclusa journal -o json"
    })
final class JournalTask extends ServerTask {
  @Option(
      names = "--from",
      paramLabel = "INDEX",
      defaultValue = "0",
      description = "First entry (default: ${DEFAULT-VALUE}).")
  private long from;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  JournalTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run(Client client) {
    print(this, client, from, limit);
    return ExitCode.OK;
  }

  static void print(ServerTask task, Client client, long from, int limit) {
    Api.JournalPage page = task.ask(client, it -> it.journal(from, limit));
    task.format.print(task.terminal, page, () -> rows(page));
    long next = from + page.items().size();
    if (next < page.size() && task.format.forPeople()) {
      task.terminal.note(page.size() + " entries in all; go on with --from " + next);
    }
  }

  private static List<String> rows(Api.JournalPage page) {
    Table table = new Table("INDEX", "RECORDED", "TYPE", "STREAM", "SEQ", "ACTOR", "LEAF HASH");
    for (Api.JournalEntry entry : page.items()) {
      byte[] leaf = leaf(entry);
      Envelope envelope = envelope(entry.index(), leaf);
      table.row(
          Long.toString(entry.index()),
          Spans.instant(envelope.recordedAt()),
          envelope.type(),
          envelope.stream().text(),
          Long.toString(envelope.sequence()),
          envelope.actor().toString(),
          Envelope.leafHash(leaf).shortText());
    }
    return table.isEmpty() ? List.of("No entries.") : table.lines();
  }

  private static byte[] leaf(Api.JournalEntry entry) {
    try {
      return Base64.getDecoder().decode(entry.leaf());
    } catch (IllegalArgumentException e) {
      throw unreadable(entry.index(), e);
    }
  }

  private static Envelope envelope(long index, byte[] leaf) {
    try {
      return Envelope.read(leaf);
    } catch (TreeException | ModelException e) {
      throw unreadable(index, e);
    }
  }

  private static Failure unreadable(long index, Exception origin) {
    return Failure.of(
        ExitCode.VERIFICATION_FAILED,
        Problem.defect(
            "CLI-0002",
            "log entry " + index + " cannot be read: " + origin.getMessage(),
            "Use an esclusa of the same release as the server."),
        origin);
  }
}
