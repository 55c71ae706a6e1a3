package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportPlanTest {
  /** Fake secrets that stand in the plans outside of this repository. */
  private static final List<String> MARKERS =
      List.of("S3cr3t-Pa55word-Marker", "Rotated-Outside-Marker", "ChangedOutsideMarker");

  private static final String PLAN =
      """
      {"format_version": "1.2", "terraform_version": "1.11.4", "complete": true, "applyable": true,
       "errored": false,
       "variables": {"db_password": {"value": "MARKERpassword"}},
       "resource_drift": [
        {"address": "aws_iam_role.app", "mode": "managed", "type": "aws_iam_role", "name": "app",
         "provider_name": "registry.terraform.io/hashicorp/aws",
         "change": {"actions": ["update"],
          "before": {"name": "app", "managed_policy_arns": []},
          "after": {"name": "app", "managed_policy_arns": ["arn:aws:iam::aws:policy/PowerUserAccess"]},
          "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {}}}],
       "resource_changes": [
        {"address": "aws_iam_role.app", "mode": "managed", "type": "aws_iam_role", "name": "app",
         "change": {"actions": ["no-op"],
          "before": {"name": "app", "managed_policy_arns": ["arn:aws:iam::aws:policy/PowerUserAccess"]},
          "after": {"name": "app", "managed_policy_arns": ["arn:aws:iam::aws:policy/PowerUserAccess"]}}},
        {"address": "aws_instance.web[1]", "mode": "managed", "type": "aws_instance", "name": "web",
         "change": {"actions": ["create"], "before": null,
          "after": {"ami": "ami-1", "user_data": "MARKERpassword and more"},
          "after_unknown": {"id": true}, "after_sensitive": {}}},
        {"address": "aws_db_instance.main", "mode": "managed", "type": "aws_db_instance",
         "name": "main", "action_reason": "replace_because_cannot_update",
         "change": {"actions": ["delete", "create"], "replace_paths": [["subnet_group"]],
          "before": {"subnet_group": "a", "password": "MARKERbefore"},
          "after": {"subnet_group": "b", "password": "MARKERpassword"},
          "after_unknown": {}, "before_sensitive": {"password": true},
          "after_sensitive": {"password": true}}},
        {"address": "aws_subnet.b", "previous_address": "aws_subnet.a", "mode": "managed",
         "type": "aws_subnet", "name": "b",
         "change": {"actions": ["no-op"], "before": {"x": 1}, "after": {"x": 1}}},
        {"address": "aws_s3_bucket.logs", "mode": "managed", "type": "aws_s3_bucket",
         "name": "logs",
         "change": {"actions": ["update"], "importing": {"id": "the-logs"},
          "before": {"acl": "x"}, "after": {"acl": "y"}}},
        {"address": "aws_vpc.old", "mode": "managed", "type": "aws_vpc", "name": "old",
         "change": {"actions": ["forget"], "before": {"x": 1}, "after": null}}],
       "output_changes": {"url": {"actions": ["create"], "before": null, "after": "MARKERpassword",
         "after_sensitive": true}},
       "checks": [{"address": {"kind": "check", "to_display": "check.enough", "name": "enough"},
         "status": "fail",
         "instances": [{"address": {"to_display": "check.enough"}, "status": "fail",
           "problems": [{"message": "too few for MARKERpassword"}]}]}],
       "configuration": {"root_module": {"variables": {"db_password": {"sensitive": true}}}}}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void plan() throws Exception {
    shell = new Shell(folder);
    write("plan.json", PLAN);
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  private static String edited(String text, String from, String to) {
    assertThat(text).contains(from);
    return text.replace(from, to);
  }

  @Test
  void everythingThatAPlanDoesIsSaid() {
    Shell.Said said = shell.run("import-plan", "plan.json");

    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains(
            "plan.json  planned by 1.11.4",
            "1 to import, 2 to add, 1 to change, 1 to destroy, 1 to forget, 1 moved",
            "  aws_db_instance: 1 to add, 1 to destroy",
            "  + create aws_instance.web[1]",
            "      /ami: \"ami-1\"",
            "      /id: (known after apply)",
            "      /user_data: (secret)",
            "  ! replace aws_db_instance.main",
            "      forced by /subnet_group",
            "      because replace_because_cannot_update",
            "      /password: (secret) -> (secret)",
            "  = keep aws_subnet.b, moved from aws_subnet.a",
            "  ~ update aws_s3_bucket.logs, imported as the-logs",
            "  > forget aws_vpc.old",
            "  + create output.url",
            "check.enough has status fail",
            "An apply would NOT undo this drift:",
            "aws_iam_role.app managed_policy_arns",
            "Risk: critical",
            "aws_db_instance.main holds data",
            "Meaning: sha256:");
  }

  @Test
  void noSecretIsPrintedInAnyForm() throws Exception {
    Files.createDirectories(folder.resolve("policy"));
    write(
        "policy/main.rego",
        "package main\n\ndeny contains msg if msg := sprintf(\"it is %v\", [input.variables])\n");
    for (String form : List.of("table", "json", "yaml")) {
      Shell.Said said = shell.run("import-plan", "plan.json", "-o", form, "--policy", "policy");
      assertThat(said.exit()).isEqualTo(ExitCode.REFUSED.number());
      assertThat(said.out()).contains("it is");
      assertThat(said.out() + said.err()).doesNotContain("MARKER");
    }
  }

  @Test
  void itSpeaksJsonAndYaml() {
    Value said = Json.read(shell.run("import-plan", "plan.json", "-o", "json").bytes());

    assertThat(said.at(Pointer.parse("/summary")).toString()).contains("2 to add");
    assertThat(said.at(Pointer.parse("/changes/0/forcedBy/0")))
        .isEqualTo(Value.of("/subnet_group"));
    assertThat(said.at(Pointer.parse("/changes/1/fields/1/unknown"))).isEqualTo(Value.TRUE);
    assertThat(said.at(Pointer.parse("/drift/0/effect"))).isEqualTo(Value.of("not-undone"));
    assertThat(said.at(Pointer.parse("/obstacles"))).isEqualTo(Value.sequence());
    assertThat(shell.run("import-plan", "plan.json", "-o", "yaml").out())
        .contains("risk: critical", "effect: not-undone");
  }

  @Test
  void thePlanMayComeFromTheStandardInput() {
    assertThat(shell.typing(PLAN).run("import-plan", "-").out()).contains("-  planned by 1.11.4");
  }

  @Test
  void theMeaningIsEqualForPlansThatDoTheSame() throws Exception {
    write(
        "same.json",
        edited(PLAN, "\"complete\"", "\"timestamp\": \"2026-11-22T01:00:00Z\", \"complete\""));
    write("other.json", edited(PLAN, "ami-1", "ami-2"));

    assertThat(meaning("same.json")).isEqualTo(meaning("plan.json"));
    assertThat(meaning("other.json")).isNotEqualTo(meaning("plan.json"));
  }

  private String meaning(String file) {
    return shell
        .run("import-plan", file)
        .out()
        .lines()
        .filter(it -> it.startsWith("Meaning: "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPlanThatNobodyCouldApproveIsExitCodeOne() throws Exception {
    write("errored.json", edited(PLAN, "\"errored\": false", "\"errored\": true"));
    write("unknown.json", edited(PLAN, "[\"forget\"]", "[\"vaporise\"]"));

    Shell.Said errored = shell.run("import-plan", "errored.json");
    Shell.Said unknown = shell.run("import-plan", "unknown.json");

    assertThat(errored.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(errored.out()).contains("Nobody could approve it:", "Planning failed");
    assertThat(unknown.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(unknown.out()).contains("! vaporise aws_vpc.old", "does not know");
  }

  @Test
  void aPlanThatChangesNothingIsFine() throws Exception {
    write(
        "nothing.json",
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"applyable\":false,\"resource_changes\":[]}");

    Shell.Said said = shell.run("import-plan", "nothing.json");

    assertThat(said.exit()).isZero();
    assertThat(said.out()).contains("There is nothing to apply.", "Risk: low");
  }

  @Test
  void aPolicyThatFailsIsExitCodeOne() throws Exception {
    Files.createDirectories(folder.resolve("policy"));
    write(
        "policy/main.rego",
        """
        package main

        deny contains msg if {
          some change in input.resource_changes
          change.change.actions == ["delete", "create"]
          msg := sprintf("%s is replaced", [change.address])
        }

        warn contains "a forget" if input.resource_changes[_].change.actions == ["forget"]
        """);

    Shell.Said said = shell.run("import-plan", "plan.json", "--policy", "policy");

    assertThat(said.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(said.out())
        .contains("Policy failed: aws_db_instance.main is replaced", "Policy warns: a forget");
  }

  @Test
  void whatIsNoPlanIsAProblem() throws Exception {
    write("state.json", "{\"version\": 4, \"serial\": 1}");
    write("cut.json", PLAN.substring(0, 400));
    write("saved.tfplan", "PK\u0003\u0004 MARKER");
    write("future.json", edited(PLAN, "\"1.2\"", "\"9.0\""));

    refused("state.json", ExitCode.MALFORMED, "TFE-000");
    refused("cut.json", ExitCode.MALFORMED, "TFE-000");
    refused("saved.tfplan", ExitCode.MALFORMED, "CLI-0029");
    refused("future.json", ExitCode.MALFORMED, "TFE-0004");
    refused("nowhere.json", ExitCode.NOT_FOUND, "CLI-0013");
  }

  private void refused(String file, ExitCode exit, String code) {
    Shell.Said said = shell.run("import-plan", file);
    assertThat(said.err()).as(file).contains(code, file).doesNotContain("MARKER");
    assertThat(said.exit()).as(file).isEqualTo(exit.number());
    assertThat(said.out()).as(file).isEmpty();
  }

  @Test
  void plansOfRealEnginesAreJudgedWithoutTheirSecrets() throws Exception {
    String shared = System.getenv("ESCLUSA_SHARED");
    Path plans =
        (shared == null ? Path.of("../../../shared") : Path.of(shared))
            .resolve("fixtures/terraform/plans")
            .toAbsolutePath();
    assumeTrue(
        Files.isDirectory(plans),
        "skipped: set ESCLUSA_SHARED to the folder that holds fixtures/terraform");
    try (Stream<Path> files = Files.list(plans)) {
      for (Path plan : files.sorted().toList()) {
        String name = plan.getFileName().toString();
        boolean whole = !name.startsWith("13");
        for (String form : List.of("table", "json")) {
          Shell.Said said = shell.run("import-plan", plan.toString(), "-o", form);
          assertThat(said.err()).as(name).isEmpty();
          assertThat(said.exit()).as(name).isEqualTo(whole ? 0 : 1);
          MARKERS.forEach(it -> assertThat(said.out()).as(name).doesNotContain(it));
        }
      }
    }
    String backdoor =
        shell
            .run(
                "import-plan",
                plans.resolve("17-backdoor-only-plan-says-no-changes.json").toString())
            .out();
    assertThat(backdoor)
        .contains(
            "An apply would NOT undo this drift:",
            "managed_policy_arns",
            "There is nothing to apply.");
    assertThat(
            new String(
                Files.readAllBytes(plans.resolve("01-create-18.json")), StandardCharsets.UTF_8))
        .contains(MARKERS.getFirst());
  }
}
