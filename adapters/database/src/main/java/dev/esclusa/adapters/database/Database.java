package dev.esclusa.adapters.database;

import dev.esclusa.control.Documents;
import dev.esclusa.control.Journal;
import dev.esclusa.control.Leases;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Stream;
import dev.esclusa.stack.ArtifactStore;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.StateStore;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tlog.TileStore;
import dev.esclusa.tlog.TreeHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** A PostgreSQL database of ours, brought to the newest form, and what it keeps. */
public final class Database implements AutoCloseable {
  private static final String MIGRATIONS = "classpath:dev/esclusa/adapters/database/migration";

  private final Sessions sessions;

  private Database(Sessions sessions) {
    this.sessions = sessions;
  }

  public static Database open(DatabaseAddress address) {
    migrate(address);
    Database database = new Database(new Sessions(address));
    try {
      database.sessions.durable(Database::requireFsync);
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static void migrate(DatabaseAddress address) {
    try {
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(address.url(), address.user(), address.password())
          .locations(MIGRATIONS)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new ProblemException(
          Problem.environment(
              "DBS-0006",
              "The database "
                  + address
                  + " cannot be reached or brought to the newest form: "
                  + e.getMessage(),
              "Check address, user and password; the user must own the schema."),
          e);
    }
  }

  /** A server that does not flush would lose what we have acknowledged. */
  private static boolean requireFsync(Connection connection) throws SQLException {
    String sql = "select current_setting('fsync'), current_setting('synchronous_commit')";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      if (rows.next() && rows.getString(1).equals("on") && !rows.getString(2).equals("off")) {
        return true;
      }
    }
    throw Problem.caller(
            "DBS-0007",
            "The database runs with fsync or synchronous_commit off; wanted: on.",
            "Switch both on: what is acknowledged must survive a crash.")
        .asException();
  }

  /**
   * The journal for one server; close it before the database.
   *
   * @throws ProblemException CALLER when the database belongs to another master key
   */
  public Journal journal(PayloadCipher cipher, Tempo tempo) {
    sessions.transaction(connection -> checkMasterKey(connection, cipher));
    return new JdbcJournal(sessions, cipher, tempo);
  }

  /** The first journal leaves a key wrapped by its master key; the later ones must open it. */
  private static boolean checkMasterKey(Connection connection, PayloadCipher cipher)
      throws SQLException {
    String insert = "insert into master_key (wrapped) values (?) on conflict do nothing";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setBytes(1, cipher.newKey(Stream.INSTALLATION).wrapped());
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
            connection.prepareStatement("select wrapped from master_key");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        cipher.unwrap(Stream.INSTALLATION, rows.getBytes(1));
      }
    }
    return true;
  }

  /** Whether this master key opens what the database holds; every key does before the first. */
  public boolean opensWith(PayloadCipher cipher) {
    try {
      return sessions.transaction(connection -> checkMasterKey(connection, cipher));
    } catch (ProblemException e) {
      if (e.problem().fault() == Problem.Fault.CALLER) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Wraps the key of every stream by another master key, all or none. Servers that still have the
   * old one can write no more.
   *
   * @return how many streams
   */
  public int rotateMasterKey(PayloadCipher before, PayloadCipher after) {
    return sessions.transaction(connection -> rotated(connection, before, after));
  }

  private static int rotated(Connection connection, PayloadCipher before, PayloadCipher after)
      throws SQLException {
    LogHead head = LogHead.lock(connection);
    int count = 0;
    try (PreparedStatement all =
            connection.prepareStatement(
                "select name, wrapped from stream where wrapped is not null");
        PreparedStatement one =
            connection.prepareStatement("update stream set wrapped = ? where name = ?");
        ResultSet rows = all.executeQuery()) {
      for (; rows.next(); count++) {
        Stream stream = new Stream(rows.getString(1));
        one.setBytes(1, before.rewrap(stream, rows.getBytes(2), after));
        one.setString(2, stream.text());
        one.addBatch();
      }
      one.executeBatch();
    }
    try (PreparedStatement check =
        connection.prepareStatement("update master_key set wrapped = ?")) {
      check.setBytes(1, after.newKey(Stream.INSTALLATION).wrapped());
      check.executeUpdate();
    }
    // Whoever remembers a key forgets it, and finds that it cannot open the new form.
    head.withOneMoreErasure().write(connection, false);
    return count;
  }

  /**
   * Wraps the key of every state and saved plan by the key that wraps what is new. May be begun
   * again; what is done is left alone.
   *
   * @return how many were wrapped by an older one
   */
  public int rewrapStacks(EnvelopeSeal seal) {
    return new SealedBlobs(sessions, seal).rewrap();
  }

  public Leases leases() {
    return new JdbcLeases(sessions);
  }

  public Documents documents() {
    return new JdbcDocuments(sessions);
  }

  /** Locks, versions and credentials of states. */
  public StateStore states() {
    return new JdbcStates(sessions);
  }

  /** Saved plans and other sealed blobs of stacks. */
  public ArtifactStore artifacts() {
    return new JdbcArtifacts(sessions);
  }

  /** Tiles and checkpoint of the journal's log; entry bundles come from the journal itself. */
  public TileStore tiles() {
    return new JdbcTileStore(sessions);
  }

  /** Size and root of the log over all entries, as the last flush left it. */
  public TreeHead head() {
    return sessions.durable(LogHead::read).frontier().head();
  }

  @Override
  public void close() {
    sessions.close();
  }
}
