package dev.esclusa.adapters.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is mounted on this machine, so far as showing a folder read-only needs it: flags that a
 * mount has must be said again when it is mounted once more, and what is mounted below a folder
 * must be closed by itself (proc(5), mountinfo; mount_namespaces(7)).
 */
record SandboxMounts(List<Mounted> all) {
  private static final Set<String> KEPT = Set.of("nosuid", "nodev", "noexec");

  /** One line of mountinfo: where, and with which flags worth keeping. */
  record Mounted(Path at, List<String> flags) {}

  static SandboxMounts now() throws IOException {
    List<Mounted> all = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
      String[] fields = line.split(" ");
      if (fields.length > 5) {
        all.add(
            new Mounted(
                Path.of(unescaped(fields[4])),
                Stream.of(fields[5].split(",")).filter(KEPT::contains).toList()));
      }
    }
    return new SandboxMounts(all);
  }

  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  /** For {@code mount -o}: read-only, and what the mount that holds this path says already. */
  String readOnlyLike(Path path) {
    Path real = path.toAbsolutePath().normalize();
    List<String> flags = List.of();
    int depth = -1;
    for (Mounted mounted : all) {
      if (real.startsWith(mounted.at()) && mounted.at().getNameCount() >= depth) {
        depth = mounted.at().getNameCount();
        flags = mounted.flags();
      }
    }
    return Stream.concat(Stream.of("ro", "nosuid"), flags.stream())
        .distinct()
        .collect(Collectors.joining(","));
  }

  /** What is mounted inside of a folder. */
  List<Path> below(Path folder) {
    return all.stream()
        .map(Mounted::at)
        .filter(at -> at.startsWith(folder) && !at.equals(folder))
        .distinct()
        .sorted()
        .toList();
  }
}
