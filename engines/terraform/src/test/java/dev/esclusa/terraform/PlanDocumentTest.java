package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanDocumentTest {
  private static final String HEAD = "\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\"";

  private static PlanDocument read(String parts) {
    return PlanDocument.read(
        ("{" + HEAD + (parts.isEmpty() ? "" : ",") + parts + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static String entry(String address, String change) {
    return "{\"address\":\""
        + address
        + "\",\"mode\":\"managed\",\"type\":\"t\",\"change\":{"
        + change
        + "}}";
  }

  @Test
  void anEntryIsReadWithItsMarks() {
    PlanDocument plan =
        read(
            "\"resource_changes\":["
                + entry(
                    "a.b[0]",
                    "\"actions\":[\"delete\",\"create\"],\"before\":{\"x\":1,\"l\":[{\"p\":\"s\"}]},"
                        + "\"after\":{\"x\":2,\"l\":[{\"p\":\"s\"},{\"p\":\"t\"}]},"
                        + "\"after_unknown\":{\"id\":true},\"before_sensitive\":{\"l\":[{\"p\":true}]},"
                        + "\"after_sensitive\":{},\"replace_paths\":[[\"x\"],[\"l\",0,\"p\"]]")
                + "]");

    ResourceChange change = plan.changes().getFirst();
    assertThat(change.step()).isEqualTo(Step.DELETE_CREATE);
    assertThat(change.replacePaths()).containsExactly(Pointer.parse("/l/0/p"), Pointer.of("x"));
    assertThat(change.unknownPointers()).containsExactly(Pointer.of("id"));
    assertThat(change.sensitiveBeforePointers()).containsExactly(Pointer.parse("/l/0/p"));
    assertThat(change.sensitive().marks(Pointer.parse("/l/1/p"))).isTrue();
    assertThat(change.sensitive().marks(Pointer.parse("/x"))).isFalse();
    assertThat(change.configAddress()).isEqualTo("a.b");
  }

  @Test
  void unknownActionsAreKeptAndCannotBeApproved() {
    PlanDocument plan =
        read("\"resource_changes\":[" + entry("a.b", "\"actions\":[\"teleport\"]") + "]");

    assertThat(plan.changes().getFirst().step()).isEqualTo(Step.UNKNOWN);
    assertThat(plan.changes().getFirst().actions()).containsExactly("teleport");
    assertThat(plan.obstacles()).singleElement().asString().contains("a.b", "teleport");
  }

  @Test
  void anObjectThatStandsTwiceIsRefused() {
    String twin = entry("a.b", "\"actions\":[\"delete\"]");
    refused("TFE-0003", "{" + HEAD + ",\"resource_changes\":[" + twin + "," + twin + "]}");
    assertThat(
            read("\"resource_changes\":["
                    + twin
                    + ","
                    + twin.replace("{\"address", "{\"deposed\":\"d\",\"address")
                    + "]")
                .changes())
        .hasSize(2);
  }

  @Test
  void addressesLoseTheirKeys() {
    assertThat(ResourceChange.configAddress("module.m[\"a.b[0]\"].x.y[\"q\\\"]\"].z[3]"))
        .isEqualTo("module.m.x.y.z");
  }

  @Test
  void anErroredOrInapplicablePlanSaysWhyItCannotBeApproved() {
    assertThat(read("").approvable()).isTrue();
    assertThat(read("\"errored\":true").obstacles()).hasSize(1);
    assertThat(read("\"applyable\":false").obstacles()).hasSize(1);
    assertThat(read("").complete()).isNull();
  }

  @Test
  void unknownPartsAndMinorVersionsAreAcceptedAndTold() {
    PlanDocument plan =
        PlanDocument.read(
            "{\"format_version\":\"1.99\",\"terraform_version\":\"2\",\"new_part\":{\"a\":[1,\"}\"]}}"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(plan.unknownParts()).containsExactly("new_part");
  }

  @Test
  void anotherMajorVersionIsRefused() {
    refused("TFE-0004", "{\"format_version\":\"2.0\",\"terraform_version\":\"9\"}");
  }

  @Test
  void whatIsNoPlanIsRefusedWithoutQuotingIt() {
    refused("TFE-0003", "[]");
    refused("TFE-0003", "{}");
    refused("TFE-0003", "{\"format_version\":\"1.0\"}");
    refused("TFE-0003", "");
    refused("TFE-0001", "{\"format_version\":\"1.0\"");
    refused("TFE-0001", "{" + HEAD + "} {}");
    refused("TFE-0003", "{" + HEAD + "," + HEAD + "}");
    refused("TFE-0003", "{" + HEAD + ",\"resource_changes\":7}");
    refused("TFE-0003", "{" + HEAD + ",\"resource_changes\":[7]}");
    refused(
        "TFE-0003",
        "{" + HEAD + ",\"resource_changes\":[{\"address\":\"hunter2\",\"change\":{}}]}");
    refused("TFE-0003", "{" + HEAD + ",\"errored\":\"hunter2\"}");
    refused("TFE-0001", "{" + HEAD + ",\"x\":[}}");
    refused("TFE-0001", "{" + HEAD + ",\"resource_changes\":[{\"hunter2\":1,\"hunter2\":2}]}");
    refused("TFE-0001", "{" + HEAD + ",\"resource_changes\":[{\"a\":\"\\ud800\"}]}");
    refused("TFE-0001", "{" + HEAD + ",\"resource_changes\":[{\"$decimal\":\"hunter2\"}]}");
    refused("TFE-0001", "{" + HEAD + ",\"resource_changes\":[{\"a\":01}]}");
    refused("TFE-0001", "{" + HEAD + ",\"resource_changes\":[{\"a\":hunter2}]}");
  }

  private static void refused(String code, String text) {
    for (Function<byte[], PlanDocument> reader : readers()) {
      assertThatThrownBy(() -> reader.apply(text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(TerraformException.class)
          .hasMessageStartingWith(code)
          .hasMessageNotContaining("hunter2");
    }
  }

  private static List<Function<byte[], PlanDocument>> readers() {
    return List.of(PlanDocument::read, bytes -> PlanDocument.read(new ByteArrayInputStream(bytes)));
  }

  @Test
  void depthBytesAndNodesAreBounded() {
    String deep = "[".repeat(500) + "]".repeat(500);
    for (String part : new String[] {"x", "resource_changes"}) {
      refused("TFE-0002", "{" + HEAD + ",\"" + part + "\":[" + deep + "]}");
    }
    byte[] plan =
        ("{" + HEAD + ",\"a\":\"" + "x".repeat(5000) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> PlanDocument.read(plan, new Limits(4000, 10, 0, 100)))
        .hasMessageStartingWith("TFE-0002");
    assertThatThrownBy(
            () -> PlanDocument.read(new ByteArrayInputStream(plan), new Limits(4000, 10, 0, 100)))
        .hasMessageStartingWith("TFE-0002");
    byte[] many =
        ("{" + HEAD + ",\"resource_changes\":[[" + "1,".repeat(200) + "1]]}")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> PlanDocument.read(many, new Limits(4000, 10, 0, 100)))
        .hasMessageStartingWith("TFE-0002");
  }

  @Test
  void aStreamInSmallPiecesReadsLikeTheWhole() {
    String text =
        "{"
            + HEAD
            + ",\"variables\":{\"ü\\u00e9\\n\\ud83d\\ude00\":{\"value\":-1.5e3}},"
            + "\"resource_changes\":["
            + entry("é.b", "\"actions\":[\"create\"],\"after\":{\"k\":[true,null,\"\\\"\"]}")
            + "]}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    PlanDocument plan =
        PlanDocument.read(
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 3));
              }
            });

    assertThat(plan.variables()).containsExactly("üé\n😀");
    assertThat(plan.hidden().getFirst().value()).isEqualTo(Value.of(-1500));
    assertThat(plan.changes().getFirst().after())
        .isEqualTo(Value.mapping("k", Value.sequence(Value.TRUE, Value.NULL, Value.of("\""))));
  }

  @Test
  void anEntryPrintsNoValue() {
    PlanDocument plan =
        read(
            "\"resource_changes\":["
                + entry("a.b", "\"actions\":[\"create\"],\"after\":{\"p\":\"hunter2\"}")
                + "],\"output_changes\":{\"o\":{\"actions\":[\"create\"],\"after\":\"hunter2\"}},"
                + "\"variables\":{\"v\":{\"value\":\"hunter2\"}}");

    assertThat(plan + " " + plan.changes() + plan.outputs() + plan.hidden())
        .doesNotContain("hunter2");
  }

  @Test
  void configurationTellsWhatRunsAndWhatIsSet() {
    PlanDocument plan =
        read(
            "\"configuration\":{\"provider_config\":{\"aws\":{\"name\":\"aws\",\"full_name\":\"r/h/aws\",\"version_constraint\":\"~>"
                + " 5\",\"expressions\":{\"secret_key\":{\"constant_value\":\"hunter2hunter\"}}}},"
                + "\"root_module\":{\"variables\":{\"p\":{\"default\":\"x\",\"sensitive\":true}},"
                + "\"resources\":[{\"address\":\"a.b\",\"mode\":\"managed\",\"type\":\"a\",\"expressions\":{\"tags\":{}},"
                + "\"provisioners\":[{\"type\":\"local-exec\"}]}],"
                + "\"module_calls\":{\"net\":{\"source\":\"git::x\",\"version_constraint\":\"1\",\"module\":{\"resources\":["
                + "{\"address\":\"data.external.e\",\"mode\":\"data\",\"type\":\"external\"}]}}}}},"
                + "\"variables\":{\"p\":{\"value\":\"v\"}}");

    ConfigurationFacts facts = plan.configuration();
    assertThat(facts.providers())
        .containsExactly(new ConfigurationFacts.Provider("aws", "r/h/aws", "~> 5"));
    assertThat(facts.modules())
        .containsExactly(new ConfigurationFacts.Module("module.net", "git::x", "1"));
    assertThat(facts.provisioners())
        .containsExactly(new ConfigurationFacts.Provisioner("a.b", "local-exec"));
    assertThat(facts.programs())
        .containsExactly(
            new ConfigurationFacts.ProgramRead("module.net.data.external.e", "external"));
    assertThat(facts.sets("a.b", "tags")).isTrue();
    assertThat(facts.sets("a.b", "name")).isFalse();
    assertThat(plan.hidden().stream().filter(PlanDocument.Hidden::declaredSensitive)).hasSize(2);
  }

  @Test
  void ofABlockOnlyWhatStandsInItIsSet() {
    PlanDocument plan =
        read(
            "\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"a.b\",\"expressions\":{\"tags\":{},\"name\":{\"constant_value\":\"n\"},"
                + "\"disk\":[{\"size\":{\"constant_value\":1},\"deep\":{\"er\":{\"references\":[\"x\"]}}}]}}]}}");
    ConfigurationFacts facts = plan.configuration();

    for (String set :
        List.of("/tags", "/tags/x", "/name", "/disk/0/size", "/disk/0", "/disk/1/deep/er")) {
      assertThat(facts.sets("a.b", Pointer.parse(set))).as(set).isTrue();
    }
    for (String unset : List.of("/id", "/disk/0/iops", "/disk/0/deep/other", "/disk", "/0", "")) {
      assertThat(facts.sets("a.b", Pointer.parse(unset))).as(unset).isFalse();
    }
    assertThat(facts.sets("a.b", "disk")).isTrue();
    assertThat(facts.sets("a.x", "disk")).isFalse();
  }

  @Test
  void everyFixtureIsRead() {
    for (Path file : Fixtures.plans()) {
      PlanDocument plan = PlanDocument.read(Fixtures.bytes(file));
      assertThat(plan.engineVersion()).as(file.toString()).isEqualTo("1.11.4");
      assertThat(plan.unknownParts()).as(file.toString()).isEmpty();
      assertThat(plan.listsChanges())
          .isEqualTo(!file.toString().contains("refresh-only") && !file.toString().contains("16-"));
      assertThat(plan.priorState().isEmpty()).isEqualTo(plan.listsChanges());
    }
  }

  @Test
  void theFixtureOfEverythingHasItsParts() {
    PlanDocument plan = Fixtures.plan("09");
    Map<String, ResourceChange> byAddress =
        plan.changes().stream()
            .collect(Collectors.toMap(ResourceChange::address, it -> it, (a, b) -> b));

    assertThat(byAddress.get("aws_dynamodb_table.sessions").step()).isEqualTo(Step.FORGET);
    assertThat(byAddress.get("aws_security_group.web").previousAddress())
        .isEqualTo("aws_security_group.app");
    assertThat(byAddress.get("aws_s3_bucket.legacy").importingId()).isEqualTo("legacy-import-me");
    assertThat(byAddress.get("aws_subnet.app[0]").replacePaths())
        .containsExactly(Pointer.of("cidr_block"));
    assertThat(plan.checks()).singleElement().matches(CheckResult::failed);
    assertThat(Fixtures.plan("11").changes())
        .extracting(ResourceChange::deposed)
        .anyMatch(it -> it != null);
    assertThat(Fixtures.plan("13").approvable()).isFalse();
    assertThat(Fixtures.plan("02").approvable()).isFalse();
    assertThat(Fixtures.plan("01").approvable()).isTrue();
  }
}
