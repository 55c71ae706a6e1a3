package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.terraform.RiskFact.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RiskFactsTest {
  private static RiskFacts of(String type, String change) {
    return RiskFacts.of(
        PlanDocument.read(
            ("{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_changes\":[{\"address\":\"x.y\",\"mode\":\"managed\",\"type\":\""
                    + type
                    + "\",\"change\":{"
                    + change
                    + "}}],\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"x.y\",\"expressions\":{\"policy\":{}}}]}}}")
                .getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> kinds(String type, String change) {
    return of(type, change).facts().stream().map(it -> it.severity() + " " + it.kind()).toList();
  }

  private static String update(String before, String after) {
    return "\"actions\":[\"update\"],\"before\":{" + before + "},\"after\":{" + after + "}";
  }

  @Test
  void theSummaryCountsForgetsToo() {
    assertThat(Summary.of(Fixtures.plan("09")).text())
        .isEqualTo("1 to import, 4 to add, 1 to change, 5 to destroy, 1 to forget, 1 moved");
    assertThat(Summary.of(Fixtures.plan("15")).blastRadius())
        .containsExactly("aws_security_group: 300 to add", "aws_vpc: 1 to add");
    assertThat(Summary.of(Fixtures.plan("02")).text())
        .isEqualTo("0 to add, 0 to change, 0 to destroy");
  }

  @Test
  void everythingOfTheMixedPlanIsSaid() {
    RiskFacts risk = RiskFacts.of(Fixtures.plan("09"));

    assertThat(risk.facts())
        .extracting(RiskFact::kind)
        .contains(
            Kind.DESTROY, Kind.REPLACE, Kind.FORGET, Kind.FAILED_CHECK, Kind.MOVE, Kind.IMPORT);
    assertThat(risk.facts())
        .anyMatch(
            it -> it.reason().contains("aws_subnet.app[0]") && it.reason().contains("/cidr_block"));
  }

  @Test
  void aTaintedDatabaseIsCritical() {
    RiskFacts risk = RiskFacts.of(Fixtures.plan("12"));

    assertThat(risk.worst()).isEqualTo(Severity.CRITICAL);
    assertThat(risk.facts()).extracting(RiskFact::kind).contains(Kind.TAINTED, Kind.DATA_LOSS);
  }

  @Test
  void anErroredPlanIsCritical() {
    assertThat(RiskFacts.of(Fixtures.plan("13")).facts().getFirst().kind())
        .isIn(Kind.ERRORED, Kind.DATA_LOSS);
    assertThat(RiskFacts.of(Fixtures.plan("13")).facts())
        .extracting(RiskFact::kind)
        .contains(Kind.ERRORED);
  }

  @Test
  void creatingTheSampleIsNoGreatRisk() {
    assertThat(RiskFacts.of(Fixtures.plan("01")).worst()).isEqualTo(Severity.MEDIUM);
    assertThat(RiskFacts.of(Fixtures.plan("15")).facts()).isEmpty();
  }

  @Test
  void lettingEverybodyInIsCriticalWhenItIsNew() {
    String open = "\"ingress\":[{\"cidr_blocks\":[\"0.0.0.0/0\"],\"from_port\":22}]";
    String closed = "\"ingress\":[{\"cidr_blocks\":[\"10.0.0.0/8\"],\"from_port\":22}]";
    String out = "\"egress\":[{\"cidr_blocks\":[\"0.0.0.0/0\"]}]";

    assertThat(kinds("aws_security_group", update(closed, open)))
        .containsExactly("CRITICAL PUBLIC_INGRESS");
    assertThat(kinds("aws_security_group", update(open, open + ",\"tags\":{}"))).isEmpty();
    assertThat(kinds("aws_security_group", update(closed, closed + "," + out))).isEmpty();
    assertThat(
            kinds(
                "aws_vpc_security_group_ingress_rule",
                "\"actions\":[\"create\"],\"after\":{\"cidr_ipv6\":\"::/0\"}"))
        .containsExactly("CRITICAL PUBLIC_INGRESS");
    assertThat(
            kinds(
                "aws_security_group_rule",
                "\"actions\":[\"create\"],\"after\":{\"type\":\"egress\",\"cidr_blocks\":[\"0.0.0.0/0\"]}"))
        .isEmpty();
    assertThat(
            kinds(
                "azurerm_network_security_rule",
                "\"actions\":[\"create\"],\"after\":{\"direction\":\"Inbound\",\"source_address_prefix\":\"*\"}"))
        .containsExactly("CRITICAL PUBLIC_INGRESS");
  }

  @Test
  void wildcardPoliciesAreCritical() {
    String wide =
        "\"policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"s3:*\\\",\\\"Resource\\\":\\\"*\\\"}]}\"";
    String narrow =
        "\"policy\":\"{\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"s3:GetObject\\\",\\\"Resource\\\":\\\"*\\\"}]}\"";
    String anybody =
        "\"assume_role_policy\":\"{\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":{\\\"AWS\\\":\\\"*\\\"},\\\"Action\\\":\\\"sts:AssumeRole\\\"}}\"";

    assertThat(kinds("aws_iam_role_policy", update(narrow, wide)))
        .containsExactly("CRITICAL WILDCARD_IAM");
    assertThat(kinds("aws_iam_role_policy", update(wide, wide + ",\"name\":\"x\""))).isEmpty();
    assertThat(kinds("aws_iam_role_policy", update(wide, narrow))).isEmpty();
    assertThat(kinds("aws_iam_role", "\"actions\":[\"create\"],\"after\":{" + anybody + "}"))
        .containsExactly("CRITICAL WILDCARD_IAM");
    assertThat(
            kinds(
                "google_project_iam_member",
                "\"actions\":[\"create\"],\"after\":{\"role\":\"roles/owner\",\"member\":\"allUsers\"}"))
        .containsExactly("CRITICAL WILDCARD_IAM");
  }

  @Test
  void switchesThatOpenOrUnguardAreSaid() {
    assertThat(
            kinds(
                "aws_db_instance",
                update("\"storage_encrypted\":true", "\"storage_encrypted\":false")))
        .containsExactly("HIGH ENCRYPTION_OFF");
    assertThat(
            kinds(
                "aws_db_instance",
                update("\"publicly_accessible\":false", "\"publicly_accessible\":true")))
        .containsExactly("CRITICAL PUBLIC_ACCESS");
    assertThat(
            kinds(
                "aws_db_instance",
                update("\"deletion_protection\":true", "\"deletion_protection\":false")))
        .containsExactly("HIGH GUARD_OFF");
    assertThat(kinds("aws_s3_bucket_public_access_block", "\"actions\":[\"delete\"],\"before\":{}"))
        .contains("HIGH GUARD_OFF");
  }

  @Test
  void unknownIsNotSafe() {
    assertThat(
            kinds(
                "aws_iam_role_policy",
                "\"actions\":[\"create\"],\"after\":{},\"after_unknown\":{\"policy\":true,\"id\":true,\"role\":true}"))
        .containsExactly("MEDIUM UNKNOWN_SECURITY");
  }

  @Test
  void destroyingDataIsCriticalAndManyDestroysAreHigh() {
    assertThat(kinds("aws_dynamodb_table", "\"actions\":[\"delete\"],\"before\":{}"))
        .containsExactly("CRITICAL DATA_LOSS", "HIGH DESTROY");
    assertThat(kinds("aws_instance", "\"actions\":[\"delete\"],\"before\":{}"))
        .containsExactly("MEDIUM DESTROY");
    assertThat(kinds("x", "\"actions\":[\"teleport\"]")).containsExactly("CRITICAL UNKNOWN_ACTION");
  }
}
