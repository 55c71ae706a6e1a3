package dev.esclusa.adapters.database;

import dev.esclusa.control.EnvelopeSealer;
import dev.esclusa.control.EnvelopeSealer.Head;
import dev.esclusa.control.Journal.Entry;
import dev.esclusa.control.PayloadCipher.StreamKey;
import dev.esclusa.model.Stream;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tlog.Frontier;
import dev.esclusa.tlog.Hash;
import dev.esclusa.tree.Digest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tip of the log while a flush goes on: what the head row says, and the newest leaves of
 * streams and targets, remembered from flush to flush for as long as no other server added entries.
 */
final class LogTip implements EnvelopeSealer.Tip {
  private final Map<Stream, Head> streams = new Recent<>();
  private final Map<TargetUid, Optional<Digest>> targets = new Recent<>();
  private final StreamKeys keys;
  private final Map<Stream, StreamKey> newKeys = new HashMap<>();
  private LogHead head = new LogHead(Instant.EPOCH, 0, new Frontier());

  LogTip(StreamKeys keys) {
    this.keys = keys;
  }

  /** Takes the lock on the log, and learns the newest leaves of what is about to be written. */
  void lock(Connection connection, Set<Stream> touched, Set<TargetUid> about) throws SQLException {
    LogHead now = LogHead.lock(connection);
    if (now.size() != head.size()) {
      streams.clear();
      targets.clear();
    }
    if (now.erasures() != head.erasures()) {
      keys.forget();
    }
    head = now;
    loadStreams(connection, missing(touched, streams));
    loadTargets(connection, missing(about, targets));
    Set<Stream> keyless = new HashSet<>(touched);
    keyless.removeIf(keys::has);
    loadKeys(connection, keyless);
  }

  private static <K> Set<K> missing(Set<K> wanted, Map<K, ?> known) {
    Set<K> missing = new HashSet<>(wanted);
    missing.removeIf(known::containsKey);
    return missing;
  }

  private void loadStreams(Connection connection, Set<Stream> missing) throws SQLException {
    missing.forEach(stream -> streams.put(stream, Head.NONE));
    each(
        connection,
        """
        select s.stream, e.sequence, e.leaf_hash
        from unnest(?::text[]) as s(stream) cross join lateral (
          select sequence, leaf_hash from entry
          where entry.stream = s.stream order by sequence desc limit 1) e\
        """,
        missing,
        row ->
            streams.put(
                new Stream(row.getString(1)),
                new Head(row.getLong(2), Digest.ofHash(row.getBytes(3)))));
  }

  private void loadTargets(Connection connection, Set<TargetUid> missing) throws SQLException {
    missing.forEach(target -> targets.put(target, Optional.empty()));
    each(
        connection,
        """
        select t.target, e.leaf_hash
        from unnest(?::text[]) as t(target) cross join lateral (
          select leaf_hash from entry
          where entry.target = t.target order by index desc limit 1) e\
        """,
        missing,
        row ->
            targets.put(
                new TargetUid(row.getString(1)), Optional.of(Digest.ofHash(row.getBytes(2)))));
  }

  private void loadKeys(Connection connection, Set<Stream> missing) throws SQLException {
    each(
        connection,
        "select stream, wrapped from stream_key where stream = any(?)",
        missing,
        row -> keys.learn(new Stream(row.getString(1)), row.getBytes(2)));
  }

  private static void each(Connection connection, String sql, Collection<?> names, RowReader reader)
      throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    Array array = connection.createArrayOf("text", names.stream().map(Object::toString).toArray());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  @Override
  public long size() {
    return head.size();
  }

  @Override
  public Instant recordedAt() {
    return head.recordedAt();
  }

  @Override
  public Head stream(Stream stream) {
    return streams.getOrDefault(stream, Head.NONE);
  }

  @Override
  public @Nullable Digest target(TargetUid target) {
    return targets.getOrDefault(target, Optional.empty()).orElse(null);
  }

  void add(Entry entry) {
    streams.put(entry.envelope().stream(), Head.of(entry));
    TargetUid target = entry.envelope().target();
    if (target != null) {
      targets.put(target, Optional.of(entry.leafHash()));
    }
    head.frontier().append(Hash.of(entry.leafHash().bytes()));
    head = new LogHead(entry.envelope().recordedAt(), head.erasures(), head.frontier());
  }

  /**
   * The key of a stream.
   *
   * @param proposed is taken when it has none yet; absent for a new one
   */
  StreamKey key(Stream stream, @Nullable StreamKey proposed) {
    StreamKey known = newKeys.getOrDefault(stream, keys.get(stream));
    if (known != null) {
      return known;
    }
    StreamKey fresh = proposed == null ? keys.fresh(stream) : proposed;
    newKeys.put(stream, fresh);
    return fresh;
  }

  void writeNewKeys(Connection connection, CopyRows rows) throws SQLException {
    newKeys.forEach((stream, key) -> rows.row(2).text(stream.text()).bytes(key.wrapped()));
    rows.send(connection, "stream_key (stream, wrapped)");
  }

  /** What was added is there. */
  void committed() {
    newKeys.forEach(keys::put);
    newKeys.clear();
  }

  LogHead head() {
    return head;
  }

  /** What was added may not be there: believe nothing any more. */
  void forget() {
    streams.clear();
    targets.clear();
    keys.forget();
    newKeys.clear();
    head = new LogHead(Instant.EPOCH, 0, new Frontier());
  }

  /** Takes one row of an answer. */
  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
