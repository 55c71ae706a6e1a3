package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The conformance cases, set by set. Those in {@code known-failures.txt} may fail, all others must
 * pass, and a case that passes by now must leave the list.
 */
class RegoConformanceTest {

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v0", "v1-newer", "compile"})
  void onlyKnownCasesFail(String set) {
    Path folder = shared();
    assumeTrue(
        folder != null && Files.isDirectory(folder.resolve("conformance/rego/" + set)),
        "skipped: set ESCLUSA_SHARED to the folder that holds conformance/rego");
    Set<String> failed =
        RegoConformance.failures(folder.resolve("conformance/rego").resolve(set)).stream()
            .map(failure -> set + "/" + failure.file() + ": " + failure.note())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known = known(set);
    Set<String> news = new TreeSet<>(failed);
    news.removeAll(known);
    assertThat(news).as("cases that fail and are not known to").isEmpty();
    Set<String> mended = new TreeSet<>(known);
    mended.removeAll(failed);
    assertThat(mended).as("cases that pass: take them off known-failures.txt").isEmpty();
  }

  private static @Nullable Path shared() {
    String named = System.getenv("ESCLUSA_SHARED");
    if (named != null) {
      return Path.of(named);
    }
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !isRoot(here)) {
      here = here.getParent();
    }
    return here == null ? null : here.resolveSibling("shared");
  }

  private static boolean isRoot(Path folder) {
    try {
      Path pom = folder.resolve("pom.xml");
      return Files.exists(pom) && Files.readString(pom).contains("<modules>");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Lines {@code case # reason}. */
  private static Set<String> known(String set) {
    try (InputStream list =
        RegoConformanceTest.class.getResourceAsStream("/conformance/known-failures.txt")) {
      if (list == null) {
        return Set.of();
      }
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(set + "/"))
          .map(line -> line.replaceFirst(" +# .*", ""))
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
