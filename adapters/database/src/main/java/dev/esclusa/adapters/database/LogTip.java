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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tip of the log while a flush goes on: what the head row says, and the newest leaves of
 * streams and targets, remembered from flush to flush. What other servers added meanwhile is read.
 */
final class LogTip implements EnvelopeSealer.Tip {
  /** So many entries are read at most where the tips of targets must be learnt. */
  private static final int ENTRIES_BETWEEN_TIPS = 8_192;

  private final Map<Stream, Known> streams = new Recent<>();
  // Those that the entries since the last tips are about, and what the tips say of others.
  private final Map<TargetUid, Digest> moved = new HashMap<>();
  private final Map<TargetUid, Optional<Digest>> targets = new Recent<>();
  private final StreamKeys keys;
  private final Map<Stream, StreamKey> newKeys = new HashMap<>();
  private final Map<Stream, Known> newStreams = new HashMap<>();
  private LogHead head = new LogHead(Instant.EPOCH, 0, new Frontier(), 0);
  private boolean known;

  LogTip(StreamKeys keys) {
    this.keys = keys;
  }

  /**
   * What is known of a stream.
   *
   * @param number index of its first entry
   * @param keyed whether the database has a key of it
   */
  private record Known(Head head, long number, boolean keyed) {
    static final Known NOTHING = new Known(Head.NONE, -1, false);
  }

  /** Takes the lock on the log, and learns the newest leaves of what is about to be written. */
  void lock(Connection connection, Set<Stream> touched, Set<TargetUid> about) throws SQLException {
    LogHead now = LogHead.lock(connection);
    if (now.erasures() != head.erasures()) {
      keys.forget();
    }
    if (!known || now.size() != head.size()) {
      catchUp(connection, now);
    }
    head = now;
    known = true;
    loadStreams(connection, touched);
    loadTargets(connection, about);
  }

  /** What was added by others is read where it is little; else everything known is forgotten. */
  private void catchUp(Connection connection, LogHead now) throws SQLException {
    boolean goesOn =
        known
            && now.tipsSize() == head.tipsSize()
            && now.size() > head.size()
            && now.size() - head.size() <= ENTRIES_BETWEEN_TIPS;
    if (!goesOn) {
      forgetLeaves();
    }
    String sql =
        """
        select s.name, s.number, e.sequence, e.target, e.leaf_hash, s.wrapped is not null
        from entry e join stream s on s.number = e.stream where e.index >= ? order by e.index\
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, goesOn ? head.size() : now.tipsSize());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Digest leafHash = Digest.ofHash(rows.getBytes(5));
          streams.put(
              new Stream(rows.getString(1)),
              new Known(new Head(rows.getLong(3), leafHash), rows.getLong(2), rows.getBoolean(6)));
          String target = rows.getString(4);
          if (target != null) {
            moved.put(new TargetUid(target), leafHash);
          }
        }
      }
    }
  }

  private void loadStreams(Connection connection, Set<Stream> touched) throws SQLException {
    Set<Stream> missing = new HashSet<>();
    for (Stream stream : touched) {
      Known known = streams.get(stream);
      if (known == null || known.keyed() && !keys.has(stream)) {
        missing.add(stream);
      }
    }
    missing.forEach(stream -> streams.put(stream, Known.NOTHING));
    each(
        connection,
        """
        select s.name, s.number, s.wrapped, e.sequence, e.leaf_hash
        from stream s cross join lateral (
          select sequence, leaf_hash from entry
          where entry.stream = s.number order by sequence desc limit 1) e
        where s.name = any(?)\
        """,
        missing,
        row -> {
          Stream stream = new Stream(row.getString(1));
          byte[] wrapped = row.getBytes(3);
          Head newest = new Head(row.getLong(4), Digest.ofHash(row.getBytes(5)));
          streams.put(stream, new Known(newest, row.getLong(2), wrapped != null));
          if (wrapped != null) {
            keys.learn(stream, wrapped);
          }
        });
  }

  private void loadTargets(Connection connection, Set<TargetUid> about) throws SQLException {
    Set<TargetUid> missing = new HashSet<>(about);
    missing.removeIf(target -> moved.containsKey(target) || targets.containsKey(target));
    missing.forEach(target -> targets.put(target, Optional.empty()));
    each(
        connection,
        "select target, leaf_hash from target_tip where target = any(?)",
        missing,
        row ->
            targets.put(
                new TargetUid(row.getString(1)), Optional.of(Digest.ofHash(row.getBytes(2)))));
  }

  private static void each(Connection connection, String sql, Collection<?> names, RowReader reader)
      throws SQLException {
    if (names.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, texts(connection, names));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  private static Array texts(Connection connection, Collection<?> names) throws SQLException {
    return connection.createArrayOf("text", names.stream().map(Object::toString).toArray());
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
    return known(stream).head();
  }

  private Known known(Stream stream) {
    return streams.getOrDefault(stream, Known.NOTHING);
  }

  /** Of a stream that has an entry. */
  long number(Stream stream) {
    return known(stream).number();
  }

  @Override
  public @Nullable Digest target(TargetUid target) {
    Digest newest = moved.get(target);
    return newest != null ? newest : targets.getOrDefault(target, Optional.empty()).orElse(null);
  }

  void add(Entry entry) {
    Stream stream = entry.envelope().stream();
    Known before = known(stream);
    boolean first = before.number() < 0;
    Known after =
        new Known(Head.of(entry), first ? entry.index() : before.number(), before.keyed());
    streams.put(stream, after);
    if (first) {
      newStreams.put(stream, after);
    }
    TargetUid target = entry.envelope().target();
    if (target != null) {
      moved.put(target, entry.leafHash());
    }
    head.frontier().append(Hash.of(entry.leafHash().bytes()));
    head =
        new LogHead(
            entry.envelope().recordedAt(), head.erasures(), head.frontier(), head.tipsSize());
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

  /** Streams, keys and tips that came with the entries, and the head itself. */
  void write(Connection connection, CopyRows rows, boolean work) throws SQLException {
    for (Map.Entry<Stream, Known> one : newStreams.entrySet()) {
      StreamKey key = newKeys.get(one.getKey());
      rows.row(3).text(one.getKey().text()).bigint(one.getValue().number());
      rows.bytes(key == null ? null : key.wrapped());
    }
    rows.send(connection, "stream (name, number, wrapped)");
    writeLateKeys(connection);
    if (head.size() - head.tipsSize() >= ENTRIES_BETWEEN_TIPS) {
      writeTips(connection);
    }
    head.write(connection, work);
  }

  /** Of streams that were there without one. */
  private void writeLateKeys(Connection connection) throws SQLException {
    if (newStreams.keySet().containsAll(newKeys.keySet())) {
      return;
    }
    String sql = "update stream set wrapped = ? where name = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Map.Entry<Stream, StreamKey> one : newKeys.entrySet()) {
        if (!newStreams.containsKey(one.getKey())) {
          statement.setBytes(1, one.getValue().wrapped());
          statement.setString(2, one.getKey().text());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }

  private void writeTips(Connection connection) throws SQLException {
    String sql =
        """
        insert into target_tip (target, leaf_hash) select * from unnest(?::text[], ?::bytea[])
        on conflict (target) do update set leaf_hash = excluded.leaf_hash\
        """;
    List<TargetUid> about = new ArrayList<>();
    List<byte[]> leafHashes = new ArrayList<>();
    moved.forEach(
        (target, leafHash) -> {
          about.add(target);
          leafHashes.add(leafHash.bytes());
        });
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, texts(connection, about));
      statement.setArray(2, connection.createArrayOf("bytea", leafHashes.toArray(byte[][]::new)));
      statement.executeUpdate();
    }
    moved.forEach((target, leafHash) -> targets.put(target, Optional.of(leafHash)));
    moved.clear();
    head = new LogHead(head.recordedAt(), head.erasures(), head.frontier(), head.size());
  }

  /** What was added is there. */
  void committed() {
    newKeys.forEach(
        (stream, key) -> {
          keys.put(stream, key);
          Known known = known(stream);
          streams.put(stream, new Known(known.head(), known.number(), true));
        });
    newKeys.clear();
    newStreams.clear();
  }

  /** What was added may not be there: believe nothing any more. */
  void forget() {
    forgetLeaves();
    keys.forget();
    newKeys.clear();
    newStreams.clear();
    known = false;
  }

  private void forgetLeaves() {
    streams.clear();
    moved.clear();
    targets.clear();
  }

  /** Takes one row of an answer. */
  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
