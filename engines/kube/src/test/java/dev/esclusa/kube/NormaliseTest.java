package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NormaliseTest {
  static Stream<Golden> twoSightings() {
    return Golden.in("normalise");
  }

  @ParameterizedTest
  @MethodSource
  void twoSightings(Golden golden) {
    Value one = Normalise.of(golden.value("one"));
    Value other = Normalise.of(golden.value("other"));
    if (golden.has("differ")) {
      assertThat(one).isNotEqualTo(other);
    } else {
      assertThat(Json.pretty(one))
          .satisfies(text -> assertThat(one).as(text + other).isEqualTo(other));
    }
  }

  static Stream<Golden> normalisingTwiceIsNormalisingOnce() {
    return Golden.in("recorded");
  }

  @ParameterizedTest
  @MethodSource
  void normalisingTwiceIsNormalisingOnce(Golden golden) {
    for (String part : golden.parts().keySet()) {
      if (part.endsWith(" stored")) {
        Value once = Normalise.of(golden.value(part));
        assertThat(Normalise.of(once)).isEqualTo(once);
        assertThat(Defaults.apply(golden.value(part))).isEqualTo(golden.value(part));
      }
    }
  }

  @Test
  void whatTheServerWritesIsNoise() {
    assertThat(Normalise.serverNoise(Pointer.parse("/metadata/resourceVersion"))).isTrue();
    assertThat(Normalise.serverNoise(Pointer.parse("/status/replicas"))).isTrue();
    assertThat(
            Normalise.serverNoise(
                Pointer.parse("/metadata/annotations/deployment.kubernetes.io~1revision")))
        .isTrue();
    assertThat(Normalise.serverNoise(Pointer.parse("/metadata/annotations/mine"))).isFalse();
    assertThat(Normalise.serverNoise(Pointer.parse("/spec/replicas"))).isFalse();
  }

  @Test
  void aSecretIsSecretAndATellingNameIsSuspicious() {
    SensitiveFields secret =
        SensitiveFields.of(
            Json.read(
                """
                {"apiVersion":"v1","kind":"Secret","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","x":"y"}},
                 "data":{"a":"eA=="},"stringData":{"b":"c"}}
                """));
    assertThat(secret.secret())
        .extracting(Pointer::toString)
        .containsExactly(
            "/data/a",
            "/stringData/b",
            "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration");
    SensitiveFields pod =
        SensitiveFields.of(
            Json.read(
                """
                {"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"env":[{"name":"DB_PASSWORD","value":"x"},
                 {"name":"API_TOKEN","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}},{"name":"HOST","value":"y"}]}]}}
                """));
    assertThat(pod.secret()).isEmpty();
    assertThat(pod.suspicious()).containsExactly(Pointer.parse("/spec/containers/0/env/0/value"));
  }
}
