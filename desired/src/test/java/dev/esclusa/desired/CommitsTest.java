package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Managed;
import dev.esclusa.model.Project;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.SourceTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of overlays in one repository and seeded commits of one file each: only the builds that
 * read it are rendered again, and with that every target is where a full rendering would put it.
 */
final class CommitsTest {
  private static final long SEED = 20261122;
  private static final int APPLICATIONS = 120;
  private static final int COMMITS = 60;
  private static final List<String> STAGES = List.of("dev", "stage", "prod");

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  private final Map<String, String> files = new TreeMap<>(repository());
  private final Map<Managed, Project> targets = targets();
  private final Map<TargetUid, ReadSets.Known> known = new HashMap<>();
  private final Map<TargetUid, Digest> states = new HashMap<>();

  @Test
  void aCommitOfOneFileRendersOnlyTheBuildsThatReadIt() {
    SourceTree tree = RendererContract.tree(files);
    assertThat(render(ReadSets.touched(targets, known, tree), tree)).isEqualTo(targets.size());
    int rendered = 0;
    for (int commit = 0; commit < COMMITS; commit++) {
      String changed = change();
      tree = RendererContract.tree(files);
      List<Managed> touched = ReadSets.touched(targets, known, tree);
      assertThat(paths(touched)).as(about(commit, changed)).isEqualTo(readers(changed));
      rendered += render(touched, tree);
      assertThat(states).as(about(commit, changed)).isEqualTo(fully(tree));
    }
    // a file of all would be read by all: the generator changes those too
    assertThat(rendered).isBetween(COMMITS, COMMITS * targets.size() / 4);
  }

  private static String about(int commit, String changed) {
    return "seed " + SEED + ", commit " + commit + ", " + changed;
  }

  /** Also counts renderings. */
  private int render(List<Managed> touched, SourceTree tree) {
    for (Managed managed : touched) {
      Project project = targets.get(managed);
      DesiredOutcome outcome = Desired.of(tree, managed, project, Samples.REDACTION);
      known.put(managed.target().uid(), new ReadSets.Known(managed, project, outcome.readSet()));
      states.put(managed.target().uid(), hash(outcome));
    }
    return touched.size();
  }

  private Map<TargetUid, Digest> fully(SourceTree tree) {
    Map<TargetUid, Digest> all = new HashMap<>();
    targets.forEach(
        (managed, project) ->
            all.put(
                managed.target().uid(),
                hash(Desired.of(tree, managed, project, Samples.REDACTION))));
    return all;
  }

  private static Digest hash(DesiredOutcome outcome) {
    return switch (outcome) {
      case DesiredOutcome.Ready it -> it.state().hash();
      case DesiredOutcome.Broken it ->
          Digest.of(it.problems().toString().getBytes(StandardCharsets.UTF_8));
    };
  }

  /** By the structure of the repository, not by what the engine says that it read. */
  private Set<String> readers(String changed) {
    String[] parts = changed.split("/");
    return paths(
        targets.keySet().stream()
            .filter(
                it -> {
                  String[] own = it.source().path().split("/");
                  int number = Integer.parseInt(own[1]);
                  return switch (parts[0]) {
                    case "apps" ->
                        own[1].equals(parts[1])
                            && (parts[2].equals("base") || parts[2].equals(own[2]));
                    case "shared" -> number % 5 == Integer.parseInt(parts[1]);
                    case "stages" -> own[2].equals(parts[1]) && number % 10 == 0;
                    default -> false;
                  };
                })
            .toList());
  }

  private static Set<String> paths(List<Managed> some) {
    Set<String> paths = new TreeSet<>();
    some.forEach(it -> paths.add(it.source().path()));
    return paths;
  }

  /** One file says something else, stops to make sense, or makes sense again. */
  private String change() {
    List<String> paths = new ArrayList<>(files.keySet());
    String path = paths.get(random.nextInt(paths.size()));
    String text = files.get(path);
    String mark = "# " + random.nextLong() + "\n";
    files.put(
        path,
        switch (random.nextInt(4)) {
          case 0 -> text.startsWith("[") ? text.substring(1) : "[" + text;
          case 1 -> text + mark;
          default -> text.replaceAll("value\\d*", "value" + random.nextInt(1000)) + mark;
        });
    return path;
  }

  private static Map<Managed, Project> targets() {
    Map<Managed, Project> targets = new LinkedHashMap<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      for (String stage : STAGES) {
        targets.put(
            Samples.managed("a" + i + "-" + stage, "apps/" + i + "/" + stage), Samples.project());
      }
    }
    return targets;
  }

  /**
   * Each application has a base and an overlay a stage; a fifth each shares a component, and of
   * some the overlays share what all of a stage have.
   */
  private static Map<String, String> repository() {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      files.put(
          "shared/" + i + "/kustomization.yaml",
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
              + "labels: [{pairs: {group: value}}]\n");
    }
    for (String stage : STAGES) {
      files.put("stages/" + stage + "/kustomization.yaml", "resources: [quota.yaml]\n");
      files.put("stages/" + stage + "/quota.yaml", settings("quota-" + stage));
    }
    for (int i = 0; i < APPLICATIONS; i++) {
      String base = "apps/" + i + "/base/";
      files.put(
          base + "kustomization.yaml",
          "resources: [cm.yaml]\nconfigMapGenerator: [{name: g, envs: [g.env]}]\n"
              + "components: [../../../shared/"
              + i % 5
              + "]\n");
      files.put(base + "cm.yaml", settings("settings"));
      files.put(base + "g.env", "A=value\n");
      for (String stage : STAGES) {
        String folder = "apps/" + i + "/" + stage + "/";
        String more = i % 10 == 0 ? ", ../../../stages/" + stage : "";
        files.put(
            folder + "kustomization.yaml",
            "resources: [../base" + more + "]\npatches: [{path: patch.yaml}]\n");
        files.put(folder + "patch.yaml", settings("settings"));
      }
    }
    return files;
  }

  private static String settings(String name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {k: value}\n";
  }
}
