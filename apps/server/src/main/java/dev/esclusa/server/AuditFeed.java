package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Follows a file or a folder of audit-log lines: what was read is remembered over a start, a file
 * that was renamed goes on where it was, and a line that cannot be read is counted and passed over.
 * A file {@code *.json} or {@code *.json.gz} that is one document is read whole, once it no longer
 * grows, as CloudTrail delivers them to a bucket.
 */
final class AuditFeed {
  static final Duration INTERVAL = Duration.ofSeconds(2);

  /** Who wrote earlier than an attribution is remembered is of no use to anybody. */
  static final Duration OLD = Duration.ofHours(1);

  private static final int LINE_MAX = 1 << 20;
  private static final int CHUNK = 4 << 20;
  private static final int DOCUMENT_MAX = 64 << 20;
  private static final int FILES_MAX = 10_000;
  private static final int DEPTH = 12;

  private final Path source;
  private final Path memory;
  private final Consumer<AuditRecord> sink;
  private final ControlPlane.Troubles troubles;
  private final InstantSource clock;
  private final Map<String, Position> positions = new TreeMap<>();
  private final Map<String, Integer> bad = new HashMap<>();
  private boolean remembered;

  /**
   * How far a file is read.
   *
   * @param seen its size at the last look, so that one that still grows is known
   * @param skips whether the rest of a line is passed over that is too long
   */
  private record Position(long offset, long seen, boolean skips) {}

  /** A file with the name by which the file system knows it, whatever it is called. */
  private record Found(Path path, String key, long size, long modified) {}

  /**
   * @param source need not be there yet
   * @param memory where it is kept what was read
   */
  AuditFeed(
      Path source,
      Path memory,
      Consumer<AuditRecord> sink,
      ControlPlane.Troubles troubles,
      InstantSource clock) {
    this.source = source;
    this.memory = memory;
    this.sink = sink;
    this.troubles = troubles;
    this.clock = clock;
  }

  /** Reads what is new. Never throws for what a log may hold, or a file system may answer. */
  synchronized void look() {
    try {
      remember();
      Map<String, Position> before = Map.copyOf(positions);
      List<Found> files = files();
      positions.keySet().retainAll(files.stream().map(Found::key).toList());
      for (Found one : files) {
        tryToFollow(one);
      }
      if (!before.equals(positions)) {
        keep();
      }
      troubles.over("audit-log", source.toString());
    } catch (IOException e) {
      tell(source.toString(), 1, "cannot be read: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "it is not there" : String.valueOf(e.getMessage());
  }

  private void tell(String key, int count, String cause) {
    troubles.happened(
        new ControlPlane.Trouble(
            "audit-log",
            key,
            count,
            Problem.environment(
                    "SRV-0012",
                    "the audit log " + key + " " + cause,
                    "Nothing else stops for it. Mend what writes the log, or the setting"
                        + " audit-log.")
                .asException()));
  }

  // --- which files ---

  private List<Found> files() throws IOException {
    if (Files.isDirectory(source)) {
      return found(source, DEPTH).stream().filter(it -> fresh(it) || known(it)).toList();
    }
    Found current = found(source);
    List<Found> files = new ArrayList<>();
    Path folder = source.toAbsolutePath().getParent();
    if (folder != null && !positions.isEmpty() && !positions.containsKey(current.key())) {
      // Rotated: what it was called before is read to its end first.
      found(folder, 1).stream().filter(this::known).forEach(files::add);
    }
    files.add(current);
    return files;
  }

  private boolean known(Found file) {
    return positions.containsKey(file.key());
  }

  /** What was not written for long tells of nothing that is still remembered. */
  private boolean fresh(Found file) {
    return file.modified() >= clock.instant().minus(OLD.multipliedBy(2)).toEpochMilli();
  }

  /** Oldest first; a file that vanishes meanwhile is none. */
  private static List<Found> found(Path folder, int depth) throws IOException {
    List<Found> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder, depth)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        String name = String.valueOf(one.getFileName());
        if (files.size() < FILES_MAX && !name.startsWith(".") && Files.isRegularFile(one)) {
          files.add(found(one));
        }
      }
    }
    files.sort(Comparator.comparingLong(Found::modified).thenComparing(it -> it.path().toString()));
    return files;
  }

  private static Found found(Path file) throws IOException {
    BasicFileAttributes it = Files.readAttributes(file, BasicFileAttributes.class);
    Object key = it.fileKey();
    return new Found(
        file,
        key == null ? file.toAbsolutePath().toString() : key.toString(),
        it.size(),
        it.lastModifiedTime().toMillis());
  }

  // --- one file ---

  private void tryToFollow(Found file) {
    try {
      follow(file);
      troubles.over("audit-log", file.path() + " now");
    } catch (IOException e) {
      tell(file.path() + " now", 1, "cannot be read: " + reason(e));
    }
  }

  private void follow(Found file) throws IOException {
    Position at = positions.getOrDefault(file.key(), new Position(0, -1, false));
    if (file.size() < at.offset()) {
      at = new Position(0, -1, false); // cut, or another file under the same number
    }
    if (at.offset() == file.size()) {
      positions.put(file.key(), new Position(at.offset(), file.size(), at.skips()));
      return;
    }
    String name = file.path().toString();
    boolean document = name.endsWith(".json") || name.endsWith(".json.gz");
    if (document && at.offset() == 0) {
      if (file.size() != at.seen()) {
        positions.put(file.key(), new Position(0, file.size(), false)); // it may still grow
        return;
      }
      if (whole(file) || name.endsWith(".gz")) {
        positions.put(file.key(), new Position(file.size(), file.size(), false));
        return;
      }
    }
    positions.put(file.key(), lines(file, at));
  }

  /** False when it is no single document, but may be lines. */
  private boolean whole(Found file) throws IOException {
    byte[] bytes;
    try (InputStream raw = Files.newInputStream(file.path());
        InputStream in = file.path().toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      bytes = in.readNBytes(DOCUMENT_MAX + 1);
    } catch (ZipException | EOFException e) {
      return unreadable(file.path(), "is no whole gzip file");
    }
    if (bytes.length > DOCUMENT_MAX) {
      return unreadable(file.path(), "is a document of more than " + DOCUMENT_MAX + " bytes");
    }
    try {
      AuditRecord.read(file.path().toString(), bytes, DOCUMENT_MAX).forEach(this::pass);
      return true;
    } catch (TreeException | IllegalArgumentException e) {
      if (file.path().toString().endsWith(".gz")) {
        new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .forEach(it -> line(file.path(), it.getBytes(StandardCharsets.UTF_8)));
        return true;
      }
      return false;
    }
  }

  private boolean unreadable(Path file, String cause) {
    count(file, cause);
    return true;
  }

  private Position lines(Found file, Position from) throws IOException {
    long offset = from.offset();
    boolean skips = from.skips();
    try (SeekableByteChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      while (true) {
        byte[] chunk = chunk(channel, offset);
        int start = 0;
        for (int i = 0; i < chunk.length; i++) {
          if (chunk[i] == '\n') {
            if (!skips) {
              line(file.path(), Arrays.copyOfRange(chunk, start, i));
            }
            skips = false;
            start = i + 1;
          }
        }
        if (chunk.length - start > LINE_MAX) {
          if (!skips) {
            count(file.path(), "has a line of more than " + LINE_MAX + " bytes");
          }
          skips = true;
          start = chunk.length;
        }
        offset += start;
        if (chunk.length < CHUNK) {
          return new Position(offset, file.size(), skips);
        }
      }
    }
  }

  private static byte[] chunk(SeekableByteChannel channel, long offset) throws IOException {
    channel.position(offset);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // until it is full, or the file ends
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private void line(Path file, byte[] line) {
    if (new String(line, StandardCharsets.UTF_8).isBlank()) {
      return;
    }
    try {
      if (line.length > LINE_MAX) {
        throw new IllegalArgumentException("longer than " + LINE_MAX + " bytes");
      }
      AuditRecord.read(file.toString(), line, LINE_MAX).forEach(this::pass);
    } catch (TreeException | IllegalArgumentException e) {
      count(file, "has a line that is no record"); // what stands in it may be a secret
    }
  }

  private void pass(AuditRecord record) {
    if (record.at() == null || record.at().isAfter(clock.instant().minus(OLD))) {
      sink.accept(record);
    }
  }

  /** Told at the first one of a file, counted from then on. */
  private void count(Path file, String cause) {
    int count = bad.merge(file.toString(), 1, Integer::sum);
    if (count == 1) {
      tell(file.toString(), count, cause);
    }
  }

  /** How many lines and files could not be read since the start. */
  synchronized int badCount() {
    return bad.values().stream().mapToInt(Integer::intValue).sum();
  }

  // --- what is kept over a start ---

  private void remember() throws IOException {
    if (remembered) {
      return;
    }
    remembered = true;
    if (!Files.exists(memory)) {
      return;
    }
    try {
      Value known = Json.read(memory.toString(), Files.readAllBytes(memory), Limits.DEFAULT);
      if (known instanceof Value.Mapping files) {
        files.entries().forEach((key, at) -> positions.put(key, position(at)));
      }
    } catch (TreeException | IllegalArgumentException e) {
      positions.clear();
      tell(memory.toString(), 1, "is no memory of a feed; what is not old is read again");
    }
  }

  private static Position position(Value value) {
    long offset = value.at("offset") instanceof Value.Num it ? it.asLong() : 0;
    return new Position(offset, offset, Value.TRUE.equals(value.at("skips")));
  }

  private void keep() throws IOException {
    Map<String, Value> known = new TreeMap<>();
    positions.forEach(
        (key, it) -> known.put(key, Value.mapping("offset", it.offset(), "skips", it.skips())));
    Path next = memory.resolveSibling(memory.getFileName() + ".next");
    Files.write(next, Json.write(Value.mapping(known)));
    Files.move(next, memory, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Nullable Long offsetOf(Path file) throws IOException {
    Position at = positions.get(found(file).key());
    return at == null ? null : at.offset();
  }
}
