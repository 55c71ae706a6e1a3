package dev.esclusa.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of this repository, for rules that class files do not tell. */
final class Sources {
  private Sources() {}

  /** Walks up to the folder whose {@code pom.xml} names the modules. */
  static Path root() {
    try {
      for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
        Path pom = at.resolve("pom.xml");
        if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
          return at;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no pom.xml with modules above the working directory");
  }

  /** Every file of main code, by its path inside the repository. */
  static void ofMain(BiConsumer<String, String> file) {
    each("src/main/java", file);
  }

  /** Every file of main code and of tests. */
  static void all(BiConsumer<String, String> file) {
    each("src/main/java", file);
    each("src/test/java", file);
  }

  private static void each(String folder, BiConsumer<String, String> file) {
    Path root = root();
    for (Path sources : modules(root).stream().map(it -> it.resolve(folder)).toList()) {
      if (Files.isDirectory(sources)) {
        try (Stream<Path> files = Files.walk(sources)) {
          for (Path one : files.filter(it -> it.toString().endsWith(".java")).sorted().toList()) {
            file.accept(root.relativize(one).toString(), Files.readString(one));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static List<Path> modules(Path root) {
    try {
      List<Path> modules = new ArrayList<>();
      Matcher module =
          Pattern.compile("<module>([^<]+)</module>")
              .matcher(Files.readString(root.resolve("pom.xml")));
      while (module.find()) {
        modules.add(root.resolve(module.group(1)));
      }
      return modules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The places of a pattern in main code, as {@code path:line}, with what was found. */
  static List<String> findInMain(String pattern) {
    List<String> found = new ArrayList<>();
    Pattern compiled = Pattern.compile(pattern);
    ofMain((path, text) -> found.addAll(places(path, text, compiled)));
    return found;
  }

  static List<String> places(String path, String text, Pattern pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      long line = 1 + text.substring(0, matcher.start()).chars().filter(c -> c == '\n').count();
      found.add(path + ":" + line + " " + matcher.group().strip());
    }
    return found;
  }
}
