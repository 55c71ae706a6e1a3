package dev.esclusa.tlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A witness's memory in one file, a line for each log: {@code size root origin}. The file is
 * replaced whole. One process at a time may use it.
 */
public final class FileWitnessMemory implements WitnessMemory {
  private static final String HEADER = "esclusa witness memory v1";

  private final Path file;
  private final Map<String, TreeHead> heads; // guarded by this

  private FileWitnessMemory(Path file, Map<String, TreeHead> heads) {
    this.file = file;
    this.heads = heads;
  }

  /** An empty memory; refused where a file is, because forgetting must be meant. */
  public static FileWitnessMemory create(Path file) {
    if (Files.exists(file)) {
      throw broken(file, "exists already", "Open it, or move it away to start anew");
    }
    var memory = new FileWitnessMemory(file, new TreeMap<>());
    memory.save();
    return memory;
  }

  public static FileWitnessMemory open(Path file) {
    var heads = new TreeMap<String, TreeHead>();
    try {
      var lines = Files.readAllLines(file);
      if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
        throw broken(file, "does not start with '" + HEADER + "'", "Restore it from a backup");
      }
      for (var line : lines.subList(1, lines.size())) {
        var parts = line.split(" ", 3);
        heads.put(parts[2], new TreeHead(StrictDecimal.parse(parts[0]), Hash.parse(parts[1])));
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException failure) {
      throw broken(file, "cannot be read: " + failure, "Restore it from a backup");
    }
    return new FileWitnessMemory(file, heads);
  }

  @Override
  public synchronized Optional<TreeHead> last(String origin) {
    return Optional.ofNullable(heads.get(origin));
  }

  @Override
  public synchronized void remember(String origin, TreeHead head) {
    heads.put(origin, head);
    save();
  }

  private void save() {
    var text = new StringBuilder(HEADER).append('\n');
    heads.forEach(
        (origin, head) ->
            text.append("%d %s %s\n".formatted(head.size(), head.root().base64(), origin)));
    try {
      WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw broken(file, "cannot be written: " + failure, "Check the disk; nothing was cosigned");
    }
  }

  private static TlogException broken(Path file, String fault, String fix) {
    return new TlogException(TlogException.Code.WITNESS, file.toString(), fault, fix);
  }
}
