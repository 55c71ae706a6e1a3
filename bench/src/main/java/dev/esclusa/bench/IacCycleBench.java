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
import dev.esclusa.terraform.Masking;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.PlanHash;
import dev.esclusa.terraform.RiskFacts;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole plan of a stack, from its files to its hash, beside the bare commands in the same run:
 * init, plan, show. With an AWS provider where {@code ESCLUSA_PROVIDERS} names a mirror that has
 * one, else with what is built into the engine.
 */
final class IacCycleBench implements Benchmark {
  private static final int CYCLES = 5;
  private static final String BUILT_IN =
      "resource \"terraform_data\" \"server\" {\n  count = 20\n  input = count.index\n}\n";
  private static final String AWS =
      """
      provider "aws" {
        region                      = "eu-west-1"
        access_key                  = "none"
        secret_key                  = "none"
        skip_credentials_validation = true
        skip_metadata_api_check     = true
        skip_requesting_account_id  = true
      }

      resource "aws_vpc" "main" {
        cidr_block = "10.30.0.0/16"
      }

      resource "aws_subnet" "zone" {
        count      = 14
        vpc_id     = aws_vpc.main.id
        cidr_block = "10.30.${count.index}.0/24"
      }
      """;

  private final RealTempo tempo = new RealTempo();

  @Override
  public String name() {
    return "iac-cycle";
  }

  @Override
  public String about() {
    return "init, plan and render of a stack, beside the bare commands [cycles=5]";
  }

  @Override
  public List<Figure> run(Workbench bench, Sizes sizes) throws Exception {
    HttpServer states = noStates();
    try {
      return run(bench, sizes, "http://127.0.0.1:" + states.getAddress().getPort() + "/state");
    } finally {
      states.stop(0);
    }
  }

  /** A state backend that has none yet: all that a first plan asks for. */
  private static HttpServer noStates() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private List<Figure> run(Workbench bench, Sizes sizes, String states) throws Exception {
    String path = System.getenv("PATH");
    List<Engine> engines = Engines.found(path == null ? "" : path).all();
    if (engines.isEmpty()) {
      return List.of(Figure.of("iac-cycle.skipped-install-terraform-or-tofu", 1, ""));
    }
    Engine engine = engines.getFirst();
    String mirror = System.getenv("ESCLUSA_PROVIDERS");
    boolean aws = mirror != null && !mirror.isEmpty();
    String files = aws ? AWS : BUILT_IN;
    int cycles = sizes.at(0, CYCLES);
    Path runs = bench.fresh("runs");
    Runner runner =
        new Runner(
            new Runs(runs, tempo.clock()),
            Isolation.probe(runs, List.of()),
            aws ? ProviderMirror.everything(Path.of(mirror)) : ProviderMirror.empty(),
            tempo);
    ours(runner, engine, files, states); // the first one fills caches for both
    double ours = 0;
    double bare = 0;
    double server = 0;
    for (int i = 0; i < cycles; i++) {
      long begin = System.nanoTime();
      bare(bench.fresh("bare"), engine, files, aws ? mirror : null);
      bare += (System.nanoTime() - begin) / 1e9;
      begin = System.nanoTime();
      double before = CpuClock.ownSeconds();
      ours(runner, engine, files, states);
      server += CpuClock.ownSeconds() - before;
      ours += (System.nanoTime() - begin) / 1e9;
    }
    return List.of(
        Figure.of("iac-cycle.provider-aws", aws ? 1 : 0, ""),
        Figure.of("iac-cycle.bare", bare / cycles, "s"),
        Figure.of("iac-cycle.ours", ours / cycles, "s"),
        Figure.of("iac-cycle.overhead", (ours - bare) / cycles, "s"),
        Figure.of("iac-cycle.own-cpu", server / cycles, "s"),
        Figure.of("iac-cycle.rate-of-one", 60 * cycles / ours, "/min"));
  }

  private static void ours(Runner runner, Engine engine, String files, String states)
      throws InterruptedException {
    RunStack stack =
        new RunStack(
            "bench",
            engine,
            new InMemorySourceTree(Map.of("main.tf", files.getBytes(StandardCharsets.UTF_8))),
            "",
            List.of(""),
            "default",
            new RunBackend.Http(states, "bench", "bench"),
            RunStack.Modules.CHECKOUT,
            List.of());
    RunPlanned planned =
        runner.plan(
            new RunPlanJob(
                "bench",
                stack,
                RunIdentity.none(),
                Value.mapping(),
                List.of(),
                Set.of(),
                RunLimits.usual(),
                RunOutput.unseen(line -> line),
                new RunControl()));
    switch (planned) {
      case RunPlanned.Failed it -> throw it.problem().asException();
      case RunPlanned.Made it -> {
        byte[] json =
            runner.render(
                new RunRenderJob(
                    "bench-show",
                    "bench",
                    engine,
                    it.plan(),
                    it.planHash(),
                    it.lockFile(),
                    RunLimits.usual(),
                    new RunControl()));
        PlanDocument document = PlanDocument.read(json);
        PlanHash.of(document, Masking.HIDDEN);
        RiskFacts.of(document);
      }
    }
  }

  private static void bare(Path folder, Engine engine, String files, @Nullable String mirror)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("main.tf"), files);
    Map<String, String> environment = new TreeMap<>();
    environment.put("CHECKPOINT_DISABLE", "1");
    if (mirror != null) {
      Path settings = folder.resolve("engine.tfrc");
      Files.writeString(
          settings,
          "provider_installation {\n  filesystem_mirror {\n    path = \""
              + mirror
              + "\"\n  }\n}\n");
      environment.put("TF_CLI_CONFIG_FILE", settings.toString());
    }
    String at = "-chdir=" + folder;
    String program = engine.program().toString();
    Peer.output(List.of(program, at, "init", "-input=false"), environment);
    Peer.output(List.of(program, at, "plan", "-input=false", "-out=plan"), environment);
    String shown = Peer.output(List.of(program, at, "show", "-json", "plan"), environment);
    if (!shown.contains("resource_changes")) {
      throw new IOException("the bare commands made no plan: " + shown.lines().findFirst());
    }
  }
}
