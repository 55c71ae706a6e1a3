package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.terraform.Diagnostic;
import dev.esclusa.terraform.DiagnosticKind;
import dev.esclusa.terraform.Event;
import dev.esclusa.terraform.RunReport;
import dev.esclusa.terraform.RunReport.Operation;
import dev.esclusa.terraform.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an apply came to, by its event stream and its end. In doubt is what was begun and of which
 * nobody saw the end; where the engine did not end by itself, or could not hand its state in, only
 * a person can tell.
 */
final class ApplyOutcome {
  private final RunReport report;
  private final String stack;

  private ApplyOutcome(String stack, RunReport report) {
    this.stack = stack;
    this.report = report;
  }

  /**
   * @param exitCode empty where nobody saw the end
   * @param erroredState whether the engine left a state that it could not hand in
   * @param version the name of the state now
   */
  static StepResult of(
      String stack,
      RunReport report,
      OptionalInt exitCode,
      @Nullable Problem problem,
      boolean erroredState,
      String version) {
    return new ApplyOutcome(stack, report).result(exitCode, problem, erroredState, version);
  }

  private StepResult result(
      OptionalInt exitCode, @Nullable Problem problem, boolean erroredState, String version) {
    if (erroredState) {
      return new StepResult.Unknown(
          "stack "
              + stack
              + " was changed, and its state could not be handed in; the state is kept sealed, and"
              + " `esclusa recover` of this change hands it in",
          touched());
    }
    boolean ended = exitCode.isPresent() && exitCode.getAsInt() < 128;
    if (!ended) {
      return new StepResult.Unknown(
          "the engine that applied the plan of stack "
              + stack
              + " was killed"
              + (exitCode.isPresent() ? " (exit code " + exitCode.getAsInt() + ")" : ""),
          inDoubt());
    }
    if (exitCode.getAsInt() == 0) {
      return new StepResult.Ran(parts(null), version, null);
    }
    if (report.operations().isEmpty() && stale()) {
      return new StepResult.Stale(said(problem).cause());
    }
    return new StepResult.Ran(parts(said(problem)), version, said(problem));
  }

  private Problem said(@Nullable Problem problem) {
    List<Diagnostic> errors = report.errors();
    if (problem != null) {
      return problem;
    }
    return errors.isEmpty()
        ? Problem.environment(
            "TFM-0044",
            "the engine gave up the apply of stack " + stack + " and did not say why",
            "Look at its output, then plan again.")
        : RunnerProblem.said(stack, RunKind.APPLY, errors.getFirst());
  }

  private boolean stale() {
    return report.errors().stream()
        .map(Diagnostic::kind)
        .anyMatch(it -> it == DiagnosticKind.STALE_PLAN || it == DiagnosticKind.OTHER_LINEAGE);
  }

  private List<Address> inDoubt() {
    Set<String> all = new LinkedHashSet<>(report.inDoubt());
    all.addAll(report.halfReplaced());
    // The state is written now and then only: what ended shortly before may be missing in it.
    report.operations().stream()
        .filter(it -> it.step() != Step.READ && it.phase() == Operation.Phase.COMPLETED)
        .forEach(it -> all.add(it.address()));
    return addresses(all);
  }

  private List<Address> touched() {
    Set<String> all = new LinkedHashSet<>();
    report.operations().stream()
        .filter(it -> it.step() != Step.READ)
        .forEach(it -> all.add(it.address()));
    return addresses(all);
  }

  private static List<Address> addresses(Set<String> names) {
    return names.stream().map(it -> (Address) new Address.Terraform(it)).toList();
  }

  private List<StepOutcome> parts(@Nullable Problem problem) {
    Map<String, Operation> ends = new LinkedHashMap<>();
    for (Operation operation : report.operations()) {
      ends.merge(operation.address(), operation, ApplyOutcome::worse);
    }
    List<StepOutcome> parts = new ArrayList<>();
    Set<String> told = new LinkedHashSet<>();
    for (Event.Planned planned : report.planned()) {
      if (planned.step() == Step.READ || !told.add(planned.address())) {
        continue;
      }
      Operation end = ends.get(planned.address());
      parts.add(
          new StepOutcome(
              new Address.Terraform(planned.address()),
              action(planned),
              result(planned, end, problem)));
    }
    ends.forEach(
        (address, end) -> {
          if (end.step() != Step.READ && told.add(address)) {
            parts.add(
                new StepOutcome(
                    new Address.Terraform(address),
                    StackPlan.action(end.step(), false),
                    result(null, end, problem)));
          }
        });
    return parts;
  }

  private static Operation worse(Operation one, Operation other) {
    return one.phase() == Operation.Phase.COMPLETED ? other : one;
  }

  private static Action action(Event.Planned planned) {
    return planned.importingId() == null
        ? StackPlan.action(planned.step(), planned.previousAddress() != null)
        : Action.ADOPT;
  }

  private StepResult result(
      Event.@Nullable Planned planned, @Nullable Operation end, @Nullable Problem problem) {
    if (end == null) {
      boolean silent =
          planned != null
              && (planned.step() == Step.FORGET
                  || planned.step() == Step.NO_OP
                  || planned.importingId() != null);
      return problem == null || silent
          ? new StepResult.Done("", "applied")
          : new StepResult.Skipped("the apply ended before its turn");
    }
    return switch (end.phase()) {
      case COMPLETED -> new StepResult.Done(end.idValue() == null ? "" : end.idValue(), "applied");
      case ERRORED -> new StepResult.Failed(ofAddress(end.address(), problem));
      case STARTED ->
          new StepResult.Unknown(
              end.address() + " was begun and never reported its end",
              List.of(new Address.Terraform(end.address())));
    };
  }

  private Problem ofAddress(String address, @Nullable Problem problem) {
    return report.errors().stream()
        .filter(it -> address.equals(it.address()))
        .findFirst()
        .map(it -> RunnerProblem.said(stack, RunKind.APPLY, it))
        .orElseGet(() -> said(problem));
  }
}
