package dev.esclusa.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.control.Journal;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** An authority that quotes a secret in its refusal: nothing that is stored or told repeats it. */
class EchoedSecretTest {
  private static final String MARKER = "correct-horse-battery-staple";
  private static final String BASE64 =
      Base64.getEncoder().encodeToString(MARKER.getBytes(StandardCharsets.UTF_8));
  private static final Problem ECHO =
      Problem.caller(
          "KAD-0007",
          "refused: Invalid value: \"" + MARKER + "\" (" + BASE64 + ")",
          "Correct " + MARKER + ".");

  private final World world = new World();

  private void pushSecret() {
    world.put(
        "apps/core-dev/secret.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: core-dev
        stringData:
          password: %s
        """
            .formatted(MARKER));
    world.push(World.DEVELOPER);
  }

  private void nothingRepeatsIt() {
    assertThat(world.troubles.toString() + world.troubleProblems()).doesNotContain(MARKER, BASE64);
    for (Journal.Entry entry : world.journal.from(0, Integer.MAX_VALUE)) {
      assertThat(new String(entry.leaf(), StandardCharsets.UTF_8)).doesNotContain(MARKER, BASE64);
      Journal.Payload payload = world.payload(entry.index());
      if (payload != null) {
        assertThat(new String(payload.bytes(), StandardCharsets.UTF_8))
            .as("payload of entry %d", entry.index())
            .doesNotContain(MARKER, BASE64);
      }
    }
  }

  @Test
  void whatAPredictionIsRefusedWithIsMasked() {
    world.predictor =
        _ -> {
          throw ECHO.asException();
        };
    pushSecret();
    assertThat(world.problems(world.newest("core-dev")))
        .extracting(Problem::cause)
        .contains("refused: Invalid value: \"***\" (***)");
    nothingRepeatsIt();
  }

  @Test
  void whatAStepIsRefusedWithIsMasked() {
    world.actuator =
        new Actuator() {
          @Override
          public StepResult perform(
              Target target, Ownership ownership, Instruction instruction, Lease lease) {
            return new StepResult.Failed(ECHO);
          }

          @Override
          public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
            return new StepResult.Failed(ECHO);
          }
        };
    pushSecret();
    assertThat(world.newest("core-dev").change().state()).isEqualTo("proven");
    nothingRepeatsIt();
  }
}
