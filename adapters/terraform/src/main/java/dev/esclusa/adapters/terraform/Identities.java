package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The credentials that engines get: files of {@code KEY=VALUE} lines in a folder of the server,
 * those of a project in a folder with its name, so that nobody can ask for another's. They are read
 * anew for each run and never kept.
 */
public final class Identities {
  private static final long BYTES_MAX = 1 << 20;

  private final Path folder;

  public Identities(Path folder) {
    this.folder = folder;
  }

  RunIdentity of(StackInput stack, RunKind kind) {
    String name = stack.identity(kind);
    if (name == null || kind == RunKind.RENDER) {
      return RunIdentity.none();
    }
    Target target = stack.target();
    Path file = folder.resolve(target.project()).resolve(name);
    try {
      if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > BYTES_MAX) {
        throw missing(target, name);
      }
      return new RunIdentity(variables(target, name, Files.readString(file)));
    } catch (IOException e) {
      throw missing(target, name);
    }
  }

  private static Map<String, String> variables(Target target, String name, String text) {
    Map<String, String> all = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String plain = line.strip();
      int at = plain.indexOf('=');
      if (plain.isEmpty() || plain.startsWith("#")) {
        continue;
      }
      if (at < 1) {
        throw Problem.environment(
                "TFM-0043",
                "line "
                    + number
                    + " of identity "
                    + target.project()
                    + "/"
                    + name
                    + " is not of the form KEY=VALUE",
                "Mend the file in the server's identities folder.")
            .asException();
      }
      all.put(plain.substring(0, at).strip(), plain.substring(at + 1).strip());
    }
    return all;
  }

  private static RuntimeException missing(Target target, String name) {
    return Problem.environment(
            "TFM-0042",
            "stack "
                + target.name()
                + " asks for identity \""
                + (name.length() > 100 ? name.substring(0, 100) : name)
                + "\", which the server does not have for project "
                + target.project(),
            "Put a file of KEY=VALUE lines at identities/"
                + target.project()
                + "/ in the server's data folder, readable by the server alone.")
        .asException();
  }
}
