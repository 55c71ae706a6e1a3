package dev.esclusa.adapters.database;

import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.Head;
import dev.esclusa.stack.Incident;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLock;
import dev.esclusa.stack.StateStore;
import dev.esclusa.stack.StateVersion;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States of stacks in PostgreSQL. A move is one transaction that holds the row of its stack. */
final class JdbcStates implements StateStore {
  /** How long it stays known that a credential was one of ours. */
  private static final Duration ENDED_KEPT = Duration.ofDays(7);

  private static final String VERSION_COLUMNS =
      "v.stack, v.number, v.serial, v.lineage, v.engine_version, v.origin, v.run, v.token,"
          + " v.written_at, v.digest, v.md5, v.size_bytes, v.sealed is not null as kept";
  private static final String HEAD =
      "select h.revision, h.fence, h.applied, h.held, "
          + VERSION_COLUMNS
          + " from state_head h left join state_version v"
          + " on v.stack = h.stack and v.number = h.newest where h.stack = ?";
  private static final String CREDENTIAL =
      "select password_hash, stack, run, may_write, token, issued_at, closed_at"
          + " from state_credential where ";

  private final Sessions sessions;

  JdbcStates(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Head head(TargetUid stack) {
    return first(HEAD, row -> head(stack, row), stack.text())
        .orElseGet(() -> Head.untouched(stack));
  }

  private static Head head(TargetUid stack, ResultSet row) throws SQLException {
    String held = row.getString("held");
    return new Head(
        stack,
        row.getLong("revision"),
        row.getLong("fence"),
        held == null ? null : Records.fromValue(StateLock.class, Json.read(held)),
        row.getString("stack") == null ? null : version(row),
        row.getLong("applied"));
  }

  private static StateVersion version(ResultSet row) throws SQLException {
    return new StateVersion(
        new TargetUid(row.getString("stack")),
        row.getLong("number"),
        row.getLong("serial"),
        row.getString("lineage"),
        row.getString("engine_version"),
        Rows.constant(StateVersion.Origin.class, row.getString("origin")),
        new RunId(row.getString("run")),
        row.getLong("token"),
        Rows.instant(row, "written_at"),
        Digest.ofHash(row.getBytes("digest")),
        row.getString("md5"),
        row.getLong("size_bytes"),
        row.getBoolean("kept"));
  }

  // --- moves ---

  @Override
  public boolean move(Head before, Move move) {
    return sessions.transaction(connection -> move(connection, before, move));
  }

  private static boolean move(Connection connection, Head before, Move move) throws SQLException {
    Head after = move.after();
    if (!take(connection, before, after)) {
      return false;
    }
    StateVersion current = after.current();
    if (move.sealed() != null && current != null) {
      insert(connection, current, move.sealed());
    }
    if (move.dropThrough() > 0) {
      drop(connection, after, move.dropThrough());
    }
    if (move.issued() != null) {
      insert(connection, move.issued());
    }
    if (move.ended() != null) {
      end(connection, after.stack(), move.ended());
    }
    if (move.incident() != null) {
      insert(connection, move.incident());
    }
    return true;
  }

  /** The compare-and-set under which everything else of the move happens. */
  private static boolean take(Connection connection, Head before, Head after) throws SQLException {
    StateLock lock = after.lock();
    String held = lock == null ? null : Json.text(Records.toValue(lock));
    StateVersion current = after.current();
    long newest = current == null ? 0 : current.number();
    String stack = after.stack().text();
    int taken =
        before.revision() == 0
            ? Rows.write(
                connection,
                "insert into state_head (stack, revision, fence, newest, applied, held)"
                    + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                stack,
                after.revision(),
                after.fence(),
                newest,
                after.appliedNumber(),
                held)
            : Rows.write(
                connection,
                "update state_head set revision = ?, fence = ?, newest = ?, applied = ?, held = ?"
                    + " where stack = ? and revision = ?",
                after.revision(),
                after.fence(),
                newest,
                after.appliedNumber(),
                held,
                stack,
                before.revision());
    return taken == 1;
  }

  private static void insert(Connection connection, StateVersion version, byte[] sealed)
      throws SQLException {
    Rows.write(
        connection,
        "insert into state_version (stack, number, serial, lineage, engine_version, origin, run,"
            + " token, written_at, digest, md5, size_bytes, sealed)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        version.stack().text(),
        version.number(),
        version.serial(),
        version.lineage(),
        version.engineVersion(),
        version.origin(),
        version.run().text(),
        version.fencingToken(),
        version.writtenAt(),
        version.digest().bytes(),
        version.md5(),
        version.sizeBytes(),
        sealed);
  }

  private static void drop(Connection connection, Head head, long through) throws SQLException {
    StateVersion current = head.current();
    Rows.write(
        connection,
        "update state_version set sealed = null where stack = ? and number <= ?"
            + " and number <> ? and number <> ? and sealed is not null",
        head.stack().text(),
        through,
        current == null ? 0L : current.number(),
        head.appliedNumber());
  }

  private static void insert(Connection connection, Credential credential) throws SQLException {
    Rows.write(
        connection,
        "insert into state_credential (password_hash, stack, run, may_write, token, issued_at,"
            + " closed_at) values (?, ?, ?, ?, ?, ?, ?)",
        credential.passwordHash().bytes(),
        credential.stack().text(),
        credential.run().text(),
        credential.right() == Credential.Right.WRITE,
        credential.fencingToken(),
        credential.issuedAt(),
        credential.closedAt());
  }

  private static void end(Connection connection, TargetUid stack, Ended ended) throws SQLException {
    Rows.write(
        connection,
        "update state_credential set closed_at = ?"
            + " where stack = ? and run = ? and closed_at is null",
        ended.at(),
        stack.text(),
        ended.run().text());
    Rows.write(
        connection,
        "delete from state_credential where stack = ?"
            + " and (closed_at < ? or (not may_write and issued_at < ?))",
        stack.text(),
        ended.at().minus(ENDED_KEPT),
        ended.at().minus(ENDED_KEPT));
  }

  private static int insert(Connection connection, Incident incident) throws SQLException {
    RunId run = incident.run();
    Rows.write(
        connection,
        "insert into state_incident (stack, at, kind, run, code, words) values (?, ?, ?, ?, ?, ?)",
        incident.stack().text(),
        incident.at(),
        incident.kind(),
        run == null ? null : run.text(),
        incident.code(),
        incident.words());
    return Rows.write(
        connection,
        "delete from state_incident where stack = ? and id <= (select id from state_incident"
            + " where stack = ? order by id desc offset ? limit 1)",
        incident.stack().text(),
        incident.stack().text(),
        (long) INCIDENTS_KEPT);
  }

  // --- looking ---

  @Override
  public Optional<Credential> credential(Digest passwordHash) {
    return first(CREDENTIAL + "password_hash = ?", JdbcStates::credential, passwordHash.bytes());
  }

  @Override
  public List<Credential> openCredentials(RunId run) {
    return all(CREDENTIAL + "run = ? and closed_at is null", JdbcStates::credential, run.text());
  }

  @Override
  public List<Credential> openCredentials(TargetUid stack) {
    return all(
        CREDENTIAL + "stack = ? and closed_at is null order by issued_at, run",
        JdbcStates::credential,
        stack.text());
  }

  private static Credential credential(ResultSet row) throws SQLException {
    return new Credential(
        Digest.ofHash(row.getBytes("password_hash")),
        new TargetUid(row.getString("stack")),
        new RunId(row.getString("run")),
        row.getBoolean("may_write") ? Credential.Right.WRITE : Credential.Right.READ,
        row.getLong("token"),
        Rows.instant(row, "issued_at"),
        Rows.instantOrNull(row, "closed_at"));
  }

  @Override
  public List<StateVersion> versions(TargetUid stack) {
    return all(
        "select " + VERSION_COLUMNS + " from state_version v where stack = ? order by number desc",
        JdbcStates::version,
        stack.text());
  }

  @Override
  public Optional<StateVersion> version(TargetUid stack, long number) {
    return first(
        "select " + VERSION_COLUMNS + " from state_version v where stack = ? and number = ?",
        JdbcStates::version,
        stack.text(),
        number);
  }

  @Override
  public Optional<byte[]> sealed(TargetUid stack, long number) {
    return first(
        "select sealed from state_version where stack = ? and number = ? and sealed is not null",
        row -> row.getBytes(1),
        stack.text(),
        number);
  }

  @Override
  public void record(Incident incident) {
    sessions.transaction(connection -> insert(connection, incident));
  }

  @Override
  public List<Incident> incidents(TargetUid stack) {
    return all(
        "select stack, at, kind, run, code, words from state_incident"
            + " where stack = ? order by id desc",
        JdbcStates::incident,
        stack.text());
  }

  private static Incident incident(ResultSet row) throws SQLException {
    String run = row.getString("run");
    return new Incident(
        new TargetUid(row.getString("stack")),
        Rows.instant(row, "at"),
        Rows.constant(Incident.Kind.class, row.getString("kind")),
        run == null ? null : new RunId(run),
        row.getString("code"),
        row.getString("words"));
  }

  private <T> List<T> all(String sql, Rows.Reader<T> reader, @Nullable Object... parameters) {
    return sessions.durable(connection -> Rows.all(connection, reader, sql, parameters));
  }

  private <T> Optional<T> first(String sql, Rows.Reader<T> reader, @Nullable Object... parameters) {
    return all(sql, reader, parameters).stream().findFirst();
  }
}
