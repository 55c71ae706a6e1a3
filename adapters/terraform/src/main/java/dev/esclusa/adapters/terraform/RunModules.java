package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the modules of a stack come from. Read twice: from the text, to name a foreign one before
 * anything runs, and from what the engine has installed, which is what counts.
 */
final class RunModules {
  private static final Pattern MODULE =
      Pattern.compile(
          "(?m)^\\s*(?:module\\s+\"?([A-Za-z0-9_-]+)\"?\\s*\\{|\"?source\"?\\s*=\\s*\"([^\"\\n"
              + "]*)\")");
  private static final Pattern ANY = Pattern.compile("\\bmodule\\b");

  private RunModules() {}

  static boolean isConfiguration(String path) {
    return path.endsWith(".tf")
        || path.endsWith(".tofu")
        || path.endsWith(".tf.json")
        || path.endsWith(".tofu.json");
  }

  /** Whether the stack's own folder speaks of modules at all. */
  static boolean any(Map<String, byte[]> configuration, String folder) {
    return configuration.entrySet().stream()
        .anyMatch(file -> in(file.getKey(), folder) && ANY.matcher(text(file.getValue())).find());
  }

  /** The first foreign module that the text names, from the stack's folder on. */
  static Optional<Problem> foreign(Map<String, byte[]> configuration, String start) {
    Deque<String> open = new ArrayDeque<>(Set.of(start));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String folder = open.removeFirst();
      if (!seen.add(folder)) {
        continue;
      }
      for (Map.Entry<String, byte[]> file : configuration.entrySet()) {
        if (in(file.getKey(), folder)) {
          Optional<Problem> found = look(file.getKey(), text(file.getValue()), folder, open);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> look(
      String file, String text, String folder, Deque<String> open) {
    Matcher matcher = MODULE.matcher(text);
    String name = null;
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        name = matcher.group(1);
      } else if (name != null) {
        String source = matcher.group(2);
        if (!local(source)) {
          int line = (int) text.substring(0, matcher.start(2)).lines().count();
          return Optional.of(RunnerProblem.remoteModule(file + ":" + line, name, source));
        }
        inside(folder, source).ifPresent(open::add);
        name = null;
      }
    }
    return Optional.empty();
  }

  private static boolean local(@Nullable String source) {
    return source != null && (source.startsWith("./") || source.startsWith("../"));
  }

  private static Optional<String> inside(String folder, String source) {
    String path = Path.of("/", folder).resolve(source).normalize().toString();
    return Optional.of(path.substring(1));
  }

  private static boolean in(String file, String folder) {
    int end = file.lastIndexOf('/');
    return file.substring(0, Math.max(end, 0)).equals(folder);
  }

  /** The first foreign module that was installed: the engine's own list of them. */
  static Optional<Problem> installed(String stack, byte @Nullable [] manifest) {
    if (manifest == null) {
      return Optional.empty();
    }
    try {
      if (Json.read(manifest) instanceof Value.Mapping list
          && list.get("Modules") instanceof Value.Sequence modules) {
        return modules.items().stream()
            .flatMap(module -> foreign(stack, module).stream())
            .findFirst();
      }
      return Optional.empty();
    } catch (TreeException e) {
      return Optional.of(RunnerProblem.remoteModule(stack, "unknown", "an unreadable list"));
    }
  }

  private static Optional<Problem> foreign(String stack, Value module) {
    String source = module.text("Source");
    String key = module.text("Key");
    return key == null || key.isEmpty() || local(source)
        ? Optional.empty()
        : Optional.of(RunnerProblem.remoteModule(stack, key, String.valueOf(source)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
