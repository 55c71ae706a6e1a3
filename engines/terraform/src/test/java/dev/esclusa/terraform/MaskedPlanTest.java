package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MaskedPlanTest {
  private static Value.Mapping masked(PlanDocument plan) {
    return MaskedPlan.of(plan, Secrets.of(plan), Masking.HIDDEN);
  }

  @Test
  void noSecretOfAnyPlanIsInIt() {
    for (Path file : Fixtures.plans()) {
      String text = Json.pretty(masked(PlanDocument.read(Fixtures.bytes(file))));
      assertThat(Fixtures.MARKERS).as(file.toString()).noneMatch(text::contains);
    }
  }

  @Test
  void itHasTheShapeOfTheEngine() {
    Value.Mapping plan =
        masked(
            PlanDocument.read(
                """
                {"format_version": "1.2", "terraform_version": "1.11.4",
                 "resource_changes": [{
                   "address": "module.db.aws_db_instance.main[0]", "mode": "managed",
                   "type": "aws_db_instance", "name": "main",
                   "provider_name": "registry.terraform.io/hashicorp/aws",
                   "change": {"actions": ["create"], "before": null,
                     "after": {"password": "hunter2-hunter2", "size": 5, "tags": [{"a": null}, {"b": 1}]},
                     "after_unknown": {"arn": true, "tags": [{"a": true}, {}]},
                     "before_sensitive": false, "after_sensitive": {"password": true}}}],
                 "configuration": {"provider_config": {"aws": {"name": "aws",
                   "full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "~> 5.0"}}}}
                """
                    .getBytes(StandardCharsets.UTF_8)));

    Value change = plan.at("resource_changes").asSequence().items().getFirst();
    assertThat(change.at("name").asText()).isEqualTo("main");
    assertThat(change.at("change", "before")).isEqualTo(Value.NULL);
    assertThat(change.at("change", "after", "size").asLong()).isEqualTo(5);
    assertThat(Json.pretty(plan)).doesNotContain("hunter2");
    assertThat(change.at("change", "after_unknown"))
        .isEqualTo(Json.read("{\"arn\": true, \"tags\": [{\"a\": true}, false]}"));
    assertThat(plan.at("configuration", "provider_config", "aws", "version_constraint").asText())
        .isEqualTo("~> 5.0");
  }

  @Test
  void itSaysWhichAttributesTheCodeGivesAndNotWhatItGivesThem() {
    Value.Mapping plan =
        masked(
            PlanDocument.read(
                """
                {"format_version": "1.2", "terraform_version": "1.11.4",
                 "resource_changes": [{
                   "address": "module.db[\\"a.b\\"].module.net[0].aws_vpc.main[\\"x.y\\"]",
                   "module_address": "module.db[\\"a.b\\"].module.net[0]",
                   "mode": "managed", "type": "aws_vpc", "name": "main",
                   "provider_name": "registry.terraform.io/hashicorp/aws",
                   "change": {"actions": ["no-op"], "before": {}, "after": {},
                     "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}}}],
                 "configuration": {"root_module": {
                   "resources": [{"address": "data.aws_ami.base", "mode": "data", "type": "aws_ami",
                     "name": "base", "expressions": {"owners": {"constant_value": ["self-hunter2"]}}}],
                   "module_calls": {"db": {"source": "./db", "module": {
                     "module_calls": {"net": {"source": "./net", "module": {
                       "resources": [{"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc",
                         "name": "main", "expressions": {"cidr_block": {"references": ["var.cidr"]},
                           "timeouts": [{"create": {"constant_value": "5m"}}]}}]}}}}}}}}}
                """
                    .getBytes(StandardCharsets.UTF_8)));

    assertThat(plan.at("resource_changes").asSequence().items().getFirst().text("module_address"))
        .isEqualTo("module.db[\"a.b\"].module.net[0]");
    assertThat(plan.at("configuration", "root_module"))
        .isEqualTo(
            Json.read(
                """
                {"resources": [{"address": "data.aws_ami.base", "mode": "data", "type": "aws_ami",
                   "name": "base", "expressions": {"owners": {}}}],
                 "module_calls": {"db": {"module": {"resources": [], "module_calls": {"net": {
                   "module": {"resources": [{"address": "aws_vpc.main", "mode": "managed",
                     "type": "aws_vpc", "name": "main",
                     "expressions": {"cidr_block": {}, "timeouts": [{}]}}],
                     "module_calls": {}}}}}}}}
                """));
    assertThat(Json.pretty(plan)).doesNotContain("hunter2", "5m");
  }
}
