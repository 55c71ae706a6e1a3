package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSetTest {
  private static final String FIELDS =
      """
      {"f:metadata":{"f:finalizers":{".":{},"v:\\"a/b\\"":{}},"f:labels":{"f:x":{}}},
       "f:spec":{"f:ports":{".":{},"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:port":{}},"i:3":{}}}}
      """;

  @Test
  void whatIsReadIsWrittenAgain() {
    assertThat(FieldSet.parse(Json.read(FIELDS)).toValue()).isEqualTo(Json.read(FIELDS));
  }

  @Test
  void pathsReadAsTheApiServerWritesThem() {
    assertThat(FieldSet.parse(Json.read(FIELDS)).paths().stream().map(FieldPath::toString))
        .containsExactly(
            ".metadata.finalizers",
            ".metadata.finalizers[=\"a/b\"]",
            ".metadata.labels.x",
            ".spec.ports",
            ".spec.ports[port=80,protocol=\"TCP\"]",
            ".spec.ports[port=80,protocol=\"TCP\"].port",
            ".spec.ports[3]");
  }

  @Test
  void aPathIsFoundInAnObject() {
    Value object =
        Json.read("{\"spec\":{\"ports\":[{\"port\":1},{\"port\":80,\"name\":\"web\"}]}}");
    FieldPath path =
        FieldSet.parse(
                Json.read(
                    "{\"f:spec\":{\"f:ports\":{\"k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\"f:name\":{}}}}}"))
            .paths()
            .getFirst();
    assertThat(path.pointerIn(object)).hasToString("/spec/ports/1/name");
    assertThat(path.pointerIn(Value.mapping())).isNull();
  }

  @Test
  void stepsOfAnUnknownKindAreDropped() {
    assertThat(FieldSet.parse(Json.read("{\"z:new\":{},\"f:a\":{}}")).toValue())
        .isEqualTo(Json.read("{\"f:a\":{}}"));
    assertThatThrownBy(() -> FieldSet.parse(Json.read("{\"k:no json\":{}}")))
        .isInstanceOf(KubeException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void unionAndDifferenceObeyTheirLaws(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 200; i++) {
      FieldSet a = some(random);
      FieldSet b = some(random);
      FieldSet c = some(random);
      assertThat(a.union(b)).as("seed %s", seed).isEqualTo(b.union(a));
      assertThat(a.union(b).union(c)).isEqualTo(a.union(b.union(c)));
      assertThat(a.union(a)).isEqualTo(a);
      assertThat(a.difference(a)).isEqualTo(FieldSet.EMPTY);
      assertThat(a.difference(b).intersection(b)).isEqualTo(FieldSet.EMPTY);
      assertThat(a.difference(b).union(a.intersection(b))).isEqualTo(a);
      assertThat(a.union(b).difference(b)).isEqualTo(a.difference(b));
      assertThat(a.recursiveDifference(b).union(a.difference(b))).isEqualTo(a.difference(b));
      assertThat(FieldSet.parse(a.toValue())).isEqualTo(a);
    }
  }

  private static FieldSet some(RandomGenerator random) {
    FieldSet.Builder builder = new FieldSet.Builder();
    for (int i = random.nextInt(8); i > 0; i--) {
      List<PathElement> path = new ArrayList<>();
      for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
        path.add(
            switch (random.nextInt(3)) {
              case 0 -> new PathElement.Item(Value.of(random.nextInt(2)));
              case 1 -> new PathElement.Index(random.nextInt(2));
              default -> new PathElement.Named("" + (char) ('a' + random.nextInt(3)));
            });
      }
      builder.insert(path);
    }
    return builder.build();
  }
}
