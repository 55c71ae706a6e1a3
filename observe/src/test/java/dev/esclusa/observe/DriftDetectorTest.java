package dev.esclusa.observe;

import static dev.esclusa.observe.Given.CORE;
import static dev.esclusa.observe.Given.REPLICAS;
import static dev.esclusa.observe.Given.change;
import static dev.esclusa.observe.Given.field;
import static dev.esclusa.observe.Given.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Drift.Cause;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.IgnoreRule;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftDetectorTest {
  private static final Pointer DEFAULTED = Pointer.of("spec", "revisionHistoryLimit");

  private final Plan scaled = plan(change(CORE, Action.UPDATE, field(REPLICAS, 7, 3)));
  private final List<Writer> writers = new ArrayList<>();
  private final List<IgnoreRule> ignores = new ArrayList<>();
  private boolean breakGlass;

  private List<Sighting> detect(Plan restore) {
    return DriftDetector.detect(
        new DriftQuestion(
            restore, List.of(Given.deployment(3)), Map.of(CORE, writers), ignores, breakGlass));
  }

  private Sighting only(Plan restore) {
    List<Sighting> found = detect(restore);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private void wrote(String manager, Pointer... fields) {
    writers.add(new Writer(manager, List.of(fields), null, Given.NOON));
  }

  @ParameterizedTest
  @CsvSource({
    "kubectl, UNAUTHORIZED",
    "kubectl-edit, UNAUTHORIZED",
    "k9s, UNAUTHORIZED",
    "Mozilla, UNAUTHORIZED",
    "kube-controller-manager, CONTROLLER",
    "horizontal-pod-autoscaler, CONTROLLER",
    "keda-operator, CONTROLLER",
    "helm, EXTERNAL_ACTOR",
    "terraform, EXTERNAL_ACTOR"
  })
  void theManagerOfTheFieldTellsTheCause(String manager, Cause cause) {
    wrote(manager, REPLICAS);
    Sighting sighting = only(scaled);
    assertThat(sighting.cause()).isEqualTo(cause);
    assertThat(sighting.manager()).isEqualTo(manager);
    assertThat(sighting.actor()).isNull();
    assertThat(sighting.fields()).extracting(FieldChange::pointer).containsExactly(REPLICAS);
  }

  @Test
  void aWriterOfOtherFieldsIsNotBlamed() {
    wrote("kubectl", Pointer.of("metadata", "labels", "x"));
    assertThat(only(scaled).cause()).isEqualTo(Cause.EXTERNAL_ACTOR);
    assertThat(only(scaled).manager()).isNull();
  }

  @Test
  void theNewestWriterOfAFieldIsNamed() {
    writers.add(new Writer("helm", List.of(REPLICAS), null, Given.NOON.minusSeconds(60)));
    writers.add(new Writer("kubectl", List.of(REPLICAS), null, Given.NOON));
    assertThat(only(scaled).manager()).isEqualTo("kubectl");
  }

  @Test
  void weAreNeverBlamed() {
    wrote("esclusa", REPLICAS);
    assertThat(only(scaled).manager()).isNull();
  }

  @Test
  void anActorIsNamedOnlyByAnAuditSource() {
    writers.add(new Writer("kubectl", List.of(REPLICAS), "eve@crm.example", Given.NOON));
    assertThat(only(scaled).actor()).isEqualTo("eve@crm.example");
  }

  @Test
  void anOpenBreakGlassMakesItAnEmergency() {
    breakGlass = true;
    wrote("kubectl", REPLICAS);
    assertThat(only(scaled).cause()).isEqualTo(Cause.EMERGENCY);
  }

  @Test
  void aFieldThatGitDoesNotSayAndNobodyHoldsIsADefault() {
    assertThat(only(plan(change(CORE, Action.UPDATE, field(DEFAULTED, 10, 5)))).cause())
        .isEqualTo(Cause.PROVIDER_DEFAULT);
  }

  @Test
  void anIgnoredFieldIsCountedApartFromTheOthers() {
    ignores.add(
        new IgnoreRule(
            "hpa",
            List.of(),
            List.of("Deployment.apps/*"),
            List.of("/spec/replicas"),
            "p",
            "",
            Given.NOON));
    wrote("kubectl", REPLICAS, Pointer.of("spec", "paused"));
    List<Sighting> found =
        detect(
            plan(
                change(
                    CORE,
                    Action.UPDATE,
                    field(Pointer.of("spec", "paused"), true, false),
                    field(REPLICAS, 7, 3))));
    assertThat(found)
        .extracting(Sighting::cause)
        .containsExactlyInAnyOrder(Cause.IGNORED, Cause.UNAUTHORIZED);
    assertThat(found).filteredOn(Sighting::counts).hasSize(1);
  }

  @Test
  void anObjectThatIsGoneIsDriftOfTheWholeObject() {
    Sighting sighting = only(plan(change(CORE, Action.CREATE, field(REPLICAS, 0, 3))));
    assertThat(sighting.fields()).isEmpty();
    assertThat(sighting.cause()).isEqualTo(Cause.EXTERNAL_ACTOR);
  }

  @Test
  void whatIsAsItShouldBeAndWhatWaitsForPruningIsNoDrift() {
    assertThat(detect(plan(change(CORE, Action.NOTHING)))).isEmpty();
    assertThat(detect(plan(change(CORE, Action.DELETE)))).isEmpty();
  }

  @Test
  void managersAreReadFromTheObject() {
    Value body =
        Given.deployment(7)
            .body()
            .with(
                Pointer.of("metadata", "managedFields"),
                Value.sequence(
                    Value.mapping(
                        "manager", "kubectl",
                        "operation", "Update",
                        "apiVersion", "apps/v1",
                        "time", "2026-11-21T11:59:00Z",
                        "fieldsType", "FieldsV1",
                        "subresource", "scale",
                        "fieldsV1",
                            Value.mapping(
                                "f:spec", Value.mapping("f:replicas", Value.mapping())))));
    writers.addAll(Writers.of(new Resource(CORE, body, null)));
    assertThat(writers)
        .containsExactly(
            new Writer(
                "kubectl",
                List.of(REPLICAS),
                null,
                java.time.Instant.parse("2026-11-21T11:59:00Z")));
    assertThat(only(scaled).cause()).isEqualTo(Cause.UNAUTHORIZED);
  }
}
