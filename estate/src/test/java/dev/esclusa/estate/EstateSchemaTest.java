package dev.esclusa.estate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstateSchemaTest {
  @Test
  void thePublishedSchemaIsMadeFromTheTable() throws IOException {
    Path published = Path.of("src/main/resources" + EstateSchema.RESOURCE);
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.createDirectories(published.getParent());
      Files.writeString(published, EstateSchema.text());
    }
    assertThat(Files.readString(published)).isEqualTo(EstateSchema.text());
  }

  @Test
  void everyKindHasADefinitionThatAllowsNothingElse() {
    Value schema = Json.read(EstateSchema.text());
    for (String kind : DocumentShape.kinds()) {
      assertThat(schema.at("$defs", kind, "additionalProperties")).isEqualTo(Value.FALSE);
      assertThat(schema.at("$defs", kind, "properties", "kind", "enum"))
          .isEqualTo(Value.of(java.util.List.of(kind)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DURATION | 5m | true",
        "DURATION | 1h30m | true",
        "DURATION | PT5M | true",
        "DURATION | 1d12h | true",
        "DURATION | 5 | false",
        "DURATION | m5 | false",
        "DURATION | -PT5M | false",
        "DURATION | 999999d | false",
        "INSTANT | 2026-12-24T00:00:00Z | true",
        "INSTANT | 2026-12-24T00:00:00+01:00 | true",
        "INSTANT | 2026-12-24 | false",
        "INSTANT | 2026-02-30T00:00:00Z | false",
        "NAMESPACE | crm-dev | true",
        "NAMESPACE | Crm | false",
        "NAMESPACE | -crm | false",
        "PRINCIPAL | ana@crm.example | true",
        "PRINCIPAL | *@crm.example | false",
        "POINTER | /spec/replicas | true",
        "POINTER | spec | false",
        "FOLDER | a/b | true",
        "FOLDER | a/../b | false",
        "FOLDER | /a | false",
        "NAME | crm.core_1 | true",
        "NAME | .. | false",
      })
  void aFormAcceptsNoMoreThanItsPatternSays(TextForm form, String text, boolean accepted) {
    assertThat(form.accepts(text)).isEqualTo(accepted);
    if (accepted) {
      assertThat(Pattern.matches(form.pattern(), text)).isTrue();
    }
  }
}
