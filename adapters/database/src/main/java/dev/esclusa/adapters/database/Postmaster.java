package dev.esclusa.adapters.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a data folder's {@code postmaster.pid} says; PostgreSQL writes it line by line (source file
 * {@code pidfile.h}): process id, data folder, start time, port, socket folder, address, shared
 * memory key, state.
 */
record Postmaster(long pid, boolean ready) {
  private static final int STATE_LINE = 7;

  static @Nullable Postmaster of(Path data) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file(data));
    } catch (NoSuchFileException absent) {
      return null;
    }
    if (lines.isEmpty() || !lines.getFirst().strip().matches("-?[0-9]+")) {
      return null;
    }
    long pid = Math.abs(Long.parseLong(lines.getFirst().strip()));
    boolean ready = lines.size() > STATE_LINE && lines.get(STATE_LINE).strip().equals("ready");
    return new Postmaster(pid, ready);
  }

  static Path file(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** The living process, unless its id belongs to another program by now. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(Postmaster::isPostgres);
  }

  private static boolean isPostgres(ProcessHandle process) {
    Optional<String> command = process.info().command();
    return command.isEmpty() || command.get().endsWith("postgres");
  }
}
