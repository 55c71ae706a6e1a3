package dev.esclusa.server;

import dev.esclusa.adapters.database.Database;
import dev.esclusa.adapters.database.DatabaseAddress;
import dev.esclusa.adapters.database.EmbeddedPostgres;
import dev.esclusa.control.Journal;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.control.Payloads;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Stream;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.KeyWrap;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Another master key for the payloads of an installation, and another key for states and saved
 * plans of its stacks, on the record. The new key lies beside the old one until all is done, so
 * that whoever was interrupted goes on by doing it again.
 */
final class MasterKeyRotation {
  private static final String PURPOSE = "master";
  private static final String OPERATOR = "operator";

  private MasterKeyRotation() {}

  /** What was done, for a terminal. */
  static String rotate(ServerOptions options) {
    DatabaseAddress given = options.database();
    if (given != null) {
      return rotate(options, given);
    }
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(options.dataFolder().resolve("postgres"))) {
      return rotate(options, postgres.address());
    }
  }

  private static String rotate(ServerOptions options, DatabaseAddress address) {
    try (RealTempo tempo = new RealTempo();
        Database database = Database.open(address)) {
      Keys keys = new Keys(options.keysFolder(), tempo.chance());
      Path next = keys.masterFile().resolveSibling("master.key.next");
      PayloadCipher before = PayloadCipher.ofKeyFile(keys.masterFile(), tempo.chance());
      boolean begun = Files.exists(next);
      PayloadCipher after = PayloadCipher.ofKeyFile(next, tempo.chance());
      if (!begun || !database.opensWith(after)) {
        database.rotateMasterKey(before, after);
      }
      record(database, after, new Redaction(keys.redaction()), tempo);
      KeyWrap states = keys.statesWithAnotherKey();
      int stacks = database.rewrapStacks(new EnvelopeSeal(states, tempo.chance()));
      Files.move(
          next,
          keys.masterFile(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return "The master key is "
          + after.fingerprint().shortText()
          + " now, and "
          + states.keyId()
          + " wraps the keys of "
          + stacks
          + " states and plans; bring master.key and state.keys to every replica.";
    } catch (IOException e) {
      throw new ProblemException(
          Problem.environment(
              "SRV-0002",
              "the new master key cannot take its place: " + e.getMessage(),
              "Check the keys folder, and do it again: it goes on where it stopped."),
          e);
    }
  }

  /** Once, however often it is begun. */
  private static void record(
      Database database, PayloadCipher after, Redaction redaction, RealTempo tempo) {
    Digest fingerprint = after.fingerprint();
    try (Journal journal = database.journal(after, tempo)) {
      List<Journal.Entry> entries = journal.stream(Stream.INSTALLATION);
      boolean told =
          entries.stream()
              .anyMatch(
                  it ->
                      it.envelope().fact() instanceof Fact.KeyRotated fact
                          && fact.key().equals(fingerprint));
      if (!told) {
        journal.append(
            Journal.Batch.of(
                List.of(
                    new Journal.NewEntry(
                        Stream.INSTALLATION,
                        entries.size(),
                        new Fact.KeyRotated(PURPOSE, fingerprint),
                        null,
                        redaction.pseudonym(OPERATOR),
                        Records.toValue(
                            new Payloads.Because(
                                "the operator asked for another master key",
                                OPERATOR,
                                List.of()))))));
      }
    }
  }
}
