package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private static final Address ADDRESS = new Address.Kubernetes("apps", "Deployment", "d", "web");
  private static final Value WITH_PASSWORD =
      Json.read(
          """
          {"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[
            {"name":"app","env":[{"name":"DB_PASSWORD","value":"hunter2"}]}]}}}}
          """);

  private static Reply refusal(int code, String reason, String message) {
    Value status =
        Value.mapping("kind", "Status", "reason", reason, "code", code, "message", message);
    return new Reply(code, "application/json", Json.text(status).getBytes(StandardCharsets.UTF_8));
  }

  private static Problem problem(Reply reply) {
    return new Problems("c").refusedWrite(ADDRESS, WITH_PASSWORD, reply);
  }

  @Test
  void whatLooksLikeASecretIsMaskedInTheServersWords() {
    Problem problem =
        problem(refusal(422, "Invalid", "spec.template: Invalid value: \"hunter2\": too short"));
    assertThat(problem.cause()).contains("spec.template", "***", "too short");
    assertThat(problem.toString()).doesNotContain("hunter2");
  }

  @Test
  void aValueOfTheWrongTypeIsTheCallersMistakeThoughTheServerCallsItItsOwn() {
    Problem problem =
        problem(
            refusal(
                500,
                "",
                "failed to create typed patch object (d/web; apps/v1, Kind=Deployment):"
                    + " .spec.replicas: expected numeric, got"
                    + " &value.valueUnstructured{Value:\"x9\"}"));
    assertThat(problem.fault()).isEqualTo(Problem.Fault.CALLER);
    assertThat(problem.cause()).contains(".spec.replicas: expected numeric").doesNotContain("x9");
  }

  @Test
  void onlyTheEnvironmentIsWorthAnotherTry() {
    assertThat(problem(refusal(503, "ServiceUnavailable", "later")).fault())
        .isEqualTo(Problem.Fault.ENVIRONMENT);
    assertThat(problem(refusal(409, "Conflict", "modified")).fault())
        .isEqualTo(Problem.Fault.ENVIRONMENT);
    assertThat(problem(refusal(401, "Unauthorized", "who?")).fault())
        .isEqualTo(Problem.Fault.ENVIRONMENT);
    assertThat(problem(refusal(403, "Forbidden", "no")).fault()).isEqualTo(Problem.Fault.CALLER);
    assertThat(
            problem(refusal(403, "Forbidden", "unable to create, it is being terminated")).code())
        .isEqualTo("KAD-0008");
  }

  @Test
  void anImmutableFieldIsToldFromAnInvalidOne() {
    assertThat(Problems.immutable(refusal(422, "Invalid", "spec.x: field is immutable"))).isTrue();
    assertThat(Problems.immutable(refusal(422, "Invalid", "spec.x: must be positive"))).isFalse();
  }
}
