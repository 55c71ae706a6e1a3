package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.esclusa.apply.Actuator;
import dev.esclusa.apply.Instruction;
import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult.StepOutcome;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Resource;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.plan.Predictor;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiscreetAuthorityTest {
  private static final String SECRET = "s3cret-of-the-vault";
  private static final Address ADDRESS = new Address.Kubernetes("", "Secret", "crm", "login");
  private static final Value BODY =
      Value.mapping(
          "apiVersion",
          "v1",
          "kind",
          "Secret",
          "metadata",
          Value.mapping("name", "login", "namespace", "crm"),
          "stringData",
          Value.mapping("password", SECRET));
  private static final Target TARGET =
      new Target(
          new TargetUid("t-0001"),
          new TargetName("prod/default/crm"),
          "crm",
          new Authority("kubernetes"),
          "platform",
          RiskTier.STANDARD,
          Map.of("cluster", "c1"));
  private static final Ownership OURS = new Ownership("i-1", TARGET.uid());
  private static final PredictionRequest REQUEST =
      new PredictionRequest(
          TARGET,
          OURS,
          new Intent.Follow("0".repeat(40), false),
          List.of(new Resource(ADDRESS, BODY, null)),
          Inventory.empty(TARGET.uid()),
          List.of());
  private static final Instruction PUT = new Instruction.Put(ADDRESS, BODY, null, null, List.of());
  private static final Lease LEASE =
      new Lease(TARGET.uid(), "runner-1", 7, Instant.parse("2026-11-22T12:00:00Z"));

  /** Says what a test wants it to. */
  private static final class Talking implements Actuator {
    StepResult says = new StepResult.Skipped("nothing");

    @Override
    public StepResult perform(
        Target target, Ownership ownership, Instruction instruction, Lease lease) {
      return says;
    }

    @Override
    public StepResult readBack(Target target, Ownership ownership, Instruction instruction) {
      return says;
    }

    @Override
    public boolean stillRuns(Target target) {
      return true;
    }

    @Override
    public Optional<Problem> heldUp(Target target) {
      return Optional.of(problem("somebody holds the lock"));
    }
  }

  private final Talking talking = new Talking();

  private Authorities.Served discreet(Predictor predictor) {
    return DiscreetAuthority.around(
        new Authorities.Served(
            predictor,
            talking,
            new FakeStack(java.time.InstantSource.fixed(Instant.EPOCH)),
            Authorities.Recovery.RESUMES));
  }

  private static Problem problem(String cause) {
    return Problem.environment("KUB-0001", cause, "Mend " + cause);
  }

  private static Prediction prediction(List<Predicted> resources) {
    return new Prediction(
        Instant.parse("2026-11-22T11:00:00Z"),
        resources,
        new SavedPlan(
            Digest.of("bytes".getBytes(StandardCharsets.UTF_8)),
            Digest.of("meaning".getBytes(StandardCharsets.UTF_8)),
            "engine 1",
            List.of()),
        "lineage/7",
        List.of(),
        Value.mapping("resource_changes", List.of(Value.mapping("address", "a.b"))));
  }

  @Test
  void whatAnAuthorityPredictsArrivesWholeWhereItRepeatsNoSecret() {
    Prediction said =
        prediction(
            List.of(
                new Predicted(
                    ADDRESS,
                    BODY,
                    new Prediction.Live(BODY, "u-1", "42", OURS),
                    BODY,
                    List.of(new Prediction.TakenField(Pointer.of("data"), "kubectl")),
                    "immutable: field is fixed")));

    Prediction heard = discreet(_ -> said).predictor().predict(REQUEST);

    assertThat(heard).isEqualTo(said);
    assertThat(heard.authorityPlan()).isSameAs(said.authorityPlan());
  }

  @Test
  void aReasonThatRepeatsASecretIsMaskedInBothItsForms() {
    String encoded =
        java.util.Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
    Prediction said =
        prediction(
            List.of(
                new Predicted(
                    ADDRESS,
                    BODY,
                    null,
                    null,
                    List.of(),
                    "refused: " + SECRET + " and " + encoded + " at login")));

    Prediction heard = discreet(_ -> said).predictor().predict(REQUEST);

    assertThat(heard.resources().getFirst().unpredictedBecause())
        .isEqualTo("refused: *** and *** at login");
    assertThat(heard.resources().getFirst().desired()).isEqualTo(BODY);
    assertThat(heard.artifact()).isEqualTo(said.artifact());
    assertThat(heard.mark()).isEqualTo("lineage/7");
    assertThat(heard.authorityPlan()).isEqualTo(said.authorityPlan());
  }

  @Test
  void aProblemThatRepeatsASecretIsMaskedAndItsCauseIsLeftBehind() {
    ProblemException heard =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                discreet(
                        _ -> {
                          throw new ProblemException(
                              problem("bad " + SECRET),
                              null,
                              new IllegalStateException("bad " + SECRET));
                        })
                    .predictor()
                    .predict(REQUEST));

    assertThat(heard.problem().code()).isEqualTo("KUB-0001");
    assertThat(heard.problem().cause()).isEqualTo("bad ***");
    assertThat(heard.problem().fix()).isEqualTo("Mend bad ***");
    assertThat(heard.getCause()).isNull();
  }

  @Test
  void noResultOfAStepRepeatsASecret() {
    Actuator actuator = discreet(_ -> prediction(List.of())).actuator();
    String words = "said " + SECRET;
    for (StepResult said :
        List.of(
            new StepResult.Failed(problem(words)),
            new StepResult.Skipped(words),
            new StepResult.Stale(words),
            new StepResult.Unknown(words, List.of(ADDRESS)),
            new StepResult.Ran(
                List.of(new StepOutcome(ADDRESS, Action.UPDATE, new StepResult.Skipped(words))),
                null,
                problem(words)))) {
      talking.says = said;

      assertThat(actuator.perform(TARGET, OURS, PUT, LEASE).toString())
          .contains("said ***")
          .doesNotContain(SECRET);
      assertThat(actuator.readBack(TARGET, OURS, PUT).toString())
          .contains("said ***")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void whatSaysNothingOfTheObjectsArrivesAsItIs() {
    Actuator actuator = discreet(_ -> prediction(List.of())).actuator();

    assertThat(actuator.stillRuns(TARGET)).isTrue();
    assertThat(actuator.heldUp(TARGET)).contains(problem("somebody holds the lock"));
  }
}
