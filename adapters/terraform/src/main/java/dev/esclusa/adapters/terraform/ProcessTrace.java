package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process as the kernel knows it: its number and when it started, in ticks since the machine
 * did. Both together are never used twice before the machine starts again (proc(5), stat).
 */
record ProcessTrace(long processId, String startTicks) {
  private static final int START_FIELD = 22;
  private static final int TERMINATE = 15;

  /** Reads a line of {@code /proc/PID/stat} that the process wrote down about itself. */
  static Optional<ProcessTrace> read(Path file) {
    try {
      return Files.exists(file) ? parse(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // gone meanwhile
    }
  }

  private static Optional<ProcessTrace> parse(String line) {
    int nameEnd = line.lastIndexOf(')');
    int nameStart = line.indexOf(' ');
    if (nameEnd < 0 || nameStart < 0) {
      return Optional.empty();
    }
    String[] rest = line.substring(nameEnd + 1).strip().split(" ");
    int start = START_FIELD - 3;
    try {
      return rest.length > start
          ? Optional.of(new ProcessTrace(Long.parseLong(line.substring(0, nameStart)), rest[start]))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean lives() {
    return read(proc("stat")).filter(this::equals).isPresent() && !zombie();
  }

  private boolean zombie() {
    return status("State:").startsWith("Z");
  }

  /** Whether it has said what it does when asked to stop; before that the question is lost. */
  boolean hears() {
    String caught = status("SigCgt:");
    try {
      return !caught.isEmpty()
          && (Long.parseUnsignedLong(caught, 16) & (1L << (TERMINATE - 1))) != 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private String status(String field) {
    try {
      for (String line : Files.readAllLines(proc("status"))) {
        if (line.startsWith(field)) {
          return line.substring(field.length()).strip();
        }
      }
      return "";
    } catch (IOException e) {
      return ""; // it is gone
    }
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(processId), name);
  }

  /** Asks it to stop; false when it is not there any more. */
  boolean terminate() {
    return lives() && ProcessHandle.of(processId).map(ProcessHandle::destroy).orElse(false);
  }

  boolean kill() {
    return lives() && ProcessHandle.of(processId).map(ProcessHandle::destroyForcibly).orElse(false);
  }
}
