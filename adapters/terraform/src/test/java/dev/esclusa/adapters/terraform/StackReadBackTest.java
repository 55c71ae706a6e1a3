package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.StepResult;
import dev.esclusa.plan.Prediction;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of an apply by a server that did not see it. */
class StackReadBackTest {
  @TempDir Path home;

  private AuthorityStage stage() throws Exception {
    return new AuthorityStage(home, RunnerStage.engine(), RunnerStage.plain())
        .local()
        .write("main.tf", "resource \"terraform_data\" \"one\" { input = 1 }\n");
  }

  @Test
  void whatNeverBeganIsSaidToHaveNeverBegunHoweverOftenSomebodyAsks() throws Exception {
    try (AuthorityStage stage = stage()) {
      Prediction plan = stage.plan();

      assertThat(stage.readBack(plan)).isInstanceOf(StepResult.Skipped.class);
      assertThat(stage.readBack(plan)).isInstanceOf(StepResult.Skipped.class);
      stage.restart();
      assertThat(stage.readBack(plan)).isInstanceOf(StepResult.Skipped.class);
    }
  }

  @Test
  void whatIsSaidToHaveNeverBegunNeverBegins() throws Exception {
    try (AuthorityStage stage = stage()) {
      Prediction plan = stage.plan();
      stage.readBack(plan);

      assertThat(stage.perform(plan))
          .isInstanceOfSatisfying(
              StepResult.Failed.class, it -> assertThat(it.problem().code()).isEqualTo("TFM-0050"));
      assertThat(stage.localStates.resolve("infra/stack.tfstate")).doesNotExist();
    }
  }

  @Test
  void whatEndedIsReadBackAndIsInDoubtWhereItsFolderIsGone() throws Exception {
    try (AuthorityStage stage = stage()) {
      Prediction plan = stage.plan();
      stage.perform(plan);

      assertThat(stage.readBack(plan)).isInstanceOf(StepResult.Ran.class);
      for (RunLeft left : stage.runs.left()) {
        left.remove();
      }
      assertThat(stage.readBack(plan)).isInstanceOf(StepResult.Unknown.class);
      assertThat(stage.readBack(plan)).isInstanceOf(StepResult.Unknown.class);
    }
  }
}
