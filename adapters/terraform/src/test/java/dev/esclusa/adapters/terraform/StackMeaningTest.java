package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Redaction;
import dev.esclusa.plan.Prediction;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan of a real engine means: the same each time, and by whose fault where not. */
class StackMeaningTest {
  private static final int PLANS = Integer.getInteger("esclusa.stack.plans", 10);

  @TempDir Path home;

  static List<Engine> engines() {
    return RunnerStage.engines();
  }

  /** Sets, maps, secrets and values that are not known yet, some there, some to come and to go. */
  @ParameterizedTest
  @MethodSource("engines")
  void allPlansOfOneCommitMeanTheSame(Engine engine) throws Exception {
    String text =
        """
        variable "secret" {
          default   = "s3cr3t-value"
          sensitive = true
        }
        resource "terraform_data" "many" {
          for_each = toset([%s])
          input    = { name = each.key, secret = var.secret, tags = toset(["a", "b", each.key]) }
        }
        resource "terraform_data" "late" {
          input            = terraform_data.many["b"].output
          triggers_replace = timestamp()
        }
        output "ids" { value = { for k, v in terraform_data.many : k => v.id } }
        """;
    try (RunnerStage stage = new RunnerStage(home, engine, RunnerStage.plain())) {
      stage.write("main.tf", text.formatted("\"a\", \"b\", \"c\""));
      assertThat(stage.apply(stage.made()).problem()).isNull();
      stage.write("main.tf", text.formatted("\"b\", \"c\", \"d\", \"e\""));
      Set<Digest> bytes = new TreeSet<>();
      Set<Digest> meanings = new TreeSet<>();
      for (int i = 0; i < PLANS; i++) {
        RunPlanned.Made made = stage.made();
        bytes.add(made.planHash());
        byte[] json = stage.rendered(made).getBytes(StandardCharsets.UTF_8);
        meanings.add(
            StackPlan.of(PlanDocument.read(json), new Redaction(new byte[32])).hash().digest());
      }
      assertThat(bytes).hasSize(PLANS);
      assertThat(meanings).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aCallThatGivesAnotherValueEachTimeIsNamed(Engine engine) throws Exception {
    try (AuthorityStage stage =
        new AuthorityStage(home, engine, RunnerStage.plain())
            .local()
            .write(
                "main.tf",
                "resource \"terraform_data\" \"stamp\" {\n  input = plantimestamp()\n}\n")) {
      Prediction first = stage.plan();
      Prediction second = stage.plan();
      while (second.artifact().meaning().equals(first.artifact().meaning())) {
        second = stage.plan(); // within the same second
      }

      assertThat(second.mark()).isEqualTo(first.mark());
      assertThat(second.artifact().meaning()).isNotEqualTo(first.artifact().meaning());
      assertThat(second.artifact().unstable())
          .containsExactly("plantimestamp() in terraform_data.stamp input (main.tf:2:11)");
    }
  }

  /** So that a rule can forbid the one and let the other be. */
  @ParameterizedTest
  @MethodSource("engines")
  void aSecretThatStandsInGitIsToldFromOneThatDoesNot(Engine engine) throws Exception {
    try (AuthorityStage stage =
        new AuthorityStage(home, engine, RunnerStage.plain())
            .local()
            .write(
                "main.tf",
                """
                variable "password" { sensitive = true }
                resource "terraform_data" "written" { input = var.password }
                resource "terraform_data" "made" { input = sensitive(sha256("seed")) }
                """)
            .write("terraform.tfvars", "password = \"hunter2-hunter2\"\n")) {
      Value plan = stage.plan().authorityPlan();

      assertThat(origin(plan, "terraform_data.written")).isEqualTo("literal-in-git");
      assertThat(origin(plan, "terraform_data.made")).isEqualTo("live");
      assertThat(Json.pretty(plan)).doesNotContain("hunter2");
    }
  }

  private static String origin(Value plan, String address) {
    return plan.at("resource_changes").asSequence().items().stream()
        .filter(it -> address.equals(it.text("address")))
        .map(it -> it.at("change", "after", "input", "$masked", "origin").asText())
        .findFirst()
        .orElseThrow();
  }
}
