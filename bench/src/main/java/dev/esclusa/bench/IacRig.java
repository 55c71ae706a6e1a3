package dev.esclusa.bench;

import com.sun.net.httpserver.HttpServer;
import dev.esclusa.adapters.terraform.Engine;
import dev.esclusa.adapters.terraform.Engines;
import dev.esclusa.adapters.terraform.Isolation;
import dev.esclusa.adapters.terraform.ProviderMirror;
import dev.esclusa.adapters.terraform.RunBackend;
import dev.esclusa.adapters.terraform.RunControl;
import dev.esclusa.adapters.terraform.RunIdentity;
import dev.esclusa.adapters.terraform.RunLimits;
import dev.esclusa.adapters.terraform.RunOutput;
import dev.esclusa.adapters.terraform.RunPlanJob;
import dev.esclusa.adapters.terraform.RunPlanned;
import dev.esclusa.adapters.terraform.RunRenderJob;
import dev.esclusa.adapters.terraform.RunStack;
import dev.esclusa.adapters.terraform.Runner;
import dev.esclusa.adapters.terraform.Runs;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real engine on one configuration, run by our runner and by the bare commands, and a state
 * backend that says the same state every time.
 */
final class IacRig implements AutoCloseable {
  private final Workbench bench;
  private final Engine engine;
  private final @Nullable String mirror;
  private final HttpServer states;
  private final Runner runner;
  private final AtomicInteger runs = new AtomicInteger();
  private volatile byte[] state = {};

  private IacRig(Workbench bench, Engine engine, @Nullable String mirror)
      throws IOException, InterruptedException {
    this.bench = bench;
    this.engine = engine;
    this.mirror = mirror;
    RealTempo tempo = new RealTempo();
    Path folder = bench.fresh("runs");
    runner =
        new Runner(
            new Runs(folder, tempo.clock()),
            Isolation.probe(folder, List.of()),
            mirror == null ? ProviderMirror.empty() : ProviderMirror.everything(Path.of(mirror)),
            tempo);
    states = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    states.createContext(
        "/",
        exchange -> {
          byte[] said = state;
          exchange.sendResponseHeaders(
              said.length == 0 ? 404 : 200, said.length == 0 ? -1 : said.length);
          if (said.length > 0) {
            exchange.getResponseBody().write(said);
          }
          exchange.close();
        });
    states.start();
  }

  /**
   * With the first engine on {@code PATH} and the mirror that {@code ESCLUSA_PROVIDERS} names;
   * absent without an engine.
   */
  private static @Nullable IacRig of(Workbench bench) throws IOException, InterruptedException {
    String path = System.getenv("PATH");
    List<Engine> engines = Engines.found(path == null ? "" : path).all();
    String mirror = System.getenv("ESCLUSA_PROVIDERS");
    return engines.isEmpty()
        ? null
        : new IacRig(bench, engines.getFirst(), mirror == null || mirror.isEmpty() ? null : mirror);
  }

  /** The figures of a benchmark that needs a rig, or that it was skipped for want of an engine. */
  static List<Figure> figures(Workbench bench, String name, Measured measured) throws Exception {
    try (IacRig rig = of(bench)) {
      return rig == null ? List.of(skipped(name)) : measured.on(rig);
    }
  }

  static Figure skipped(String name) {
    return Figure.of(name + ".skipped-install-terraform-or-tofu", 1, "");
  }

  /** What a benchmark does with a rig. */
  @FunctionalInterface
  interface Measured {
    List<Figure> on(IacRig rig) throws Exception;
  }

  boolean hasProviders() {
    return mirror != null;
  }

  /** A saved plan by our runner: init and plan in a folder and a sandbox of their own. */
  RunPlanned.Made plan(String files) throws InterruptedException {
    RunStack stack =
        new RunStack(
            "bench",
            engine,
            new InMemorySourceTree(Map.of("main.tf", files.getBytes(StandardCharsets.UTF_8))),
            "",
            List.of(""),
            "default",
            new RunBackend.Http(
                "http://127.0.0.1:" + states.getAddress().getPort() + "/state", "bench", "bench"),
            RunStack.Modules.CHECKOUT,
            List.of());
    RunPlanned planned =
        runner.plan(
            new RunPlanJob(
                "bench-" + runs.incrementAndGet(),
                stack,
                RunIdentity.none(),
                Value.mapping(),
                List.of(),
                Set.of(),
                RunLimits.usual(),
                RunOutput.unseen(line -> line),
                new RunControl()));
    return switch (planned) {
      case RunPlanned.Failed it -> throw it.problem().asException();
      case RunPlanned.Made it -> it;
    };
  }

  /** What {@code show -json} says of it, by our runner. */
  byte[] render(RunPlanned.Made made) throws InterruptedException {
    return runner.render(
        new RunRenderJob(
            "bench-show-" + runs.incrementAndGet(),
            "bench",
            engine,
            made.plan(),
            made.planHash(),
            made.lockFile(),
            RunLimits.usual(),
            new RunControl()));
  }

  /** A folder of the bare commands, after init. */
  Path initialised(String files) throws IOException, InterruptedException {
    Path folder = bench.fresh("bare");
    Files.writeString(folder.resolve("main.tf"), files);
    if (mirror != null) {
      Files.writeString(
          folder.resolve("engine.tfrc"),
          "provider_installation {\n  filesystem_mirror {\n    path = \""
              + mirror
              + "\"\n  }\n}\n");
    }
    bare(folder, "init", "-input=false");
    return folder;
  }

  /** One bare command in a folder: what it said. */
  String bare(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(engine.program().toString(), "-chdir=" + folder));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new TreeMap<>();
    environment.put("CHECKPOINT_DISABLE", "1");
    if (mirror != null) {
      environment.put("TF_CLI_CONFIG_FILE", folder.resolve("engine.tfrc").toString());
    }
    return Peer.output(command, environment);
  }

  /** From now on the backend has the state of this folder. */
  void keepStateOf(Path folder) throws IOException {
    state = Files.readAllBytes(folder.resolve("terraform.tfstate"));
  }

  /** So many of the work a minute, two of it side by side. */
  static double rateOfTwo(int times, Callable<?> work) throws Exception {
    long begin = System.nanoTime();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        all.add(two.submit(work));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    return 60e9 * times / (System.nanoTime() - begin);
  }

  @Override
  public void close() {
    states.stop(0);
  }
}
