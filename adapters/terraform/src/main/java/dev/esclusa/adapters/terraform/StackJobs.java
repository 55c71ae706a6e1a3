package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.Credential;
import dev.esclusa.stack.RunId;
import dev.esclusa.stack.StateLogin;
import dev.esclusa.tree.Digest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What stacks ask of the runner: with which engine, kept apart from what, under whose credentials,
 * on which state.
 */
final class StackJobs {
  private static final int ID_BYTES = 8;

  private final TerraformAuthority.Parts parts;
  private final ForeignStates foreign;

  StackJobs(TerraformAuthority.Parts parts, ForeignStates foreign) {
    this.parts = parts;
    this.foreign = foreign;
  }

  Engine engine(StackInput stack) {
    EngineKind asked = stack.engine();
    if (asked != null) {
      return parts.engines().choose(asked, stack.version());
    }
    boolean tofu =
        parts.engines().all().stream()
            .anyMatch(it -> it.kind() == EngineKind.TOFU && stack.version().admits(it.version()));
    return parts.engines().choose(tofu ? EngineKind.TOFU : EngineKind.TERRAFORM, stack.version());
  }

  void requireIsolation(Target target) {
    if (parts.runner().isolation() instanceof Isolation.None none
        && !parts.unisolated().test(target)) {
      throw Problem.environment(
              "TFM-0047",
              "stack "
                  + target.name()
                  + " is not run: the kernel keeps its engine apart from nothing ("
                  + none.because()
                  + ")",
              "Allow user namespaces on the server's machine, or declare isolation: none in"
                  + " Environment "
                  + target.environment()
                  + ".")
          .asException();
    }
  }

  @Nullable StateLogin login(StackInput stack, RunId run, Credential.Right right, long token) {
    return stack.ownBackend()
        ? null
        : parts.states().issue(stack.target().uid(), run, right, token);
  }

  RunPlanJob planJob(
      RunId run,
      StackInput stack,
      Engine engine,
      @Nullable StateLogin login,
      Set<RunPlanJob.Option> options) {
    return new RunPlanJob(
        run.text(),
        runStack(stack, engine, login),
        parts.identities().of(stack, RunKind.PLAN),
        stack.variables(),
        stack.variableFiles(),
        options,
        parts.limits(),
        RunOutput.unseen(scrubber(login)),
        new RunControl());
  }

  /**
   * Where the backend is not ours.
   *
   * @param as whose credentials it is done with
   */
  RunStateJob onState(StackInput stack, RunKind as) {
    requireIsolation(stack.target());
    return new RunStateJob(
        runId("s").text(),
        runStack(stack, engine(stack), null),
        parts.identities().of(stack, as),
        parts.limits(),
        RunOutput.unseen(line -> line),
        new RunControl());
  }

  byte[] render(Target target, Engine engine, byte[] plan, Digest planHash, byte[] lockFile)
      throws InterruptedException {
    return parts
        .runner()
        .render(
            new RunRenderJob(
                runId("r").text(),
                target.name().text(),
                engine,
                plan,
                planHash,
                lockFile,
                parts.limits(),
                new RunControl()));
  }

  RunStack runStack(StackInput stack, Engine engine, @Nullable StateLogin login) {
    return new RunStack(
        stack.target().name().text(),
        engine,
        stack.files(),
        stack.folder(),
        List.of(""),
        login == null ? stack.workspace() : "default",
        login == null
            ? new RunBackend.AsWritten()
            : new RunBackend.Http(
                parts.stateAddress().apply(stack.target().uid()), login.user(), login.password()),
        RunStack.Modules.CHECKOUT,
        login == null
            ? parts.localStates().of(stack.target(), parts.runner().isolation())
            : List.of());
  }

  static UnaryOperator<String> scrubber(@Nullable StateLogin login) {
    return login == null ? line -> line : line -> line.replace(login.password(), "(sensitive)");
  }

  RunId runId(String kind) {
    return new RunId(kind + "-" + digits());
  }

  /** Digits that nobody can guess. */
  String digits() {
    return HexFormat.of().formatHex(parts.tempo().chance().bytes(ID_BYTES));
  }

  /** The sources of a stack whose backend is not ours; absent of one whose is. */
  static @Nullable StackInput elsewhere(Target target, List<Resource> desired) {
    if (desired.isEmpty()) {
      return null;
    }
    StackInput stack = StackInput.of(target, desired);
    return stack.ownBackend() ? stack : null;
  }

  /** Lineage and serial of the state now, wherever it is. */
  String mark(Target target, List<Resource> desired) {
    StackInput elsewhere = elsewhere(target, desired);
    if (elsewhere == null) {
      return mark(target.uid());
    }
    try {
      return foreign.mark(onState(elsewhere, RunKind.PLAN));
    } catch (InterruptedException e) {
      throw interrupted(target, e);
    }
  }

  String mark(TargetUid uid) {
    return parts
        .states()
        .current(uid)
        .map(it -> SavedPlanFile.StateMark.of(it.lineage(), Long.toString(it.serial())))
        .orElse(SavedPlanFile.StateMark.NONE);
  }

  static ProblemException interrupted(Target target, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ProblemException(
        Problem.environment(
            "TFM-0048",
            "planning stack " + target.name() + " was interrupted",
            "Nothing to do: it is planned again."),
        e);
  }
}
