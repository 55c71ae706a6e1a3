package dev.esclusa.policy;

import dev.esclusa.model.Admission;
import dev.esclusa.model.Finding;
import dev.esclusa.model.FreezeWindow;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The second judgement of one change. */
final class Gate {
  private final AdmissionInput input;
  private final Plan plan;
  private final Instant now;

  Gate(AdmissionInput input) {
    this.input = input;
    this.plan = input.plan();
    this.now = input.now();
  }

  Admission judge() {
    Quorum quorum = Quorum.of(input);
    Optional<Problem> refusal =
        Stream.<Supplier<Optional<Problem>>>of(
                this::paused,
                this::pinned,
                this::frozen,
                this::anotherPlan,
                this::verdictChanged,
                this::waiverLapsed,
                this::objected,
                quorum::refusal)
            .map(Supplier::get)
            .flatMap(Optional::stream)
            .findFirst();
    return new Admission(
        input.change().id(),
        plan.hash(),
        input.change().decided().decisionHash(),
        quorum.counted(),
        waiversUsed(),
        now,
        refusal.orElse(null));
  }

  private Optional<Problem> paused() {
    if (input.pauses().contains(Pause.ALL)) {
      return Optional.of(Refusals.allPaused());
    }
    return input.pauses().contains(Pause.TARGET)
        ? Optional.of(Refusals.targetPaused(plan.target()))
        : Optional.empty();
  }

  private Optional<Problem> pinned() {
    Pin pin = input.pin();
    return pin != null && now.isBefore(pin.until()) && bringsNewerCommit()
        ? Optional.of(Refusals.pinned(plan.target(), pin))
        : Optional.empty();
  }

  /** Drift is restored to the pinned commit, and a rollback may follow a rollback. */
  private boolean bringsNewerCommit() {
    return switch (plan.intent()) {
      case Intent.Follow _, Intent.Decommission _ -> true;
      case Intent.Restore _,
          Intent.Accept _,
          Intent.RollBack _,
          Intent.Recover _,
          Intent.Transfer _,
          Intent.Unlock _,
          Intent.Erase _ ->
          false;
    };
  }

  private Optional<Problem> frozen() {
    if (!movesTheWorld()) {
      return Optional.empty();
    }
    String environment = plan.target().environment();
    return input.estate().freezes().stream()
        .filter(it -> it.covers(environment, now))
        .max((a, b) -> a.until().compareTo(b.until()))
        .map((FreezeWindow it) -> Refusals.frozen(plan.target(), it));
  }

  /** An apply in doubt is not left so for a freeze; erasing touches no environment. */
  private boolean movesTheWorld() {
    return switch (plan.intent()) {
      case Intent.Recover _, Intent.Erase _ -> false;
      case Intent.Follow _,
          Intent.Restore _,
          Intent.Accept _,
          Intent.RollBack _,
          Intent.Transfer _,
          Intent.Unlock _,
          Intent.Decommission _ ->
          true;
    };
  }

  private Optional<Problem> anotherPlan() {
    return plan.hash().equals(input.change().plan().planHash())
        ? Optional.empty()
        : Optional.of(
            Refusals.anotherPlan(
                input.change().id(), input.change().plan().planHash(), plan.hash()));
  }

  private Optional<Problem> verdictChanged() {
    return input.decision().verdictHash().equals(input.change().decided().verdictHash())
        ? Optional.empty()
        : Optional.of(Refusals.verdictChanged(input.change(), input.decision()));
  }

  private Optional<Problem> waiverLapsed() {
    return waivedBlocks().filter(it -> !inForce(it)).findFirst().map(Refusals::waiverLapsed);
  }

  private boolean inForce(Finding finding) {
    return input.estate().waivers().stream()
        .anyMatch(
            it ->
                it.name().equals(finding.waiver())
                    && it.covers(plan.target(), finding)
                    && it.inForce(now));
  }

  private Optional<Problem> objected() {
    return input.objections().stream()
        .filter(it -> it.severity() == Finding.Severity.BLOCK)
        .findFirst()
        .map(Refusals::objected);
  }

  private List<String> waiversUsed() {
    return waivedBlocks()
        .map(Finding::waiver)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  private Stream<Finding> waivedBlocks() {
    return input.decision().findings().stream()
        .filter(it -> it.severity() == Finding.Severity.BLOCK && Decision.waived(it));
  }
}
