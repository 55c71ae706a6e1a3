package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StateFileTest {
  private static final String STATE =
      """
      {"version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "l-1",
       "outputs": {"url": {"value": "postgres://crm:hunter-one@db/crm", "type": "string", "sensitive": true},
                   "plain": {"value": "hello", "type": "string"}},
       "resources": [
         {"module": "module.net[\\"a\\"]", "mode": "managed", "type": "aws_db_instance", "name": "crm",
          "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
          "instances": [
            {"index_key": "k", "schema_version": 2, "attributes": {"password": "hunter-two", "opaque": {"x": "hunter-three"}, "size": 3},
             "sensitive_attributes": [[{"type": "get_attr", "value": "opaque"}, {"type": "index", "value": {"value": "x", "type": "string"}}]]},
            {"index_key": "k", "deposed": "d1", "status": "tainted", "attributes": {"size": 2}}]},
         {"mode": "data", "type": "aws_ami", "name": "base", "instances": [{"attributes": {"id": "ami-1"}}]}],
       "check_results": [{"object_kind": "check", "config_addr": "check.c", "status": "fail", "objects": []}]}
      """;

  private static StateFile read(String text) {
    return StateFile.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aStateIsReadWithItsObjects() {
    StateFile state = read(STATE);

    assertThat(state.serial()).isEqualTo(7);
    assertThat(state.lineage()).isEqualTo("l-1");
    assertThat(state.engineVersion()).isEqualTo("1.11.4");
    assertThat(state.failedChecks()).containsExactly("check.c");
    assertThat(state.instances())
        .extracting(StateFile.Instance::key)
        .containsExactly(
            "data.aws_ami.base",
            "module.net[\"a\"].aws_db_instance.crm[\"k\"]",
            "module.net[\"a\"].aws_db_instance.crm[\"k\"] (deposed d1)");
    assertThat(state.instances().get(2).tainted()).isTrue();
    assertThat(state.instances().get(1).sensitive().marks(Pointer.parse("/opaque/x"))).isTrue();
  }

  @Test
  void whatIsShownHoldsNoSecret() {
    StateFile state = read(STATE);
    String shown =
        state.shown(Masking.HIDDEN) + state.toString() + state.instances() + state.outputs();

    assertThat(shown).doesNotContain("hunter").contains("(sensitive)", "hello");
    assertThat(state.secrets().scrubber().scrub("hunter-one hunter-two hunter-three"))
        .isEqualTo("(sensitive) (sensitive) (sensitive)");
  }

  @Test
  void twoVersionsDifferByAddressAndPlace() {
    String next =
        STATE
            .replace("\"serial\": 7", "\"serial\": 8")
            .replace("hunter-two", "hunter-new")
            .replace("\"size\": 3", "\"size\": 4")
            .replace("\"name\": \"base\"", "\"name\": \"other\"");
    StateDiff diff = StateDiff.between(read(STATE), read(next), TestMasking.DIGEST);

    assertThat(diff.sameLineage()).isTrue();
    assertThat(diff.toSerial()).isEqualTo(8);
    assertThat(diff.entries())
        .extracting(
            it ->
                it.address()
                    + " "
                    + it.kind()
                    + " "
                    + it.leaves().stream().map(l -> l.pointer().toString()).toList())
        .containsExactly(
            "data.aws_ami.base REMOVED [/id]",
            "data.aws_ami.other ADDED [/id]",
            "module.net[\"a\"].aws_db_instance.crm[\"k\"] CHANGED [/password, /size]");
    assertThat(diff.toString()).doesNotContain("hunter");
    assertThat(StateDiff.between(read(STATE), read(STATE), TestMasking.DIGEST).entries()).isEmpty();
  }

  @Test
  void whatIsNoStateIsRefusedWithoutQuotingIt() {
    refused("TFE-0005", "[]");
    refused("TFE-0005", "");
    refused("TFE-0005", "{}");
    refused("TFE-0004", STATE.replace("\"version\": 4", "\"version\": 3"));
    refused("TFE-0005", STATE.replace("\"lineage\": \"l-1\"", "\"lineage\": \"\""));
    refused("TFE-0005", STATE.replace("\"serial\": 7", "\"serial\": -7"));
    refused("TFE-0005", STATE.replace("\"resources\"", "\"x\""));
    refused("TFE-0005", STATE.replace("\"type\": \"aws_ami\", ", ""));
    refused(
        "TFE-0005",
        STATE.replace(", \"deposed\": \"d1\"", ", \"x\": 1").replace("\"deposed\": \"d1\",", ""));
    refused("TFE-0001", STATE + "x");
    byte[] whole = STATE.getBytes(StandardCharsets.UTF_8);
    for (int length = 3; length < whole.length - 2; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> StateFile.read(cut))
          .isInstanceOf(TerraformException.class)
          .hasMessageNotContaining("hunter");
    }
  }

  private static void refused(String code, String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(TerraformException.class)
        .hasMessageStartingWith(code)
        .hasMessageNotContaining("hunter");
  }

  @Test
  void attributesOfAnyTypeAreReadWithoutTheirType() {
    StateFile state =
        read(
            "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[{\"mode\":\"managed\",\"type\":\"terraform_data\",\"name\":\"b\","
                + "\"instances\":[{\"attributes\":{\"input\":{\"value\":{\"s\":\"hunter-one\"},\"type\":[\"object\",{\"s\":\"string\"}]},"
                + "\"output\":{\"value\":{\"s\":\"hunter-one\"},\"type\":[\"object\",{\"s\":\"string\"}]},"
                + "\"tags\":{\"value\":\"v\",\"type\":\"linen\"}},"
                + "\"sensitive_attributes\":[[{\"type\":\"get_attr\",\"value\":\"input\"},{\"type\":\"get_attr\",\"value\":\"s\"}]]}]}]}");

    assertThat(state.shown(Masking.HIDDEN).at("resources", "terraform_data.b"))
        .hasToString(
            "{\"input\":{\"s\":\"(sensitive)\"},\"output\":{\"s\":\"(sensitive)\"},\"tags\":{\"value\":\"v\",\"type\":\"linen\"}}");
  }

  @Test
  void aBaselineOfAStateEqualsThatOfThePlanAfterIt() {
    String plan =
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_changes\":[{\"address\":\"a.b\",\"mode\":\"managed\","
            + "\"type\":\"a\",\"change\":{\"actions\":[\"no-op\"],\"before\":{\"x\":\"1\",\"tags\":{}},\"after\":{\"x\":\"1\",\"tags\":{}}}}]}";
    StateFile state =
        read(
            "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[{\"mode\":\"managed\",\"type\":\"a\",\"name\":\"b\","
                + "\"instances\":[{\"attributes\":{\"x\":\"1\",\"tags\":null}}]}]}");

    assertThat(Baseline.of(state, TestMasking.DIGEST))
        .isEqualTo(
            Baseline.found(
                PlanDocument.read(plan.getBytes(StandardCharsets.UTF_8)), TestMasking.DIGEST));
  }
}
