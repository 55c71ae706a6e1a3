package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code cases} shows one field: {@code about.txt} says what it does, {@code in} is
 * the kustomization, {@code out.yaml} what comes of it. {@code ./dev golden} writes the latter
 * anew.
 */
final class GoldenTest {
  private static final Path CASES =
      Shared.repository()
          .resolve("engines/kustomize/src/test/resources/dev/esclusa/kustomize/cases");

  static List<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFieldDoesWhatItsFolderShows(Path folder) throws IOException {
    Rendering rendering =
        new Kustomizer(new ParsedFiles(1 << 20))
            .build(new FolderSourceTree(folder.resolve("in")), "", Options.DEFAULT);
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
