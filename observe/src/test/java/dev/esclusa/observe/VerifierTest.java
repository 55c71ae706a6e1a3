package dev.esclusa.observe;

import static dev.esclusa.observe.Given.CORE;
import static dev.esclusa.observe.Given.NOON;
import static dev.esclusa.observe.Given.REPLICAS;
import static dev.esclusa.observe.Given.change;
import static dev.esclusa.observe.Given.field;
import static dev.esclusa.observe.Given.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Health;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Resource;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Verification;
import dev.esclusa.model.Verification.DriftAfter;
import dev.esclusa.observe.HealthAssessor.Assessment;
import dev.esclusa.observe.Verifier.Verdict;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private final Plan asWanted = plan(change(CORE, Action.NOTHING));
  private final Plan otherwise = plan(change(CORE, Action.UPDATE, field(REPLICAS, 7, 3)));

  private static ApplyResult applied(StepResult step, ApplyResult.Outcome outcome) {
    return new ApplyResult(
        List.of(new ApplyResult.StepOutcome(CORE, Action.UPDATE, step)), outcome);
  }

  private static final ApplyResult GOOD =
      applied(new StepResult.Done("u", "2"), ApplyResult.Outcome.SUCCEEDED);

  private static Verdict verify(
      ApplyResult result, Plan after, Health health, int minute, boolean overtaken) {
    return Verifier.verify(
        new VerifyQuestion(
            result,
            after,
            new Assessment(health, "kstatus", List.of()),
            NOON.plusSeconds(60L * minute),
            NOON.plusSeconds(300),
            overtaken));
  }

  private static Verification settled(Verdict verdict) {
    return ((Verdict.Settled) verdict).verification();
  }

  @Test
  void aHealthyWorldAsPlannedIsVerified() {
    Verification verification = settled(verify(GOOD, asWanted, Health.HEALTHY, 0, false));
    assertThat(verification.health()).isEqualTo(Health.HEALTHY);
    assertThat(verification.drift()).isEqualTo(DriftAfter.NONE);
  }

  @Test
  void progressIsWaitedForUntilTheDeadline() {
    assertThat(verify(GOOD, asWanted, Health.PROGRESSING, 4, false))
        .isInstanceOf(Verdict.StillWaiting.class);
    assertThat(settled(verify(GOOD, asWanted, Health.PROGRESSING, 5, false)).health())
        .isEqualTo(Health.PROGRESSING);
  }

  @Test
  void aBrokenWorkloadIsNotWaitedFor() {
    assertThat(settled(verify(GOOD, asWanted, Health.DEGRADED, 0, false)).health())
        .isEqualTo(Health.DEGRADED);
  }

  @Test
  void aNewerApplyEndsTheVerification() {
    assertThat(settled(verify(GOOD, asWanted, Health.PROGRESSING, 0, true)).overtaken()).isTrue();
  }

  @Test
  void whatIsLeftOfAFailedStepIsExpected() {
    ApplyResult partial = applied(new StepResult.Skipped("stopped"), ApplyResult.Outcome.PARTIAL);
    assertThat(settled(verify(partial, otherwise, Health.PROGRESSING, 0, false)).drift())
        .isEqualTo(DriftAfter.EXPECTED);
  }

  @Test
  void whatIsLeftOfADoneStepIsUnexpected() {
    Verification verification = settled(verify(GOOD, otherwise, Health.HEALTHY, 0, false));
    assertThat(verification.drift()).isEqualTo(DriftAfter.UNEXPECTED);
    assertThat(verification.reasons()).anyMatch(it -> it.contains("not what the plan said"));
  }

  @Test
  void theWorstObjectDecidesAndSaysWhy() {
    Resource fresh =
        new Resource(
            CORE,
            Given.deployment(3)
                .body()
                .with(Pointer.of("metadata", "generation"), Value.of(2))
                .with(Pointer.of("status", "observedGeneration"), Value.of(1)),
            null);
    Resource map = Given.configMap("a", "red");
    Assessment assessment =
        HealthAssessor.assess(List.of(CORE, map.address()), List.of(fresh, map));
    assertThat(assessment.health()).isEqualTo(Health.PROGRESSING);
    assertThat(assessment.reasons())
        .singleElement()
        .satisfies(it -> assertThat(it).startsWith("Deployment.apps/crm/core: generation 2"));
    assertThat(HealthAssessor.assess(List.of(CORE), List.of()).health()).isEqualTo(Health.MISSING);
  }
}
