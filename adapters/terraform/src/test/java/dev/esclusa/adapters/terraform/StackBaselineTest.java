package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.StepResult;
import dev.esclusa.plan.Prediction;
import dev.esclusa.tree.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What counts as accepted after an apply that did not come to its end. */
class StackBaselineTest {
  private static final String THREE =
      """
      resource "terraform_data" "one" { input = "%1$s" }
      resource "terraform_data" "two" { input = "%1$s" }
      resource "terraform_data" "three" {
        input            = terraform_data.one.output
        triggers_replace = terraform_data.two.output
        provisioner "local-exec" { command = "%2$s" }
      }
      """;

  @TempDir Path home;

  static List<Engine> engines() {
    return RunnerStage.engines();
  }

  private AuthorityStage stage(Engine engine) throws Exception {
    return new AuthorityStage(home, engine, RunnerStage.plain()).local();
  }

  private StackBaselines.Kept kept(AuthorityStage stage) {
    return stage.baselines().of(AuthorityStage.UID);
  }

  private static Value input(AuthorityStage stage, Prediction plan, String address) {
    return plan.resources().stream()
        .filter(it -> it.address().text().equals(address))
        .findFirst()
        .<Value>map(it -> Value.of(it.said().action().name()))
        .orElse(Value.NULL);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void afterAPartOnlyWhatWasFinishedIsAcceptedAnew(Engine engine) throws Exception {
    try (AuthorityStage stage = stage(engine)) {
      stage.write("main.tf", THREE.formatted("a", "true"));
      stage.applied();
      assertThat(stage.plan().resources()).isEmpty(); // the look that settles
      var before = kept(stage).baseline();
      assertThat(before).isNotNull();

      stage.write("main.tf", THREE.formatted("b", "exit 3"));
      StepResult.Ran partial = (StepResult.Ran) stage.perform(stage.plan());
      assertThat(partial.problem()).isNotNull();
      assertThat(kept(stage).completed())
          .containsExactly("terraform_data.one", "terraform_data.two");

      Prediction rest = stage.plan();
      assertThat(input(stage, rest, "terraform_data.one")).isEqualTo(Value.NULL);
      assertThat(input(stage, rest, "terraform_data.three")).isNotEqualTo(Value.NULL);
      var after = kept(stage).baseline();
      assertThat(after).isNotNull();
      assertThat(after.objects().get("terraform_data.one"))
          .isNotEqualTo(before.objects().get("terraform_data.one"));
      assertThat(after.objects().get("terraform_data.three"))
          .isEqualTo(before.objects().get("terraform_data.three"));
      assertThat(rest.unresolved())
          .extracting(it -> it.address().text())
          .doesNotContain("terraform_data.one", "terraform_data.two");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void whatIsRealCanBeWrittenIntoTheCode(Engine engine) throws Exception {
    try (AuthorityStage stage = stage(engine)) {
      stage.write("main.tf", THREE.formatted("a", "true"));
      stage.applied();
      stage.plan();
      Path state = stage.localStates.resolve("infra/stack.tfstate");
      String text = Files.readString(state);
      int at = text.indexOf("\"one\"");
      Files.writeString(
          state,
          text.substring(0, at)
              + text.substring(at).replaceFirst("\"value\": *\"a\"", "\"value\": \"z\""));

      assertThat(stage.adoption("terraform_data.two").patch()).isEmpty();
      assertThat(stage.adoption("terraform_data.one").patch())
          .startsWith("--- a/main.tf\n+++ b/main.tf\n@@ -1,")
          .contains("-resource \"terraform_data\" \"one\" { input = \"a\" }\n")
          .contains("+resource \"terraform_data\" \"one\" { input = \"z\" }\n");
    }
  }

  @Test
  void afterAKilledApplyOnlyWhatItsStreamSawTheEndOfIsAccepted() throws Exception {
    try (AuthorityStage stage = stage(RunnerStage.engine())) {
      stage.write("main.tf", THREE.formatted("a", "true"));
      stage.applied();
      stage.plan();
      var before = kept(stage).baseline();
      assertThat(before).isNotNull();

      stage.write("main.tf", THREE.formatted("b", "echo begun; sleep 50.3"));
      Prediction plan = stage.plan();
      StepResult[] result = new StepResult[1];
      Thread applies = Thread.ofVirtual().start(() -> result[0] = stage.perform(plan));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (stage.authority.progress(AuthorityStage.UID).stream()
          .noneMatch(it -> it.address().equals("terraform_data.three") && it.step().creates())) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        stage.tempo.pause(Duration.ofMillis(50));
      }
      for (RunLeft left : stage.runs.left()) {
        left.killEngine();
      }
      applies.join();

      assertThat(result[0])
          .isInstanceOfSatisfying(
              StepResult.Unknown.class,
              it ->
                  assertThat(it.inDoubt())
                      .extracting(address -> address.text())
                      .contains("terraform_data.three"));
      assertThat(kept(stage).pending()).isTrue();
      assertThat(kept(stage).completed())
          .containsExactly("terraform_data.one", "terraform_data.two");
    }
  }
}
