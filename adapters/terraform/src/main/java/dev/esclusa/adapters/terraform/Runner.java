package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.terraform.RunReport;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs engines: a plan with an identity that may read, a render that may nothing, an apply of
 * exactly the approved bytes. Each has a folder and a sandbox of its own. Nothing is inherited from
 * the server's environment.
 */
public final class Runner {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

  /** What the shell counts a limit on a file by; the last one may be missing. */
  private static final int SANDBOX_BLOCK = 512;

  private static final Pattern LOCK_ID =
      Pattern.compile("[A-Za-z0-9._:/+=][A-Za-z0-9._:/+=-]{0,199}");

  /** The step in which the world is changed. */
  static final String APPLY_STEP = "3-apply";

  private final Runs runs;
  private final Isolation isolation;
  private final ProviderMirror mirror;
  private final Tempo tempo;

  public Runner(Runs runs, Isolation isolation, ProviderMirror mirror, Tempo tempo) {
    this.runs = runs;
    this.isolation = isolation;
    this.mirror = mirror;
    this.tempo = tempo;
  }

  public Isolation isolation() {
    return isolation;
  }

  /** What a run does with a state in a local file. */
  private enum Touch {
    READS,
    WRITES
  }

  /** One run's folder, sandbox and what its processes have said. */
  private final class Run implements AutoCloseable {
    final RunStack stack;
    final RunKind kind;
    final RunLimits limits;
    final RunControl control;
    final RunFolder folder;
    final Sandbox sandbox;
    final RunWatch watch;
    private boolean started;
    private boolean kept;

    Run(
        RunKind kind,
        String runId,
        RunStack stack,
        RunLimits limits,
        RunOutput output,
        RunControl control,
        Touch touch)
        throws IOException {
      this.stack = stack;
      this.kind = kind;
      this.limits = limits;
      this.control = control;
      this.folder = runs.make(kind, runId, stack.name());
      this.sandbox =
          new Sandbox(
              folder,
              isolation,
              stack.engine().program(),
              mirror.folder(),
              touch == Touch.WRITES ? stack.writable() : List.of(),
              touch == Touch.READS ? stack.writable() : List.of());
      this.watch = new RunWatch(tempo, limits, output, control);
    }

    String inside(String name) {
      return sandbox.paths().in(name).toString();
    }

    RunEnd process(
        String step,
        List<String> arguments,
        String place,
        RunIdentity identity,
        Sandbox.Network network)
        throws IOException, InterruptedException {
      return process(step, arguments, place, identity, network, watch);
    }

    /** In the stack's folder, with network, seen by a watch of its own. */
    RunEnd process(String step, List<String> arguments, RunIdentity given, RunWatch by)
        throws IOException, InterruptedException {
      return process(
          step, arguments, stack.place(), identity(given, stack), Sandbox.Network.SHARED, by);
    }

    private RunEnd process(
        String step,
        List<String> arguments,
        String place,
        RunIdentity identity,
        Sandbox.Network network,
        RunWatch by)
        throws IOException, InterruptedException {
      if (control.stopWanted()) {
        throw RunnerProblem.stopped(stack.name(), kind).asException();
      }
      RunProcess process =
          sandbox.start(step, arguments, place, environment(identity), limits, network);
      started = true;
      boolean ended = false;
      try {
        RunEnd end = by.untilEnd(process);
        ended = true;
        if (!end.succeeded()) {
          by.complained(process.complained());
        }
        return end;
      } finally {
        if (!ended) {
          abandon(process);
        }
      }
    }

    /** We wait no more. What writes works on, and whoever starts next finds it. */
    private void abandon(RunProcess process) {
      if (kind.mayBeKilled()) {
        process.kill();
      } else {
        kept = true;
      }
    }

    private Map<String, String> environment(RunIdentity identity) {
      Map<String, String> all = new TreeMap<>(identity.environment());
      all.put("HOME", inside("home"));
      all.put("TMPDIR", isolation instanceof Isolation.None ? inside("tmp") : "/tmp");
      all.put("LANG", "C.UTF-8");
      all.put("CHECKPOINT_DISABLE", "1");
      all.put("TF_IN_AUTOMATION", "1");
      all.put("TF_INPUT", "0");
      all.put("TF_DATA_DIR", inside("data"));
      all.put("TF_CLI_CONFIG_FILE", inside("in/engine.tfrc"));
      if (!stack.workspace().equals("default")) {
        all.put("TF_WORKSPACE", stack.workspace());
      }
      return all;
    }

    RunReport report() {
      return watch.report();
    }

    Problem problem(RunEnd end) {
      return watch.problem(stack.name(), kind, end);
    }

    /** A folder that cannot be removed takes nothing from the result; it is found again. */
    @Override
    public void close() {
      if (kept) {
        return;
      }
      try {
        folder.removeForced();
      } catch (IOException e) {
        LOG.warn("{}", RunnerProblem.folderFailed(stack.name(), e.toString()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Init and plan. What a person can mend comes back as {@link RunPlanned.Failed}. */
  public RunPlanned plan(RunPlanJob job) throws InterruptedException {
    RunStack stack = job.stack();
    Touch touch = job.options().contains(RunPlanJob.Option.LOCK) ? Touch.WRITES : Touch.READS;
    try (Run run =
        new Run(
            RunKind.PLAN, job.runId(), stack, job.limits(), job.output(), job.control(), touch)) {
      try {
        return plan(job, run);
      } catch (ProblemException e) {
        return new RunPlanned.Failed(e.problem(), run.report());
      }
    } catch (IOException e) {
      throw failed(stack.name(), e);
    }
  }

  private RunPlanned plan(RunPlanJob job, Run run) throws IOException, InterruptedException {
    Map<String, byte[]> configuration = prepare(run);
    run.folder.write("in/values.tfvars.json", Json.write(job.variables()));
    RunIdentity identity = identity(job.identity(), job.stack());
    modules(run, configuration, identity);
    Optional<Problem> refused = init(run, identity);
    if (refused.isPresent()) {
      return new RunPlanned.Failed(refused.get(), run.report());
    }
    Collection<ProviderPackage> providers = ProviderMirror.installed(run.folder);
    byte[] lockFile = RunnerResults.lockFile(run.folder, job.stack());
    RunEnd end =
        run.process("3-plan", planArguments(job, run), job.stack().place(), identity, shared());
    if (!end.succeeded()) {
      return new RunPlanned.Failed(run.problem(end), run.report());
    }
    byte[] plan = run.folder.readBack("out/plan", job.limits().fileBytes());
    if (plan == null) {
      return new RunPlanned.Failed(
          RunnerProblem.died(job.stack().name(), RunKind.PLAN, "it wrote no plan"), run.report());
    }
    return new RunPlanned.Made(
        plan, Digest.of(plan), lockFile, List.copyOf(providers), run.report());
  }

  private static Sandbox.Network shared() {
    return Sandbox.Network.SHARED;
  }

  private static RunIdentity identity(RunIdentity given, RunStack stack) {
    return switch (stack.backend()) {
      case RunBackend.Http http -> given.with(http.environment());
      case RunBackend.AsWritten written -> given;
    };
  }

  /** The files of the revision, and ours beside them. */
  private static Map<String, byte[]> prepare(Run run) throws IOException {
    Map<String, byte[]> configuration = RunFiles.write(run.stack, run.folder);
    if (run.stack.backend() instanceof RunBackend.Http) {
      run.folder.write(
          run.stack.place() + "/" + RunFiles.OURS + "backend_override.tf",
          "terraform {\n  backend \"http\" {}\n}\n");
    }
    run.folder.write("in/engine.tfrc", ProviderMirror.configuration(run.sandbox.paths().mirror()));
    return configuration;
  }

  /** Modules of the revision are linked without any network; foreign ones only where allowed. */
  private void modules(Run run, Map<String, byte[]> configuration, RunIdentity identity)
      throws IOException, InterruptedException {
    if (!RunModules.any(configuration, run.stack.folder())) {
      return;
    }
    boolean anywhere = run.stack.modules() == RunStack.Modules.ANYWHERE;
    if (!anywhere) {
      refuse(RunModules.foreign(configuration, run.stack.folder()));
    }
    RunEnd end =
        run.process(
            "1-get",
            List.of("get", "-no-color"),
            run.stack.place(),
            anywhere ? identity : offline(),
            anywhere ? shared() : Sandbox.Network.NONE);
    if (!anywhere) {
      refuse(RunModules.installed(run.stack.name(), RunnerResults.modules(run.folder)));
    }
    if (!end.succeeded()) {
      throw run.problem(end).asException();
    }
  }

  /** Where no namespace closes the network, Git and HTTP are led to nowhere. */
  private static RunIdentity offline() {
    String nowhere = "http://127.0.0.1:9";
    return new RunIdentity(
        Map.of(
            "GIT_ALLOW_PROTOCOL", "none",
            "HTTP_PROXY", nowhere,
            "HTTPS_PROXY", nowhere,
            "http_proxy", nowhere,
            "https_proxy", nowhere));
  }

  private static void refuse(Optional<Problem> problem) {
    if (problem.isPresent()) {
      throw problem.get().asException();
    }
  }

  private Optional<Problem> init(Run run, RunIdentity identity)
      throws IOException, InterruptedException {
    Optional<Problem> before = mirror.refusalBeforeInit(locked(run));
    if (before.isPresent()) {
      return before;
    }
    List<String> arguments =
        new ArrayList<>(List.of("init", "-input=false", "-json", "-get=false"));
    if (run.folder.holds(run.stack.place() + "/.terraform.lock.hcl")) {
      arguments.add("-lockfile=readonly");
    }
    RunEnd end = run.process("2-init", arguments, run.stack.place(), identity, shared());
    if (!end.succeeded()) {
      return Optional.of(run.problem(end));
    }
    Optional<Problem> backend = RunnerResults.backendRefusal(run.folder, run.stack);
    return backend.isPresent() ? backend : mirror.refusal(ProviderMirror.installed(run.folder));
  }

  private static List<ProviderPackage> locked(Run run) throws IOException {
    byte[] lockFile = RunnerResults.lockFile(run.folder, run.stack);
    return ProviderPackage.locked(new String(lockFile, StandardCharsets.UTF_8));
  }

  private static List<String> planArguments(RunPlanJob job, Run run) {
    List<String> arguments = new ArrayList<>(List.of("plan", "-json", "-input=false"));
    arguments.add("-out=" + run.inside("out/plan"));
    arguments.add("-lock=" + job.options().contains(RunPlanJob.Option.LOCK));
    for (RunPlanJob.Option option : job.options()) {
      switch (option) {
        case LOCK -> {}
        case NO_REFRESH -> arguments.add("-refresh=false");
        case REFRESH_ONLY -> arguments.add("-refresh-only");
        case DESTROY -> arguments.add("-destroy");
      }
    }
    for (String file : job.variableFiles()) {
      arguments.add("-var-file=" + variableFile(job.stack(), file));
    }
    arguments.add("-var-file=" + run.inside("in/values.tfvars.json"));
    return arguments;
  }

  private static String variableFile(RunStack stack, String file) {
    if (file.isEmpty() || file.startsWith("/") || List.of(file.split("/")).contains("..")) {
      throw RunnerProblem.refusedFile(stack.folder() + "/" + file, "its name leads elsewhere")
          .asException();
    }
    return file;
  }

  /**
   * The plan as the engine tells it: JSON with every secret in clear. The process has no
   * credentials, no network, nothing of the stack but these bytes, and only listed providers.
   */
  public byte[] render(RunRenderJob job) throws InterruptedException {
    check(job.stack(), job.planHash(), job.plan());
    RunStack stack = bare(job);
    try (Run run =
        new Run(
            RunKind.RENDER,
            job.runId(),
            stack,
            job.limits(),
            RunOutput.unseen(line -> ""),
            job.control(),
            Touch.READS)) {
      ready(run, job.plan(), job.lockFile());
      RunEnd end =
          run.process(
              "1-show",
              List.of("show", "-json", run.inside("in/plan")),
              "src",
              RunIdentity.none(),
              Sandbox.Network.NONE);
      return rendered(run, job, end);
    } catch (IOException e) {
      throw failed(job.stack(), e);
    }
  }

  private static RunStack bare(RunRenderJob job) {
    return new RunStack(
        job.stack(),
        job.engine(),
        new InMemorySourceTree(Map.of()),
        "",
        List.of(),
        "default",
        new RunBackend.AsWritten(),
        RunStack.Modules.CHECKOUT,
        List.of());
  }

  private static byte[] rendered(Run run, RunRenderJob job, RunEnd end) throws IOException {
    if (!end.succeeded()) {
      throw run.problem(end).asException();
    }
    byte[] json = printed(run, "1-show", job.stack(), "the rendered plan", job.limits());
    if (json.length == 0) {
      throw RunnerProblem.died(job.stack(), RunKind.RENDER, "it printed nothing").asException();
    }
    return json;
  }

  private static void check(String stack, Digest wanted, byte[] plan) {
    Digest seen = Digest.of(plan);
    if (!seen.equals(wanted)) {
      throw RunnerProblem.otherBytes(stack, wanted, seen).asException();
    }
  }

  /** What init would do, without it: the providers of the lock file, if they may run. */
  private void ready(Run run, byte[] plan, byte[] lockFile) throws IOException {
    List<ProviderPackage> providers =
        ProviderPackage.locked(new String(lockFile, StandardCharsets.UTF_8));
    refuse(mirror.refusal(providers));
    mirror.link(providers, run.folder, run.sandbox.paths());
    if (lockFile.length > 0) {
      run.folder.write(run.stack.place() + "/.terraform.lock.hcl", lockFile);
    }
    run.folder.write("in/engine.tfrc", ProviderMirror.configuration(run.sandbox.paths().mirror()));
    run.folder.write("in/plan", plan);
  }

  /**
   * Applies exactly these bytes, once. A problem that is thrown means that nothing was started;
   * what came of a started engine is the answer, whatever it is. Where its end is not known, the
   * run's folder stays for {@link Runs#left}.
   *
   * @throws InterruptedException when the caller is stopped: the engine works on, and {@link
   *     Runs#left} finds it
   */
  public RunApplied apply(RunApplyJob job) throws InterruptedException {
    return apply(job, () -> {}, false);
  }

  /**
   * The same, for who has to write down what came of it: the run's folder stays until then.
   *
   * @param begins is run when all is ready and the folder of the run tells so, right before the
   *     engine is started; a problem that it throws keeps the engine from starting
   */
  public RunApplied apply(RunApplyJob job, Runnable begins) throws InterruptedException {
    return apply(job, begins, true);
  }

  private RunApplied apply(RunApplyJob job, Runnable begins, boolean keeps)
      throws InterruptedException {
    RunStack stack = job.stack();
    check(stack.name(), job.planHash(), job.plan());
    try (Run run =
        new Run(
            RunKind.APPLY,
            job.runId(),
            stack,
            job.limits(),
            job.output(),
            job.control(),
            Touch.WRITES)) {
      Map<String, byte[]> configuration = prepare(run);
      RunIdentity identity = identity(job.identity(), stack);
      ready(run, job.plan(), job.lockFile());
      modules(run, configuration, identity);
      begins.run();
      return applied(run, identity, keeps);
    } catch (IOException e) {
      throw failed(stack.name(), e);
    }
  }

  private static RunApplied applied(Run run, RunIdentity identity, boolean keeps)
      throws IOException, InterruptedException {
    run.started = false;
    try {
      RunEnd end =
          run.process(
              APPLY_STEP,
              List.of("apply", "-json", "-input=false", run.inside("in/plan")),
              run.stack.place(),
              identity,
              shared());
      byte[] state = RunnerResults.erroredState(run.folder);
      run.kept = keeps || end.exitCode().isEmpty();
      return new RunApplied(end, run.report(), end.succeeded() ? null : run.problem(end), state);
    } catch (IOException e) {
      if (!run.started) {
        throw e;
      }
      run.kept = true;
      RunEnd unseen = new RunEnd(OptionalInt.empty(), RunEnd.Stopped.BY_ITSELF);
      Problem problem = RunnerProblem.folderFailed(run.stack.name(), e.toString());
      return new RunApplied(unseen, run.report(), problem, null);
    }
  }

  /**
   * The state as the backend has it; a secret as a whole. Without a lineage when there is none yet.
   */
  public byte[] pull(RunStateJob job) throws InterruptedException {
    try (Run run = state(job, RunKind.STATE)) {
      RunOutput unseen = RunOutput.unseen(line -> "");
      initOrThrow(run, identity(job.identity(), job.stack()));
      RunWatch silent = new RunWatch(tempo, job.limits(), unseen, job.control());
      RunEnd end = run.process("3-pull", List.of("state", "pull"), job.identity(), silent);
      if (!end.succeeded()) {
        throw silent.problem(job.stack().name(), RunKind.STATE, end).asException();
      }
      return printed(run, "3-pull", job.stack().name(), "the state", job.limits());
    } catch (IOException e) {
      throw failed(job.stack().name(), e);
    }
  }

  /**
   * Takes a lock away from whoever holds it. Only for a holder that is proven dead: one that lives
   * would write all the same.
   */
  public void unlock(RunStateJob job, String lockId) throws InterruptedException {
    if (!LOCK_ID.matcher(lockId).matches()) {
      throw RunnerProblem.refusedLock(lockId).asException();
    }
    onState(job, RunKind.STATE, List.of("force-unlock", "-force", lockId), new byte[0]);
  }

  /**
   * Hands in a state that an apply could not; the backend refuses one that is older or another's.
   */
  public void push(RunStateJob job, byte[] state) throws InterruptedException {
    onState(job, RunKind.PUSH, List.of("state", "push"), state);
  }

  private void onState(RunStateJob job, RunKind kind, List<String> command, byte[] state)
      throws InterruptedException {
    try (Run run = state(job, kind)) {
      initOrThrow(run, identity(job.identity(), job.stack()));
      List<String> arguments = new ArrayList<>(command);
      if (state.length > 0) {
        run.folder.write("in/pushed.tfstate", state);
        arguments.add(run.inside("in/pushed.tfstate"));
      }
      RunEnd end = run.process("3-state", arguments, job.identity(), run.watch);
      if (!end.succeeded()) {
        throw run.problem(end).asException();
      }
    } catch (IOException e) {
      throw failed(job.stack().name(), e);
    }
  }

  private Run state(RunStateJob job, RunKind kind) throws IOException {
    return new Run(
        kind, job.runId(), job.stack(), job.limits(), job.output(), job.control(), Touch.WRITES);
  }

  private void initOrThrow(Run run, RunIdentity identity) throws IOException, InterruptedException {
    modules(run, prepare(run), identity);
    refuse(init(run, identity));
  }

  private static byte[] printed(Run run, String step, String stack, String what, RunLimits limits)
      throws IOException {
    Path stdout = run.folder.path().resolve("steps").resolve(step).resolve("stdout");
    if (!Files.exists(stdout)) {
      return new byte[0];
    }
    if (Files.size(stdout) > limits.outputBytes() - SANDBOX_BLOCK) {
      throw RunnerProblem.tooMuch(stack, what, limits.outputBytes()).asException();
    }
    return Files.readAllBytes(stdout);
  }

  private static ProblemException failed(String stack, IOException cause) {
    return new ProblemException(RunnerProblem.folderFailed(stack, cause.toString()), cause);
  }
}
