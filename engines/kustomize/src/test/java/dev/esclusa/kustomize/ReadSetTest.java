package dev.esclusa.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.InMemorySourceTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** A commit renders again only the builds that read what it changed, and that is enough. */
final class ReadSetTest {
  private static final int APPLICATIONS = 120;
  private static final int COMMITS = 25;
  private static final long SEED = 7;

  private final Kustomizer kustomizer = Sources.kustomizer();

  @Test
  void whatReadNothingOfACommitIsTheSameAfterIt() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    Map<String, byte[]> files = repository();
    Map<String, Rendering> cached = new LinkedHashMap<>();
    int rendered = 0;
    for (int commit = 0; commit <= COMMITS; commit++) {
      InMemorySourceTree tree = new InMemorySourceTree(files);
      for (String folder : folders()) {
        Rendering known = cached.get(folder);
        if (known == null || !known.readSet().holdsIn(tree)) {
          rendered++;
          Rendering fresh = build(tree, folder);
          if (fresh == null) {
            cached.remove(folder);
          } else {
            cached.put(folder, fresh);
          }
        }
      }
      for (String folder : folders()) {
        Rendering kept = cached.get(folder);
        Rendering fresh = build(tree, folder);
        assertThat(kept == null ? null : kept.values())
            .as("seed %d, commit %d, %s", SEED, commit, folder)
            .isEqualTo(fresh == null ? null : fresh.values());
      }
      change(files, random);
    }
    int all = folders().size() * (COMMITS + 1);
    assertThat(rendered).isLessThan(all / 4);
  }

  private Rendering build(InMemorySourceTree tree, String folder) {
    try {
      return kustomizer.build(tree, folder, Options.DEFAULT);
    } catch (KustomizeException e) {
      return null;
    }
  }

  private static List<String> folders() {
    List<String> folders = new ArrayList<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      folders.add("apps/" + i + "/dev");
      folders.add("apps/" + i + "/prod");
    }
    return folders;
  }

  private static Map<String, byte[]> repository() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    put(
        files,
        "shared/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\n"
            + "kind: Component\n"
            + "labels: [{pairs: {team: sales}}]\n");
    for (int i = 0; i < APPLICATIONS; i++) {
      String base = "apps/" + i + "/base/";
      put(
          files,
          base + "kustomization.yaml",
          "resources: [cm.yaml]\nconfigMapGenerator: [{name: g, envs: [g.env]}]\n");
      put(files, base + "cm.yaml", Sources.CONFIG_MAP);
      put(files, base + "g.env", "A=" + i + "\n");
      for (String overlay : List.of("dev", "prod")) {
        String uses = i % 20 == 0 ? "components: [../../../shared]\n" : "";
        put(
            files,
            "apps/" + i + "/" + overlay + "/kustomization.yaml",
            "resources: [../base]\nnamePrefix: " + overlay + "-\n" + uses);
      }
    }
    return files;
  }

  /** Changes, removes or adds one file. */
  private static void change(Map<String, byte[]> files, RandomGenerator random) {
    List<String> paths = new ArrayList<>(files.keySet());
    String path = paths.get(random.nextInt(paths.size()));
    switch (random.nextInt(4)) {
      case 0 -> files.remove(path);
      case 1 ->
          put(
              files,
              path.substring(0, path.lastIndexOf('/')) + "/Kustomization",
              "namePrefix: x\n");
      default ->
          put(
              files,
              path,
              new String(files.get(path), StandardCharsets.UTF_8)
                  + "\n# "
                  + random.nextInt()
                  + "\n");
    }
  }

  private static void put(Map<String, byte[]> files, String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }
}
