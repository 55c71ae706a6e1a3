package dev.esclusa.adapters.database;

import dev.esclusa.adapters.database.GroupCommit.Pending;
import dev.esclusa.control.EnvelopeSealer;
import dev.esclusa.control.EnvelopeSealer.Closed;
import dev.esclusa.control.Journal;
import dev.esclusa.control.PayloadCipher;
import dev.esclusa.control.WorkBell;
import dev.esclusa.model.Envelope;
import dev.esclusa.model.Stream;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The journal in PostgreSQL. Any number of servers write to one database; the lock on the head of
 * the log puts them in a row, so that indexes have no gap and each leaf names those before it.
 */
final class JdbcJournal implements Journal {
  private final Sessions sessions;
  private final PayloadCipher cipher;
  private final EnvelopeSealer sealer;
  private final StreamKeys keys;
  private final Tempo tempo;
  private final JdbcWork work;
  private final WorkBell bell;
  private final Flusher flusher;
  private final WorkListener listener;
  private volatile boolean closed;

  JdbcJournal(Sessions sessions, PayloadCipher cipher, Tempo tempo) {
    this.sessions = sessions;
    this.cipher = cipher;
    this.tempo = tempo;
    this.sealer = new EnvelopeSealer(tempo);
    this.work = new JdbcWork(sessions, tempo);
    this.bell = new WorkBell(tempo);
    this.keys = new StreamKeys(cipher);
    this.flusher = new Flusher(sessions, new GroupCommit(keys, sealer), tempo);
    this.listener = new WorkListener(sessions, bell, tempo);
  }

  @Override
  public List<Entry> append(Batch batch) {
    checkOpen();
    // Here, and not in the one thread that flushes: writers have all the processors.
    List<Closed> closed = sealer.close(batch);
    List<Entry> entries =
        flusher.append(
            new Pending(batch, closed, keys.lock(batch, closed), new CompletableFuture<>()));
    ring(batch.work());
    return entries;
  }

  private void ring(List<Wanted> wanted) {
    Instant now = tempo.now();
    for (Wanted one : wanted) {
      if (one.dueAt().isAfter(now)) {
        bell.ringAt(one.dueAt());
      } else {
        bell.ring();
      }
    }
  }

  @Override
  public List<Entry> stream(Stream stream) {
    checkOpen();
    return sessions.durable(
        connection -> {
          String sql =
              """
              select e.index, e.leaf, e.leaf_hash from entry e join stream s on s.number = e.stream
              where s.name = ? order by e.sequence\
              """;
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, stream.text());
            return read(statement);
          }
        });
  }

  @Override
  public List<Entry> from(long index, int max) {
    checkOpen();
    return sessions.durable(
        connection -> {
          String sql =
              "select index, leaf, leaf_hash from entry where index >= ? order by index limit ?";
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, index);
            statement.setInt(2, max);
            return read(statement);
          }
        });
  }

  private static List<Entry> read(PreparedStatement statement) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        byte[] leaf = rows.getBytes(2);
        entries.add(
            new Entry(rows.getLong(1), leaf, Digest.ofHash(rows.getBytes(3)), Envelope.read(leaf)));
      }
    }
    return entries;
  }

  @Override
  public long size() {
    checkOpen();
    return sessions.durable(LogHead::readSize);
  }

  @Override
  public @Nullable Payload payload(long index) {
    checkOpen();
    return sessions.durable(
        connection -> {
          String sql =
              """
              select p.sealed, k.wrapped, e.leaf from payload p
              join entry e on e.index = p.index join stream k on k.number = e.stream
              where p.index = ? and k.wrapped is not null\
              """;
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, index);
            try (ResultSet rows = statement.executeQuery()) {
              return rows.next() ? open(rows) : null;
            }
          }
        });
  }

  private Payload open(ResultSet row) throws SQLException {
    Envelope envelope = Envelope.read(row.getBytes(3));
    return cipher.open(
        cipher.unwrap(envelope.stream(), row.getBytes(2)), envelope.commitment(), row.getBytes(1));
  }

  @Override
  public int erasePayloads(Stream stream) {
    checkOpen();
    return sessions.transaction(
        connection -> {
          LogHead head = LogHead.lock(connection);
          int erased =
              update(
                  connection,
                  stream,
                  """
                  delete from payload where index in
                    (select e.index from entry e join stream s on s.number = e.stream
                     where s.name = ?)\
                  """);
          update(connection, stream, "update stream set wrapped = null where name = ?");
          // Other servers remember the key; the higher number makes them forget it.
          head.withOneMoreErasure().write(connection, false);
          return erased;
        });
  }

  private static int update(Connection connection, Stream stream, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream.text());
      return statement.executeUpdate();
    }
  }

  @Override
  public List<Work> takeWork(String worker, int max, Duration hold) {
    checkOpen();
    return work.take(worker, max, hold);
  }

  @Override
  public void workDone(Work item) {
    checkOpen();
    ringAt(work.done(item));
  }

  @Override
  public void workAgain(Work item, Instant at) {
    checkOpen();
    ringAt(work.again(item, at));
  }

  private void ringAt(@Nullable Instant at) {
    if (at != null) {
      bell.ringAt(at);
    }
  }

  @Override
  public void onWork(Runnable wake) {
    bell.onRing(wake);
  }

  private void checkOpen() {
    if (closed) {
      throw Flusher.closed();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    listener.close();
    flusher.close();
    bell.close();
  }
}
