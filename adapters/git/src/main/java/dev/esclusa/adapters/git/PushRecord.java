package dev.esclusa.adapters.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who pushed which commits of one repository first: lines of {@code <commit> <instant>
 * <principal>}, only ever added, durable before the push is acknowledged.
 */
final class PushRecord {
  private final Path file;
  private final Map<String, String> pushers = new HashMap<>();
  private final Map<String, String> principals = new HashMap<>();

  private PushRecord(Path file) {
    this.file = file;
  }

  /** A last line without its end was never acknowledged; it is cut off. */
  static PushRecord open(Path file) throws IOException {
    PushRecord record = new PushRecord(file);
    if (Files.exists(file)) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      whole.lines().forEach(record::remember);
      if (whole.length() < text.length()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
          channel.force(true);
        }
      }
    }
    return record;
  }

  synchronized @Nullable String pusher(String commit) {
    return pushers.get(commit);
  }

  synchronized void add(Collection<String> commits, String principal, Instant at)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String commit : commits) {
      if (!pushers.containsKey(commit)) {
        lines.append(commit).append(' ').append(at).append(' ').append(principal).append('\n');
      }
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    lines.toString().lines().forEach(this::remember);
  }

  private void remember(String line) {
    String[] parts = line.split(" ", 3);
    if (parts.length == 3) {
      pushers.putIfAbsent(parts[0], principals.computeIfAbsent(parts[2], it -> it));
    }
  }
}
