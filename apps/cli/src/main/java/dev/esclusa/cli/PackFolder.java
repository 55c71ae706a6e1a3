package dev.esclusa.cli;

import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A folder of rules as a configuration reads it that names the folder in a {@code PolicyPack}: its
 * {@code .rego} files without tests, and {@code data.json} and {@code data.yaml}. The pack is
 * called like its folder.
 */
record PackFolder(String place, Map<String, String> files) {
  private static final List<String> DATA = List.of("data.json", "data.yaml", "data.yml");
  private static final Pattern CONFTEST = Pattern.compile("(?m)^\\s*package\\s+main\\s*(?:#.*)?$");

  /** No rule below the place is a problem. */
  static PackFolder read(Terminal terminal, String place) {
    PolicyFiles folder = new PolicyFiles(terminal);
    Path root = folder.existing(place);
    Map<String, String> files = new TreeMap<>();
    folder
        .below(place, PackFolder::counts)
        .forEach(
            (name, path) -> {
              String inside = root.relativize(path).toString().replace('\\', '/');
              if (!inside.startsWith(".") && !inside.contains("/.")) {
                files.put(
                    inside.isEmpty() ? path.getFileName().toString() : inside,
                    new String(PolicyFiles.bytes(name, path), StandardCharsets.UTF_8));
              }
            });
    if (files.keySet().stream().noneMatch(it -> it.endsWith(".rego"))) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller(
              "CLI-0024",
              "There is no policy in " + place + ".",
              "Name the folder of .rego files with --policy."));
    }
    return new PackFolder(place, files);
  }

  private static boolean counts(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return (file.endsWith(".rego") && !file.endsWith("_test.rego")) || DATA.contains(file);
  }

  /** Whether it has the package whose rules Conftest asks. */
  boolean isForConftest() {
    return files.values().stream().anyMatch(it -> CONFTEST.matcher(it).find());
  }

  /**
   * @param packages whose rules are asked; all that have some when empty
   */
  PolicyPack pack(Terminal terminal, PolicyPack.Reads reads, List<String> packages) {
    Path path = terminal.path(place).toAbsolutePath().normalize();
    Path last = path.getFileName();
    String name = last == null ? "policy" : last.toString().replaceFirst("[.]rego$", "");
    Path written = Path.of(place).normalize();
    boolean inside = !written.isAbsolute() && !written.startsWith("..");
    return PolicyPack.of(
        name,
        inside ? written.toString().replace('\\', '/') : name,
        List.of(),
        List.of(),
        List.of(),
        reads,
        packages,
        List.of(),
        files);
  }
}
