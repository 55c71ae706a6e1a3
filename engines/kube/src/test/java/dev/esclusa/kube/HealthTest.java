package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HealthTest {
  static Stream<Golden> health() {
    return Golden.in("health");
  }

  @ParameterizedTest
  @MethodSource
  void health(Golden golden) {
    Assessment found = Health.of(golden.value("live"));
    assertThat(found.status() + ": " + found.cause()).isEqualTo(golden.parts().get("is").strip());
  }

  @Test
  void whatIsNotThereIsMissing() {
    assertThat(Health.of(null).status()).isEqualTo(Assessment.Status.MISSING);
  }

  @Test
  void theEvaluatorIsNamed() {
    assertThat(
            Health.of(Value.mapping("apiVersion", "example.org/v1", "kind", "Widget")).evaluator())
        .isEqualTo("conditions");
    assertThat(Health.of(Value.mapping("apiVersion", "v1", "kind", "Service")).evaluator())
        .isEqualTo("kstatus");
  }
}
