package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The kept state: one line of JSON for each write, {@code
 * {"revision":7,"key":[...],"object":{...}}}, without the object for a removal. A rewrite replaces
 * the file by one line for each living object. A line that a crash cut short is dropped.
 */
final class StateFile implements AutoCloseable {
  /** A file this much longer than after its last rewrite is rewritten. */
  private static final long GROWTH_BYTES = 32L << 20;

  interface Restore {
    void object(Key key, @Nullable Mapping object);
  }

  private final Path path;
  private final ReentrantLock syncing = new ReentrantLock();

  /** Not a channel: an interrupt of a writer would close that for all. */
  private RandomAccessFile file;

  private long length;
  private long rewrittenLength;
  private volatile long synced;

  /** Counts every byte ever appended, across rewrites; only written under the lock of the store. */
  private volatile long appended;

  StateFile(Path path) {
    this.path = path;
    try {
      this.file = open();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot open " + path, failure);
    }
  }

  /** Hands over every kept object, oldest write first, and returns the last revision. */
  long load(Restore restore) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      long revision = 0;
      int start = 0;
      for (int end; (end = indexOf(bytes, start)) >= 0; start = end + 1) {
        Mapping line = readLine(Arrays.copyOfRange(bytes, start, end));
        if (line == null) break;
        revision = Math.max(revision, Meta.longOr(line, 0, "revision"));
        if (line.get("key") instanceof Sequence key) {
          restore.object(
              readKey(key), line.get("object") instanceof Mapping object ? object : null);
        }
      }
      file.setLength(start);
      file.seek(start);
      length = rewrittenLength = start;
      return revision;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + path, failure);
    }
  }

  /** Appends one event; calls are one after the other. */
  void append(Event event) {
    Mapping line = Value.mapping("revision", event.revision(), "key", key(event.key()));
    if (event.after() != null) line = line.with("object", event.after());
    try {
      byte[] bytes = line(line);
      file.write(bytes);
      length += bytes.length;
      appended += bytes.length;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + path, failure);
    }
  }

  /** Returns when everything appended before is on disk; one flush serves all who wait. */
  void sync() {
    long position = appended;
    if (synced >= position) return;
    syncing.lock();
    try {
      if (synced >= position) return;
      long covered = appended;
      file.getFD().sync();
      synced = Math.max(position, covered);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot flush " + path, failure);
    } finally {
      syncing.unlock();
    }
  }

  boolean isLong() {
    return length - rewrittenLength > GROWTH_BYTES;
  }

  void rewrite(long revision, Map<Key, Mapping> objects) {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    syncing.lock();
    try {
      try (FileOutputStream target = new FileOutputStream(fresh.toFile());
          OutputStream out = new BufferedOutputStream(target, 1 << 16)) {
        out.write(line(Value.mapping("revision", revision)));
        for (Map.Entry<Key, Mapping> entry : objects.entrySet()) {
          out.write(line(Value.mapping("key", key(entry.getKey()), "object", entry.getValue())));
        }
        out.flush();
        target.getFD().sync();
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      file.close();
      file = open();
      length = rewrittenLength = file.length();
      file.seek(length);
      synced = appended;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot rewrite " + path, failure);
    } finally {
      syncing.unlock();
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot close " + path, failure);
    }
  }

  private RandomAccessFile open() throws IOException {
    return new RandomAccessFile(path.toFile(), "rw");
  }

  private static byte[] line(Mapping line) {
    byte[] json = Json.write(line);
    byte[] ended = Arrays.copyOf(json, json.length + 1);
    ended[json.length] = '\n';
    return ended;
  }

  private static int indexOf(byte[] bytes, int start) {
    for (int at = start; at < bytes.length; at++) if (bytes[at] == '\n') return at;
    return -1;
  }

  private static @Nullable Mapping readLine(byte[] line) {
    try {
      return Json.read(line) instanceof Mapping mapping ? mapping : null;
    } catch (TreeException torn) {
      return null;
    }
  }

  private static Sequence key(Key key) {
    return Value.sequence(
        Value.of(key.group()),
        Value.of(key.plural()),
        Value.of(key.namespace()),
        Value.of(key.name()));
  }

  private static Key readKey(Sequence key) {
    return new Key(part(key, 0), part(key, 1), part(key, 2), part(key, 3));
  }

  private static String part(Sequence key, int index) {
    return key.items().get(index).asText();
  }
}
