package dev.esclusa.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Intent;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Risk;
import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.PreparedQuery;
import dev.esclusa.rego.Question;
import dev.esclusa.rego.RegoJson;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import dev.esclusa.tree.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChangeDocumentTest {
  private static final Address CORE = new Address.Kubernetes("apps", "Deployment", "crm", "core");
  private static final PreparedQuery MATCH =
      PolicyPack.builder()
          .module(
              "schema.rego",
              "package schema\nmatch := json.match_schema(input.document, input.schema)")
          .compile()
          .prepare("answer := data.schema.match");

  @Test
  void everyDocumentIsAsTheSchemaSays() throws IOException {
    for (Action action : Action.values()) {
      for (Principal brought :
          List.of(
              Principal.SYSTEM,
              new Principal.Unknown("ana@crm.example", "the commit is unsigned"))) {
        assertThat(objections(ChangeDocument.of(input(action, brought)))).isEqualTo("[true,[]]");
      }
    }
  }

  @Test
  void theSchemaRefusesWhatItDoesNotKnow() throws IOException {
    Value.Mapping document = ChangeDocument.of(input(Action.UPDATE, Principal.SYSTEM));
    assertThat(objections(document.with("clock", Value.of("12:00")))).startsWith("[false,");
    assertThat(objections(document.without("objects"))).startsWith("[false,");
  }

  @Test
  void theSchemaKnowsEveryIntentAndActionOfTheModel() throws IOException {
    Value schema = dev.esclusa.tree.Json.read(schema());
    assertThat(words(schema.at("$defs", "change", "properties", "action", "enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Action.values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList());
    assertThat(words(schema.at("properties", "intent", "enum")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Intent.class.getPermittedSubclasses())
                .map(it -> it.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-"))
                .map(it -> it.toLowerCase(Locale.ROOT))
                .toList());
  }

  private static List<String> words(Value value) {
    return Objects.requireNonNull(value).asSequence().items().stream().map(Value::asText).toList();
  }

  private static String objections(Value document) throws IOException {
    RegoValue input =
        RegoObject.of("document", RegoValue.of(document), "schema", RegoJson.read(schema()));
    return Objects.requireNonNull(MATCH.solutions(Question.of(input)).getFirst().get("answer"))
        .json();
  }

  private static String schema() throws IOException {
    try (InputStream in = ChangeDocument.class.getResourceAsStream(ChangeDocument.SCHEMA)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static PackInput input(Action action, Principal brought) {
    Environment environment = Samples.estate(List.of()).environment("dev");
    return new PackInput(
        Samples.plan("dev", Risk.Level.LOW, Samples.change(action, "Deployment")),
        Samples.managed("dev"),
        environment,
        null,
        brought,
        new PlanObjects(
            List.of(
                new PlanObjects.Seen(
                    CORE, Value.mapping("kind", "Deployment"), Value.mapping("kind", "Old"))),
            null,
            List.of("apps/core.yaml")));
  }
}
