package dev.esclusa.adapters.terraform;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.model.Problem;
import dev.esclusa.tempo.RealTempo;
import dev.esclusa.terraform.Event;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A machine with engines, a stack whose state is kept in a local file, and runs on it. */
final class RunnerStage implements AutoCloseable {
  private static final String SKIPPED = "skipped: install terraform or tofu";

  final Path home;
  final Path states;
  final Runs runs;
  final Isolation isolation;
  final Engine engine;
  final RealTempo tempo = new RealTempo();
  final List<Event> events = Collections.synchronizedList(new ArrayList<>());
  final Map<String, byte[]> files = new LinkedHashMap<>();
  ProviderMirror mirror = ProviderMirror.empty();
  RunLimits limits = RunLimits.usual().withWallTime(Duration.ofSeconds(60), Duration.ofSeconds(2));
  RunControl control = new RunControl();
  RunBackend backend = new RunBackend.AsWritten();
  RunIdentity identity = RunIdentity.none();
  Value.Mapping variables = Value.mapping();
  UnaryOperator<String> scrubber = UnaryOperator.identity();
  Consumer<Event> listener = events::add;
  String workspace = "default";
  RunStack.Modules modules = RunStack.Modules.CHECKOUT;
  private int runCount;

  RunnerStage(Path home, Engine engine, Isolation isolation) throws IOException {
    this.home = home;
    this.engine = engine;
    this.isolation = isolation;
    this.states = Files.createDirectories(home.resolve("states"));
    if (isolation instanceof Isolation.Namespaces namespaces
        && namespaces.user() instanceof Isolation.User.Dropped dropped) {
      Files.setAttribute(states, "unix:uid", dropped.id());
      Files.setAttribute(states, "unix:gid", dropped.id());
    }
    this.runs = new Runs(home.resolve("runs"), RealTempo.machineClock());
    write(
        "backend.tf",
        """
        terraform {
          backend "local" { path = "%s/stack.tfstate" }
        }
        """
            .formatted(states));
  }

  /** Every engine that is installed, or no test. */
  static List<Engine> engines() {
    try {
      String path = System.getenv("PATH");
      String tofu = System.getenv("ESCLUSA_TOFU");
      String more = tofu == null ? "" : ":" + Path.of(tofu).getParent();
      List<Engine> all = Engines.found(path + more).all();
      assumeTrue(!all.isEmpty(), SKIPPED);
      return all;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Engine engine() {
    return engines().getFirst();
  }

  /** A script that plays an engine. */
  static Engine fake(Path folder, String script) throws IOException {
    Path program = folder.resolve("fake-engine");
    Files.writeString(program, "#!/bin/sh\n" + script);
    program.toFile().setExecutable(true, false);
    return new Engine(
        EngineKind.TERRAFORM, new EngineVersion(1, 11, 4, ""), program, Engines.digest(program));
  }

  static Isolation plain() {
    return new Isolation.None("the test wants so");
  }

  static Isolation namespaces(Path home, Path... hidden) throws InterruptedException {
    Isolation found = Isolation.probe(home.resolve("probe"), List.of(hidden));
    assumeTrue(
        found instanceof Isolation.Namespaces,
        "skipped: install util-linux on a kernel with user namespaces (" + found + ")");
    return found;
  }

  RunnerStage write(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Runner runner() {
    return new Runner(runs, isolation, mirror, tempo);
  }

  RunStack stack() {
    return new RunStack(
        "dev/net",
        engine,
        new InMemorySourceTree(files),
        "",
        List.of(""),
        workspace,
        backend,
        modules,
        List.of(states));
  }

  RunOutput output() {
    return new RunOutput(scrubber, listener);
  }

  RunPlanJob planJob(RunPlanJob.Option... options) {
    return new RunPlanJob(
        "run-" + ++runCount,
        stack(),
        identity,
        variables,
        List.of(),
        Set.of(options),
        limits,
        output(),
        control);
  }

  RunPlanned plan(RunPlanJob.Option... options) throws InterruptedException {
    return runner().plan(planJob(options));
  }

  RunPlanned.Made made(RunPlanJob.Option... options) throws InterruptedException {
    return switch (plan(options)) {
      case RunPlanned.Made made -> made;
      case RunPlanned.Failed failed -> throw failed.problem().asException();
    };
  }

  Problem refused(RunPlanJob.Option... options) throws InterruptedException {
    return switch (plan(options)) {
      case RunPlanned.Made made -> throw new AssertionError("a plan was made: " + made);
      case RunPlanned.Failed failed -> failed.problem();
    };
  }

  String rendered(RunPlanned.Made made) throws InterruptedException {
    return new String(
        runner()
            .render(
                new RunRenderJob(
                    "run-" + ++runCount,
                    "dev/net",
                    engine,
                    made.plan(),
                    made.planHash(),
                    made.lockFile(),
                    limits,
                    control)),
        StandardCharsets.UTF_8);
  }

  RunApplyJob applyJob(RunPlanned.Made made) {
    return new RunApplyJob(
        "run-" + ++runCount,
        stack(),
        identity,
        made.plan(),
        made.planHash(),
        made.lockFile(),
        limits,
        output(),
        control);
  }

  RunApplied apply(RunPlanned.Made made) throws InterruptedException {
    return runner().apply(applyJob(made));
  }

  RunStateJob stateJob() {
    return new RunStateJob("run-" + ++runCount, stack(), identity, limits, output(), control);
  }

  String state() throws IOException {
    Path file = states.resolve("stack.tfstate");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Override
  public void close() {
    tempo.close();
  }
}
