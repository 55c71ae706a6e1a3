package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code cases} shows one field: {@code about.txt} says what it does, {@code in} is
 * the kustomization, {@code out.yaml} what comes of it. {@code ./dev golden} writes the latter
 * anew. What a newer version does otherwise stands in {@code cases-5.8}, and what upstream does
 * since in {@code cases-upstream}.
 */
final class GoldenTest {
  private static final Path ALL =
      Shared.repository().resolve("engines/kustomize/src/test/resources/dev/esclusa/kustomize");
  private static final Map<String, Behaviour> VERSIONS =
      Map.of(
          "cases", Behaviour.V5_6,
          "cases-5.8", Behaviour.V5_8,
          "cases-upstream", Behaviour.UPSTREAM);

  static List<Path> cases() throws IOException {
    List<Path> cases = new ArrayList<>();
    for (String version : new TreeSet<>(VERSIONS.keySet())) {
      try (var folders = Files.list(ALL.resolve(version))) {
        folders.filter(Files::isDirectory).sorted().forEach(cases::add);
      }
    }
    return cases;
  }

  static Options options(Path folder) {
    String version = folder.getParent().getFileName().toString();
    return Options.DEFAULT.with(VERSIONS.getOrDefault(version, Behaviour.V5_6));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFieldDoesWhatItsFolderShows(Path folder) throws IOException {
    Rendering rendering =
        new Kustomizer(new ParsedFiles(1 << 20))
            .build(new FolderSourceTree(folder.resolve("in")), "", options(folder));
    StringBuilder text = new StringBuilder();
    for (Value value : rendering.values()) {
      text.append(text.isEmpty() ? "" : "---\n").append(Yaml.write(value));
    }
    Path golden = folder.resolve("out.yaml");
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(golden, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(golden));
    everyFileWasRead(folder, rendering);
  }

  /** A case that shows what a newer version does otherwise would be none if the older did it. */
  @ParameterizedTest
  @MethodSource("cases")
  void theVersionBeforeDoesSomethingElse(Path folder) throws IOException {
    Behaviour version = options(folder).behaviour();
    if (version == Behaviour.V5_6) {
      return;
    }
    Options before = Options.DEFAULT.with(Behaviour.values()[version.ordinal() - 1]);
    String older;
    try {
      older = text(folder, before);
    } catch (KustomizeException e) {
      older = "refused";
    }
    assertThat(older).isNotEqualTo(text(folder, options(folder)));
  }

  private static String text(Path folder, Options options) {
    return new Kustomizer(new ParsedFiles(1 << 20))
        .build(new FolderSourceTree(folder.resolve("in")), "", options).values().stream()
            .map(Yaml::write)
            .collect(Collectors.joining("---\n"));
  }

  private static void everyFileWasRead(Path folder, Rendering rendering) throws IOException {
    Path in = folder.resolve("in");
    try (var files = Files.walk(in)) {
      List<String> unread =
          files
              .filter(Files::isRegularFile)
              .map(file -> in.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !rendering.readSet().entries().containsKey(name))
              .toList();
      assertThat(unread).isEmpty();
    }
  }

  @Test
  void everyFolderSaysWhatItShows() throws IOException {
    for (Path folder : cases()) {
      try (var inside = Files.list(folder)) {
        assertThat(new TreeSet<>(inside.map(file -> file.getFileName().toString()).toList()))
            .containsExactly("about.txt", "in", "out.yaml");
      }
    }
  }
}
