package dev.esclusa.apply;

import static dev.esclusa.apply.Given.list;
import static dev.esclusa.apply.Given.puts;
import static dev.esclusa.apply.Given.removes;
import static dev.esclusa.apply.Given.runsArtifact;
import static dev.esclusa.apply.Given.uncertain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.apply.Foresight.Sight;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.ApplyResult.Outcome;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.StepResult.Done;
import dev.esclusa.model.StepResult.Failed;
import dev.esclusa.model.StepResult.Skipped;
import dev.esclusa.model.StepResult.Stale;
import dev.esclusa.model.StepResult.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApplyRunTest {
  private static final Done DONE = new Done("u", "1");
  private static final Failed FAILED =
      new Failed(Problem.environment("KUB-0001", "the cluster is silent.", "Look at it."));

  private final List<String> story = new ArrayList<>();

  /** Answers from the script where it has an answer for a question, else with success. */
  private ApplyResult drive(ApplyRun run, Map<String, ?> script) {
    Map<String, Integer> asked = new java.util.HashMap<>();
    while (run.next().isPresent()) {
      NextStep next = run.next().orElseThrow();
      String question = question(next);
      story.add(question);
      int time = asked.merge(question, 1, Integer::sum);
      Object answer = script.get(question + "#" + time);
      if (answer == null) {
        answer = script.get(question);
      }
      switch (next) {
        case NextStep.Announce _, NextStep.Conclude _ -> run.written();
        case NextStep.Perform _, NextStep.ReadBack _, NextStep.AwaitHealth _ ->
            run.done(answer instanceof StepResult result ? result : DONE);
        case NextStep.LookAgain(Step step, Foresight.Why _) ->
            run.looked(answer instanceof Sight sight ? sight : new Sight.Same(step.instruction()));
      }
      assertThat(story).as("ends").hasSizeLessThan(1000);
    }
    return run.result();
  }

  private static String question(NextStep next) {
    return switch (next) {
      case NextStep.Announce(Step step) -> "announce " + step.index();
      case NextStep.Perform(Step step) -> "perform " + step.index();
      case NextStep.ReadBack(Step step) -> "read back " + step.index();
      case NextStep.LookAgain(Step step, Foresight.Why why) -> "look " + step.index() + " " + why;
      case NextStep.AwaitHealth(var addresses, String before) ->
          "await " + addresses.size() + " " + before;
      case NextStep.Conclude(Step step, StepResult result) ->
          "conclude " + step.index() + " " + result.getClass().getSimpleName();
    };
  }

  private ApplyResult drive(List<Step> steps, Map<String, ?> script) {
    return drive(new ApplyRun(steps, Progress.NONE), script);
  }

  @Test
  void eachStepIsWrittenAheadAndConcluded() {
    ApplyResult result = drive(list(puts(0, "a"), puts(1, "b")), Map.of());
    assertThat(story)
        .containsExactly(
            "announce 0",
            "perform 0",
            "conclude 0 Done",
            "announce 1",
            "perform 1",
            "conclude 1 Done");
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.steps()).hasSize(2);
  }

  @Test
  void nothingToDoSucceeds() {
    assertThat(drive(list(), Map.of()).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aLostReplyIsReadBack() {
    drive(list(puts(0, "a")), Map.of("perform 0", new Unknown("timeout")));
    assertThat(story).containsExactly("announce 0", "perform 0", "read back 0", "conclude 0 Done");
  }

  @Test
  void whatHadNoEffectIsTriedAgainWithoutASecondAnnouncement() {
    ApplyResult result =
        drive(
            list(puts(0, "a")),
            Map.of("perform 0#1", new Unknown("timeout"), "read back 0", new Skipped("not there")));
    assertThat(story)
        .containsExactly("announce 0", "perform 0", "read back 0", "perform 0", "conclude 0 Done");
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void whatIsLostAgainAndAgainFails() {
    ApplyResult result =
        drive(
            list(puts(0, "a"), puts(1, "b")),
            Map.of("perform 0", new Unknown("timeout"), "read back 0", new Skipped("not there")));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(story).filteredOn("perform 0"::equals).hasSize(5);
  }

  @Test
  void whatNobodyCanTellIsInDoubt() {
    ApplyRun run = new ApplyRun(list(puts(0, "a"), puts(1, "b")), Progress.NONE);
    ApplyResult result =
        drive(run, Map.of("perform 0", new Unknown("timeout"), "read back 0", new Unknown("?")));
    assertThat(run.inDoubt()).isTrue();
    assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(result.steps().getLast().result()).isInstanceOf(Skipped.class);
  }

  @Test
  void afterAFailureTheRestIsSkippedWithTheReason() {
    ApplyResult result =
        drive(list(puts(0, "a"), puts(1, "b"), puts(2, "c")), Map.of("perform 1", FAILED));
    assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(result.steps().getLast().result())
        .isInstanceOfSatisfying(
            Skipped.class,
            it -> assertThat(it.because()).contains("ConfigMap/crm/b", "KUB-0001", "silent"));
    assertThat(story).doesNotContain("announce 2");
  }

  @Test
  void aFailureOfTheFirstStepTouchedNothing() {
    assertThat(drive(list(puts(0, "a"), puts(1, "b")), Map.of("perform 0", FAILED)).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void aMovedVersionIsLookedAtAgainAndGoesOnWhenThePlanHolds() {
    ApplyResult result = drive(list(puts(0, "a")), Map.of("perform 0#1", new Stale("409")));
    assertThat(story)
        .containsExactly("announce 0", "perform 0", "look 0 STALE", "perform 0", "conclude 0 Done");
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aMovedObjectStopsTheApply() {
    ApplyResult result =
        drive(
            list(puts(0, "a"), puts(1, "b"), puts(2, "c")),
            Map.of(
                "perform 1", new Stale("409"), "look 1 STALE", new Sight.Moved("replicas is 7")));
    assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(result.steps().get(1).result()).isEqualTo(new Stale("replicas is 7"));
    assertThat(story).contains("conclude 1 Stale");
  }

  @Test
  void whatCouldNotBePredictedIsLookedAtBeforeItIsAnnounced() {
    drive(list(uncertain(puts(0, "a"))), Map.of());
    assertThat(story)
        .containsExactly("look 0 UNPREDICTED", "announce 0", "perform 0", "conclude 0 Done");
  }

  @Test
  void whatTurnsOutOtherwiseIsNeverBegun() {
    ApplyResult result =
        drive(
            list(uncertain(puts(0, "a"))),
            Map.of("look 0 UNPREDICTED", new Sight.Moved("more than defaults")));
    assertThat(story).containsExactly("look 0 UNPREDICTED");
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  // --- health ---

  @Test
  void aSingleWaveWaitsForNothing() {
    drive(list(puts(0, "a"), puts(1, "b")), Map.of());
    assertThat(story).noneMatch(it -> it.startsWith("await"));
  }

  @Test
  void theNextWaveWaitsForHealth() {
    drive(list(puts(0, 0, "Pod", "a"), puts(1, 1, "Pod", "b"), puts(2, 1, "Pod", "c")), Map.of());
    assertThat(story)
        .filteredOn(it -> it.startsWith("await"))
        .containsExactly("await 1 before wave 1");
    assertThat(story.indexOf("await 1 before wave 1")).isLessThan(story.indexOf("announce 1"));
  }

  @Test
  void whatLivesInANamespaceWaitsForIt() {
    drive(list(puts(0, 0, "Namespace", "crm"), puts(1, 0, "ConfigMap", "a")), Map.of());
    assertThat(story).contains("await 1 before what they hold");
  }

  @Test
  void pruningWaitsForEverythingThatWasMade() {
    drive(list(puts(0, "a"), puts(1, "b"), removes(2, "c"), removes(3, "d")), Map.of());
    assertThat(story)
        .filteredOn(it -> it.startsWith("await"))
        .containsExactly("await 2 before pruning");
  }

  @Test
  void whenHealthDoesNotComeNothingIsPruned() {
    ApplyResult result =
        drive(list(puts(0, "a"), removes(1, "c")), Map.of("await 1 before pruning", FAILED));
    assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(story).doesNotContain("announce 1");
  }

  // --- cancelling ---

  @Test
  void cancellingStopsBeforeTheNextStep() {
    ApplyRun run = new ApplyRun(list(puts(0, "a"), puts(1, "b")), Progress.NONE);
    run.written();
    run.cancel("ana asked for it");
    ApplyResult result = drive(run, Map.of());
    assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(result.steps().getFirst().result()).isInstanceOf(Done.class);
    assertThat(result.steps().getLast().result()).isEqualTo(new Skipped("ana asked for it"));
  }

  @Test
  void cancellingBeforeTheFirstStepTouchesNothing() {
    ApplyRun run = new ApplyRun(list(puts(0, "a")), Progress.NONE);
    run.cancel("no");
    assertThat(run.next()).isEmpty();
    assertThat(run.result().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void cancellingAfterTheLastStepCancelsNothing() {
    ApplyRun run = new ApplyRun(list(puts(0, "a")), Progress.NONE);
    run.written();
    run.done(DONE);
    run.cancel("too late");
    assertThat(drive(run, Map.of()).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  // --- after a crash ---

  @Test
  void afterACrashFinishedStepsAreNotRepeatedAndTheOpenOneIsReadBack() {
    Progress progress = new Progress(Map.of(0, DONE), Set.of(1));
    ApplyResult result =
        drive(new ApplyRun(list(puts(0, "a"), puts(1, "b"), puts(2, "c")), progress), Map.of());
    assertThat(story)
        .containsExactly(
            "read back 1",
            "conclude 1 Done",
            "look 2 RESUMED",
            "announce 2",
            "perform 2",
            "conclude 2 Done");
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.steps()).hasSize(3);
  }

  @Test
  void afterACrashAStepWithoutEffectIsProvenAgainAndDoneUnderItsOldAnnouncement() {
    Progress progress = new Progress(Map.of(), Set.of(0));
    drive(
        new ApplyRun(list(puts(0, "a")), progress),
        Map.of("read back 0", new Skipped("not there")));
    assertThat(story)
        .containsExactly("read back 0", "look 0 RESUMED", "perform 0", "conclude 0 Done");
  }

  @Test
  void afterACrashAFailureStaysAFailure() {
    Progress progress = new Progress(Map.of(0, DONE, 1, FAILED), Set.of());
    ApplyResult result =
        drive(new ApplyRun(list(puts(0, "a"), puts(1, "b"), puts(2, "c")), progress), Map.of());
    assertThat(story).isEmpty();
    assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
  }

  // --- saved plans ---

  @Test
  void aSavedPlanIsNeverRunTwice() {
    ApplyResult result =
        drive(
            list(runsArtifact()),
            Map.of("perform 0", new Unknown("timeout"), "read back 0", new Skipped("not there")));
    assertThat(story).filteredOn("perform 0"::equals).hasSize(1);
    assertThat(result.steps().getFirst().result())
        .isInstanceOfSatisfying(
            Failed.class, it -> assertThat(it.problem().code()).isEqualTo("APL-0003"));
  }

  @Test
  void aStaleSavedPlanIsNotTriedAgain() {
    drive(list(runsArtifact()), Map.of("perform 0", new Stale("serial moved")));
    assertThat(story).containsExactly("announce 0", "perform 0", "conclude 0 Stale");
  }

  @Test
  void anAnswerNobodyAskedForIsRefused() {
    ApplyRun run = new ApplyRun(list(puts(0, "a")), Progress.NONE);
    assertThatThrownBy(() -> run.done(DONE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(run::result).isInstanceOf(IllegalStateException.class);
  }
}
