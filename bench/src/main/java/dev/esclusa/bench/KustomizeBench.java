package dev.esclusa.bench;

import dev.esclusa.kustomize.KustomizeException;
import dev.esclusa.kustomize.KustomizeOracle;
import dev.esclusa.kustomize.Kustomizer;
import dev.esclusa.kustomize.Options;
import dev.esclusa.kustomize.ParsedFiles;
import dev.esclusa.tree.FolderSourceTree;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * What overlays cost beside {@code kubectl kustomize}, in processor time: the conformance cases, a
 * sample of the folders that {@code ESCLUSA_KUSTOMIZE_FOLDERS} names, and many small builds.
 */
final class KustomizeBench implements Benchmark {
  private static final int ROUNDS = 5;
  private static final int THREADS = 2;
  private static final int APPLICATIONS = 200;
  private static final long SEED = 2026;
  private static final long CACHE_BYTES = 512L << 20;

  /**
   * @param tree of files on the disk
   * @param options as the program is told them
   */
  private record Build(Path root, SourceTree tree, String folder, Options options, String flags) {
    Build with(SourceTree other) {
      return new Build(root, other, folder, options, flags);
    }

    void run(Kustomizer kustomizer) {
      kustomizer.build(tree, folder, options);
    }

    boolean succeeds() {
      try {
        run(new Kustomizer(new ParsedFiles(0)));
        return true;
      } catch (KustomizeException e) {
        return false;
      }
    }
  }

  @Override
  public String name() {
    return "kustomize";
  }

  @Override
  public String about() {
    return "overlays beside `kubectl kustomize`, by processor time [milliseconds=3000]"
        + " [sample=300]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    List<Figure> figures = new ArrayList<>(small(sizes.at(0, 3000)));
    int sample = sizes.at(1, 300);
    Path shared = shared();
    if (shared == null) {
      System.out.println("  no conformance cases: set ESCLUSA_SHARED to the folder with them");
    } else {
      List<Build> cases = cases(shared);
      figures.addAll(compared("conformance", cases.subList(0, Math.min(cases.size(), sample))));
    }
    String folders = System.getenv("ESCLUSA_KUSTOMIZE_FOLDERS");
    if (folders == null) {
      System.out.println(
          "  no real builds: set ESCLUSA_KUSTOMIZE_FOLDERS to clones of repositories");
    } else {
      figures.addAll(compared("real", sampled(folders, sample)));
    }
    return figures;
  }

  // --- beside kubectl ---

  private static List<Figure> compared(String name, List<Build> builds) throws Exception {
    List<Build> inMemory = inMemory(builds);
    Kustomizer shared = new Kustomizer(new ParsedFiles(CACHE_BYTES));
    double cold = seconds(() -> builds.forEach(it -> it.run(fresh())));
    double cached = seconds(() -> inMemory.forEach(it -> it.run(shared)));
    List<Figure> figures = new ArrayList<>();
    figures.add(Figure.of("kustomize." + name + ".builds", builds.size(), "builds"));
    Figure coldFigure = Figure.of("kustomize." + name + ".cold", cold, "s");
    Figure cachedFigure = Figure.of("kustomize." + name + ".cached", cached, "s");
    Double kubectl = Peer.installed("kubectl") ? kubectl(builds) : null;
    if (kubectl == null) {
      figures.addAll(List.of(coldFigure, cachedFigure));
    } else {
      figures.add(Figure.of("kustomize." + name + ".kubectl", kubectl, "s"));
      figures.add(coldFigure.against("kubectl kustomize", kubectl));
      figures.add(cachedFigure.against("kubectl kustomize", kubectl));
      figures.add(times(name + ".cold", kubectl, cold));
      figures.add(times(name + ".cached", kubectl, cached));
    }
    return figures;
  }

  /** The clock of a process has steps of 10 ms. */
  private static Figure times(String name, double kubectl, double ours) {
    return Figure.of("kustomize." + name + ".times", kubectl / Math.max(ours, 0.01), "x");
  }

  private static Kustomizer fresh() {
    return new Kustomizer(new ParsedFiles(CACHE_BYTES));
  }

  /** Of the whole process, compilation and collection included, in the round that cost least. */
  private static double seconds(Runnable round) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 2 * ROUNDS; i++) {
      double begin = CpuClock.ownSeconds();
      round.run();
      best = Math.min(best, CpuClock.ownSeconds() - begin);
    }
    return best;
  }

  /** All in one script, whose processor time the shell tells. */
  private static @Nullable Double kubectl(List<Build> builds) throws Exception {
    Path script = Files.createTempFile("esclusa-kustomize", ".sh");
    try {
      List<String> lines = new ArrayList<>();
      for (Build build : builds) {
        lines.add(
            "kubectl kustomize"
                + build.flags()
                + " '"
                + build.root().resolve(build.folder())
                + "'");
      }
      Files.write(script, lines);
      return Peer.cpuSeconds(List.of("bash", script.toString()), Map.of());
    } finally {
      Files.delete(script);
    }
  }

  /** As a Git tree is to the server: what was looked at once is at hand, with its id. */
  private static List<Build> inMemory(List<Build> builds) {
    Map<Path, SourceTree> trees = new HashMap<>();
    return builds.stream()
        .map(it -> it.with(trees.computeIfAbsent(it.root(), _ -> new Remembered(it.tree()))))
        .toList();
  }

  private static final class Remembered implements SourceTree {
    private final SourceTree tree;
    private final Map<String, Optional<Blob>> files = new HashMap<>();
    private final Map<String, List<Entry>> folders = new HashMap<>();

    Remembered(SourceTree tree) {
      this.tree = tree;
    }

    @Override
    public @Nullable Blob file(String path) {
      return files.computeIfAbsent(path, it -> Optional.ofNullable(tree.file(it))).orElse(null);
    }

    @Override
    public List<Entry> list(String folder) {
      return folders.computeIfAbsent(folder, tree::list);
    }
  }

  private static String path(Path root, Path file) {
    return root.relativize(file).toString().replace(File.separatorChar, '/');
  }

  // --- which builds ---

  private static @Nullable Path shared() {
    String set = System.getenv("ESCLUSA_SHARED");
    Path root = set == null ? Path.of("..", "shared") : Path.of(set);
    Path cases = root.resolve("conformance").resolve("kustomize");
    return Files.isDirectory(cases) ? cases : null;
  }

  private static List<Build> cases(Path folder) throws IOException {
    List<Build> builds = new ArrayList<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(it -> it.endsWith("case.json")).sorted().toList()) {
        Value said = Json.read(Files.readAllBytes(file));
        if ("ok".equals(said.text("class"))) {
          builds.add(ofCase(file, said));
        }
      }
    }
    return builds;
  }

  private static Build ofCase(Path file, Value said) {
    Path input = file.resolveSibling("input").toAbsolutePath().normalize();
    boolean anywhere = "none".equals(said.text("options", "load_restrictor"));
    String folder = said.text("run");
    return new Build(
        input,
        new FolderSourceTree(input),
        folder == null ? "" : folder,
        anywhere ? Options.DEFAULT.with(Options.Reach.TREE) : Options.DEFAULT,
        anywhere ? " --load-restrictor LoadRestrictionsNone" : "");
  }

  private static List<Build> sampled(String folders, int count) throws IOException {
    List<Build> all = new ArrayList<>();
    for (String folder : folders.split(File.pathSeparator)) {
      Path root = Path.of(folder).toAbsolutePath().normalize();
      SourceTree tree = new FolderSourceTree(root);
      for (Path found : KustomizeOracle.kustomizations(root)) {
        all.add(new Build(root, tree, path(root, found), Options.DEFAULT, ""));
      }
    }
    Collections.shuffle(all, RandomGeneratorFactory.of("L64X128MixRandom").create(SEED));
    return all.stream().filter(Build::succeeds).limit(count).toList();
  }

  // --- small ones ---

  private static List<Figure> small(int millis) throws Exception {
    SourceTree tree = applications();
    Kustomizer shared = new Kustomizer(new ParsedFiles(CACHE_BYTES));
    round(shared, tree, 5 * millis); // the compiler has its own pace
    double before = CpuClock.ownSeconds();
    long begin = System.nanoTime();
    long builds = round(shared, tree, millis);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = Math.max(0.01, CpuClock.ownSeconds() - before);
    return List.of(
        Figure.of("kustomize.small", builds / seconds, "builds/s"),
        Figure.of("kustomize.small.cpu", cpu / builds * 1e6, "us a build"),
        Figure.of("kustomize.small.by-cpu", builds / cpu * THREADS, "builds/s on 2 cores"));
  }

  private static long round(Kustomizer kustomizer, SourceTree tree, int millis) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000L;
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        counts.add(threads.submit(() -> builds(kustomizer, tree, first, end)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all;
    }
  }

  private static long builds(Kustomizer kustomizer, SourceTree tree, int first, long end) {
    long count = 0;
    do {
      long application = (first + count * THREADS) % APPLICATIONS;
      kustomizer.build(tree, "apps/" + application + "/prod", Options.DEFAULT);
      count++;
    } while (System.nanoTime() < end);
    return count;
  }

  /** Each a base of a Deployment, a Service and settings, and an overlay that changes them. */
  private static SourceTree applications() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      String folder = "apps/" + i + "/";
      put(files, folder + "base/kustomization.yaml", BASE);
      put(files, folder + "base/all.yaml", OBJECTS.replace("NAME", "crm-" + i));
      put(files, folder + "prod/kustomization.yaml", OVERLAY.replace("NAME", "crm-" + i));
      put(files, folder + "prod/patch.yaml", PATCH.replace("NAME", "crm-" + i));
    }
    return new InMemorySourceTree(files);
  }

  private static void put(Map<String, byte[]> files, String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static final String BASE =
      """
      resources: [all.yaml]
      configMapGenerator:
      - {name: settings, literals: [level=info, region=eu]}
      """;
  private static final String OVERLAY =
      """
      namespace: crm-prod
      resources: [../base]
      labels: [{pairs: {tier: prod}, includeSelectors: true}]
      images: [{name: crm, newTag: "7"}]
      replicas: [{name: NAME, count: 5}]
      patches: [{path: patch.yaml}]
      """;
  private static final String OBJECTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME}
      spec:
        replicas: 1
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME}}
          spec:
            containers:
            - name: web
              image: crm:1
              ports: [{containerPort: 8080}]
              envFrom: [{configMapRef: {name: settings}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: NAME}
      spec:
        selector: {app: NAME}
        ports: [{port: 80, targetPort: 8080}]
      """;
  private static final String PATCH =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME}
      spec:
        template:
          spec:
            containers:
            - name: web
              resources: {limits: {memory: 512Mi}}
      """;
}
