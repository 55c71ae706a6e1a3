package dev.esclusa.adapters.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTextTest {
  private static final Value OBJECT =
      Json.read(
          """
          {"metadata": {"annotations": {"a.b/c": "1", "a": {"b/c": "2"}}, "finalizers": ["x", "y]"]},
           "data": {"app.properties": "p"},
           "spec": {"ports": [{"port": 80, "protocol": "TCP"}, {"port": 80, "protocol": "UDP"}],
                    "containers": [{"name": "side"}, {"name": "a\\"]b", "image": "i"}]}}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        ".data.app.properties|/data/app.properties",
        ".metadata.annotations.a.b/c|/metadata/annotations/a.b~1c",
        ".spec.containers[name=\"side\"].name|/spec/containers/0/name",
        ".spec.containers[name=\"a\\\"]b\"].image|/spec/containers/1/image",
        ".spec.ports[port=80,protocol=\"UDP\"]|/spec/ports/1",
        ".metadata.finalizers[=\"y]\"]|/metadata/finalizers/1",
        ".spec.ports[1].port|/spec/ports/1/port"
      })
  void aPathIsReadAlongTheObject(String path, String pointer) {
    assertThat(FieldText.pointerIn(OBJECT, path)).isEqualTo(Pointer.parse(pointer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        ".data.none",
        ".spec.containers[name=\"none\"].image",
        ".spec.ports[9]",
        ".spec.ports[port=80",
        ".spec.ports[oops]"
      })
  void aPathThatTheObjectDoesNotHaveIsNoPlace(String path) {
    assertThat(FieldText.pointerIn(OBJECT, path)).isNull();
  }
}
