package dev.esclusa.adapters.terraform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Follows a growing file line by line. A very long line is cut, the rest of it is left out. */
final class RunLines {
  private static final int LINE_BYTES_MAX = 1 << 20;

  private final Path file;
  private final Consumer<String> taker;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final byte[] buffer = new byte[1 << 16];
  private long position;

  RunLines(Path file, Consumer<String> taker) {
    this.file = file;
    this.taker = taker;
  }

  /** Hands on every line that was completed since. */
  void more() throws IOException {
    if (!Files.exists(file) || Files.size(file) <= position) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(position);
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        position += read;
        take(read);
      }
    }
  }

  private void take(int count) {
    int start = 0;
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        keep(start, i);
        hand();
        start = i + 1;
      }
    }
    keep(start, count);
  }

  private void keep(int from, int to) {
    int room = Math.min(to - from, LINE_BYTES_MAX - line.size());
    if (room > 0) {
      line.write(buffer, from, room);
    }
  }

  private void hand() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!text.isEmpty()) {
      taker.accept(text);
    }
  }

  /** Hands on all, a last line without an end too. */
  void rest() throws IOException {
    more();
    hand();
  }
}
