package dev.esclusa.estate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Managed;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Problem.Fault;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Yaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EstateReaderTest {
  private static final String COMMIT = "c0ffee".repeat(7).substring(0, 40);

  private static final String TEAM =
      """
      apiVersion: esclusa.dev/v1
      kind: Team
      metadata: {name: owners}
      spec: {members: [ana@crm.example]}
      """;

  static Stream<Path> cases() throws IOException {
    return GoldenCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aConfigurationIsReadOrRefusedAsTheCaseSays(Path folder) throws IOException {
    switch (EstateReader.read(COMMIT, GoldenCases.tree(folder))) {
      case EstateReading.Read read -> GoldenCases.check(folder, "out.yaml", text(read));
      case EstateReading.Refused refused ->
          GoldenCases.check(folder, "problems.txt", text(refused.problems()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOrderOfFilesAndDocumentsDoesNotMatter(Path folder) throws IOException {
    Map<String, byte[]> files = GoldenCases.files(folder.resolve("in"));
    List<String> paths = new ArrayList<>(files.keySet());
    Collections.shuffle(paths, new Random(7));
    Map<String, byte[]> shuffled = new LinkedHashMap<>();
    paths.forEach(path -> shuffled.put(path, files.get(path)));
    SourceTree backwards = new Backwards(new InMemorySourceTree(shuffled));
    assertThat(EstateReader.read(COMMIT, backwards))
        .usingRecursiveComparison()
        .ignoringFields("readSet")
        .isEqualTo(EstateReader.read(COMMIT, new InMemorySourceTree(files)));
  }

  @Test
  void theSampleEstateIsRight() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    lay(files, Path.of("../packs/starter"), "policies/starter/");
    lay(files, Path.of("../examples/crm"), "");
    EstateReading reading = EstateReader.read(COMMIT, new InMemorySourceTree(files));
    assertThat(reading).isInstanceOf(EstateReading.Read.class);
    EstateReading.Read read = (EstateReading.Read) reading;
    assertThat(read.estate().targets()).hasSize(15);
    assertThat(read.estate().policyPacks())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.files().get("settings/data.yaml")).contains("registry.crm.example"));
    assertThat(read.warnings()).extracting(Problem::code).containsOnly("EST-0017");
  }

  private static void lay(Map<String, byte[]> files, Path layer, String at) throws IOException {
    for (Map.Entry<String, byte[]> file : GoldenCases.files(layer).entrySet()) {
      files.put(at + file.getKey(), file.getValue());
    }
  }

  @Test
  void aCommitElsewhereLeavesTheReadSetStanding() {
    EstateReading reading =
        EstateReader.read(COMMIT, tree(Map.of("esclusa.yaml", TEAM, "a/b", "1")));
    assertThat(reading.readSet().holdsIn(tree(Map.of("esclusa.yaml", TEAM, "a/b", "2")))).isTrue();
    assertThat(reading.readSet().holdsIn(tree(Map.of("esclusa.yaml", TEAM + "\n", "a/b", "1"))))
        .isFalse();
    assertThat(
            reading
                .readSet()
                .holdsIn(tree(Map.of("esclusa.yaml", TEAM, "a/b", "1", "esclusa/x.yaml", TEAM))))
        .isFalse();
  }

  @Test
  void spacesAndCommentsChangeNoHash() {
    EstateReading.Read one = read(Map.of("esclusa.yaml", TEAM));
    EstateReading.Read other = read(Map.of("esclusa/t.yml", "# c\n" + TEAM.replace("{", "{  ")));
    assertThat(other.estate().hash()).isEqualTo(one.estate().hash());
  }

  @Test
  void theConfigurationIsATargetWithOneResourceADocument() {
    EstateReading.Read read = read(Map.of("esclusa.yaml", TEAM));
    Managed managed = ConfigurationTarget.of(read.estate());
    assertThat(managed.target().name().text()).isEqualTo("root/default/configuration");
    assertThat(managed.target().owner()).isEqualTo("owners");
    assertThat(ConfigurationTarget.desired(read).resources())
        .extracting(it -> it.address().text())
        .containsExactly("Team/owners");
    assertThat(ConfigurationTarget.desired(read).hash()).isEqualTo(read.estate().hash());
  }

  @Test
  void aSymbolicLinkIsRefused(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve("esclusa"));
    Files.writeString(root.resolve("outside.yaml"), TEAM);
    Files.createSymbolicLink(root.resolve("esclusa/team.yaml"), root.resolve("outside.yaml"));
    Files.createSymbolicLink(root.resolve("esclusa.yaml"), root.resolve("outside.yaml"));
    assertThat(refused(new FolderSourceTree(root)))
        .extracting(Problem::code)
        .contains("EST-0010")
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void aConfigurationOfTooManyBytesIsRefusedAsCapacity() {
    String large = "# " + "x".repeat(9 << 20) + "\n" + TEAM;
    List<Problem> problems =
        refused(tree(Map.of("esclusa/a.yaml", large, "esclusa/b.yaml", large)));
    assertThat(problems).extracting(Problem::fault).contains(Fault.CAPACITY);
  }

  @Test
  void foldersNestedTooDeepAreRefused() {
    String path = "esclusa/" + "d/".repeat(40) + "t.yaml";
    assertThat(refused(tree(Map.of(path, TEAM)))).extracting(Problem::code).contains("EST-0011");
  }

  @Test
  void aThousandWrongDocumentsAreToldAsAHundredProblems() {
    String wrong = TEAM.replace("members", "member") + "---\n";
    assertThat(refused(tree(Map.of("esclusa.yaml", wrong.repeat(1000))))).hasSize(100);
  }

  @Test
  void aThousandApplicationsAreRead() {
    StringBuilder text = new StringBuilder(TEAM);
    for (int i = 0; i < 1000; i++) {
      text.append(
          """
          ---
          apiVersion: esclusa.dev/v1
          kind: Application
          metadata: {name: app-%1$d, uid: app-%1$d}
          spec:
            source: {path: apps/%1$d}
            destination: {namespace: app-%1$d}
          """
              .formatted(i));
    }
    assertThat(read(Map.of("esclusa.yaml", text.toString())).estate().targets()).hasSize(1000);
  }

  private static String text(EstateReading.Read read) {
    // Through the canonical form: maps of the model have no order of their own.
    Value estate = Json.read(Canonical.text(Records.toValue(read.estate())));
    return Yaml.write(estate) + (read.warnings().isEmpty() ? "" : warnings(read.warnings()));
  }

  private static String warnings(List<Problem> warnings) {
    return warnings.stream().map(it -> "# warning: " + it + "\n").collect(Collectors.joining());
  }

  private static String text(List<Problem> problems) {
    return problems.stream()
        .map(it -> (it.fault() == Fault.CALLER ? "" : it.fault() + " ") + it + "\n")
        .collect(Collectors.joining());
  }

  private static EstateReading.Read read(Map<String, String> files) {
    EstateReading reading = EstateReader.read(COMMIT, tree(files));
    assertThat(reading).isInstanceOf(EstateReading.Read.class);
    return (EstateReading.Read) reading;
  }

  private static List<Problem> refused(SourceTree tree) {
    EstateReading reading = EstateReader.read(COMMIT, tree);
    assertThat(reading).isInstanceOf(EstateReading.Refused.class);
    return ((EstateReading.Refused) reading).problems();
  }

  private static InMemorySourceTree tree(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new InMemorySourceTree(bytes);
  }

  /** Lists every folder in the other order. */
  private record Backwards(SourceTree tree) implements SourceTree {
    @Override
    public Blob file(String path) {
      return tree.file(path);
    }

    @Override
    public List<Entry> list(String folder) {
      return tree.list(folder).reversed();
    }
  }
}
