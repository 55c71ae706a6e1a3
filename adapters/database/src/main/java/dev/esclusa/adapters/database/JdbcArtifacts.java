package dev.esclusa.adapters.database;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Artifact;
import dev.esclusa.stack.ArtifactStore;
import dev.esclusa.stack.Purpose;
import dev.esclusa.tree.Digest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sealed blobs of stacks in PostgreSQL. */
final class JdbcArtifacts implements ArtifactStore {
  private static final String COLUMNS =
      "select stack, purpose, digest, size_bytes, made_at, used_by, used_token, used_at, dropped_at"
          + " from artifact";
  private static final String ONE = " where stack = ? and purpose = ? and digest = ?";

  private final Sessions sessions;

  JdbcArtifacts(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public boolean put(Artifact artifact, byte[] sealed) {
    int written =
        sessions.durable(
            connection ->
                Rows.write(
                    connection,
                    "insert into artifact (stack, purpose, digest, size_bytes, made_at, sealed)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                    artifact.stack().text(),
                    artifact.purpose(),
                    artifact.digest().bytes(),
                    artifact.sizeBytes(),
                    artifact.madeAt(),
                    sealed));
    return written == 1;
  }

  @Override
  public Optional<Artifact> get(TargetUid stack, Purpose purpose, Digest digest) {
    return sessions.durable(connection -> get(connection, stack, purpose, digest, ""));
  }

  private static Optional<Artifact> get(
      Connection connection, TargetUid stack, Purpose purpose, Digest digest, String more)
      throws SQLException {
    return Rows.all(
            connection,
            JdbcArtifacts::artifact,
            COLUMNS + ONE + more,
            stack.text(),
            purpose,
            digest.bytes())
        .stream()
        .findFirst();
  }

  private static Artifact artifact(ResultSet row) throws SQLException {
    String user = row.getString("used_by");
    return new Artifact(
        new TargetUid(row.getString("stack")),
        Rows.constant(Purpose.class, row.getString("purpose")),
        Digest.ofHash(row.getBytes("digest")),
        row.getLong("size_bytes"),
        Rows.instant(row, "made_at"),
        user == null
            ? null
            : new Artifact.Use(
                new ChangeId(user), row.getLong("used_token"), Rows.instant(row, "used_at")),
        Rows.instantOrNull(row, "dropped_at"));
  }

  @Override
  public Optional<byte[]> sealed(TargetUid stack, Purpose purpose, Digest digest) {
    return sessions
        .durable(
            connection ->
                Rows.all(
                    connection,
                    row -> row.getBytes(1),
                    "select sealed from artifact" + ONE + " and sealed is not null",
                    stack.text(),
                    purpose,
                    digest.bytes()))
        .stream()
        .findFirst();
  }

  @Override
  public List<Artifact> list(TargetUid stack, Purpose purpose) {
    return sessions.durable(
        connection ->
            Rows.all(
                connection,
                JdbcArtifacts::artifact,
                COLUMNS + " where stack = ? and purpose = ? order by number desc",
                stack.text(),
                purpose));
  }

  /** The head is held, so that no fence rises between the look and the use. */
  @Override
  public Consumption consume(TargetUid stack, Purpose purpose, Digest digest, Artifact.Use use) {
    return sessions.transaction(
        connection -> {
          long fence =
              Rows.all(
                      connection,
                      row -> row.getLong(1),
                      "select fence from state_head where stack = ? for share",
                      stack.text())
                  .stream()
                  .findFirst()
                  .orElse(0L);
          Optional<Artifact> found = get(connection, stack, purpose, digest, " for update");
          Consumption verdict = judge(found, fence, use);
          if (verdict == Consumption.CONSUMED) {
            use(connection, stack, purpose, digest, use);
          }
          return verdict;
        });
  }

  private static Consumption judge(Optional<Artifact> found, long fence, Artifact.Use use) {
    if (found.isEmpty()) {
      return Consumption.UNKNOWN;
    }
    if (found.get().use() != null) {
      return Consumption.USED_BEFORE;
    }
    if (found.get().droppedAt() != null) {
      return Consumption.DROPPED;
    }
    return use.fencingToken() < fence ? Consumption.FENCED : Consumption.CONSUMED;
  }

  private static void use(
      Connection connection, TargetUid stack, Purpose purpose, Digest digest, Artifact.Use use)
      throws SQLException {
    Rows.write(
        connection,
        "update artifact set used_by = ?, used_token = ?, used_at = ?" + ONE,
        use.change().text(),
        use.fencingToken(),
        use.at(),
        stack.text(),
        purpose,
        digest.bytes());
  }

  @Override
  public boolean drop(TargetUid stack, Purpose purpose, Digest digest, Instant now) {
    int written =
        sessions.durable(
            connection ->
                Rows.write(
                    connection,
                    "update artifact set sealed = null, dropped_at = ?"
                        + ONE
                        + " and sealed is not null",
                    now,
                    stack.text(),
                    purpose,
                    digest.bytes()));
    return written == 1;
  }

  @Override
  public int dropOld(Purpose purpose, Instant madeBefore, Instant now) {
    return sessions.durable(
        connection ->
            Rows.write(
                connection,
                "update artifact set sealed = null, dropped_at = ?"
                    + " where purpose = ? and made_at < ? and sealed is not null",
                now,
                purpose,
                madeBefore));
  }
}
