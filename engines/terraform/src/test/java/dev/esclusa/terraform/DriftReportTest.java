package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.terraform.DriftFinding.DriftClass;
import dev.esclusa.terraform.DriftFinding.Seen;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftReportTest {
  private static DriftReport report(PlanDocument plan, Baseline baseline, DriftRule... rules) {
    return DriftReport.of(plan, baseline, List.of(rules), TestMasking.DIGEST);
  }

  private static DriftReport report(String plan, DriftRule... rules) {
    return DriftReport.of(Fixtures.plan(plan), null, List.of(rules), TestMasking.DIGEST);
  }

  private static String verdict(DriftReport report) {
    return String.join(
        "; ",
        report.findings().stream()
            .map(
                it ->
                    it.address().replace("aws_", "")
                        + (it.deleted() ? "" : " " + it.attribute())
                        + " "
                        + it.driftClass().toString().charAt(0)
                        + switch (it.effect()) {
                          case UNDONE_BY_APPLY -> "+";
                          case NOT_UNDONE -> "-";
                          case UNKNOWN -> "?";
                        }
                        + it.severity().toString().charAt(0))
            .toList());
  }

  /**
   * What must be said of each plan: class (U unattributed, I ignored), effect (+ an apply undoes
   * it, - it does not, ? the plan does not say) and severity, then the number of noisy attributes.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          01 | 0 | ''
          02 | 15 | ''
          03 | 15 | ''
          04 | 3 | 'db_instance.crm publicly_accessible U?C; iam_role_policy.app policy U?C; secretsmanager_secret_version.db version_stages U?M; security_group.app ingress U?C; vpc.main tags U?L'
          05 | 3 | 'db_instance.crm publicly_accessible U+C; iam_role_policy.app policy U+C; secretsmanager_secret_version.db version_stages U-M; security_group.app ingress U+C; vpc.main tags U+L'
          06 | 1 | 'iam_role.app inline_policy U?C; iam_role.app managed_policy_arns U?H; instance.app[0] instance_state U?M; instance.app[1] U?H; s3_bucket.attachments U?C; s3_bucket_public_access_block.attachments U?H; s3_bucket_server_side_encryption_configuration.attachments U?H'
          07 | 1 | 'iam_role.app inline_policy U-C; iam_role.app managed_policy_arns U-H; instance.app[0] instance_state U-M; instance.app[1] U+H; s3_bucket.attachments U+C; s3_bucket_public_access_block.attachments U+H; s3_bucket_server_side_encryption_configuration.attachments U+H'
          08 | 1 | ''
          09 | 0 | ''
          10 | 3 | 'instance.app[0] tags U+L; subnet.app[0] tags I-L; subnet.app[1] tags U+L; subnet.app[1] tags I-L'
          11 | 0 | ''
          12 | 55 | ''
          13 | 3 | 'instance.app[0] tags U+L; subnet.app[0] tags I-L; subnet.app[1] tags U+L; subnet.app[1] tags I-L'
          14 | 0 | ''
          15 | 0 | ''
          16 | 4 | ''
          17 | 0 | 'iam_role.app managed_policy_arns U-H'
          """)
  void noNoiseIsReportedAndNothingRealIsLost(String plan, int noise, String wanted) {
    DriftReport report = report(plan);

    assertThat(verdict(report)).isEqualTo(wanted);
    assertThat(report.noise()).hasSize(noise);
  }

  @Test
  void whatTheEngineTookOverStaysAgainstTheBaseline() {
    Baseline accepted = Baseline.recorded(Fixtures.plan("07"), TestMasking.DIGEST);
    PlanDocument revert = Fixtures.plan("07");
    PlanDocument afterwards = Fixtures.plan("16");

    assertThat(report(revert, accepted).findings())
        .as("with a baseline the same is said")
        .hasSameSizeAs(report("07").findings());

    Baseline next = accepted.after(revert, afterwards, TestMasking.DIGEST);
    DriftReport later = report(afterwards, next);
    assertThat(later.findings())
        .extracting(it -> it.address() + " " + it.attribute() + " " + it.seen())
        .contains(
            "aws_iam_role.app inline_policy " + Seen.AGAINST_BASELINE,
            "aws_iam_role.app managed_policy_arns " + Seen.AGAINST_BASELINE)
        .noneMatch(it -> it.startsWith("aws_s3_bucket"))
        .noneMatch(it -> it.startsWith("aws_instance.app[1]"))
        .noneMatch(it -> it.startsWith("aws_iam_role_policy"));
    assertThat(report("16").findings()).as("the engine has forgotten").isEmpty();
  }

  @Test
  void anAcceptedFindingIsGoneAndAnOtherOneStays() {
    PlanDocument plan = Fixtures.plan("07");
    Baseline accepted = Baseline.recorded(plan, TestMasking.DIGEST);
    List<DriftFinding> arns =
        report(plan, accepted).findings().stream()
            .filter(it -> it.attribute().equals("managed_policy_arns"))
            .toList();
    DriftReport after = report(plan, accepted.accepting(arns, plan, TestMasking.DIGEST));

    assertThat(after.returned()).containsExactly("aws_iam_role.app managed_policy_arns");
    assertThat(after.findings())
        .hasSize(report(plan, accepted).findings().size() - 1)
        .noneMatch(it -> it.attribute().equals("managed_policy_arns"));
  }

  @Test
  void whatIsFoundIsItsOwnBaseline() {
    for (Path file : Fixtures.plans()) {
      PlanDocument plan = PlanDocument.read(Fixtures.bytes(file));
      assertThat(report(plan, Baseline.found(plan, TestMasking.DIGEST)).findings())
          .as(file.getFileName().toString())
          .isEmpty();
    }
  }

  @Test
  void aBaselineAcceptsOneMomentAndOneMoreOfTheSame() {
    Baseline first = Baseline.found(Fixtures.plan("02"), TestMasking.DIGEST);

    assertThat(report(Fixtures.plan("03"), first).findings()).isEmpty();
    assertThat(report(Fixtures.plan("04"), first).findings()).isNotEmpty();
  }

  @Test
  void rulesExplainAndDoNotHide() {
    DriftRule controller =
        new DriftRule(
            DriftRule.Meaning.CONTROLLER,
            "aws_subnet.*",
            "/tags/kubernetes.io~1*",
            "cloud-controller");
    DriftRule ignore =
        new DriftRule(DriftRule.Meaning.IGNORE, "*", "/tags/CostCenter", "finance tags");
    DriftReport report = report("10", controller, ignore);

    assertThat(report.findings())
        .extracting(it -> it.address() + " " + it.driftClass() + " " + it.cause())
        .containsExactly(
            "aws_instance.app[0] " + DriftClass.UNATTRIBUTED + " ",
            "aws_subnet.app[0] " + DriftClass.CONTROLLER + " cloud-controller",
            "aws_subnet.app[1] " + DriftClass.IGNORED + " finance tags",
            "aws_subnet.app[1] " + DriftClass.CONTROLLER + " cloud-controller");
  }

  /** The configuration sets the block, but not what drifted in it: nobody said to ignore that. */
  @Test
  void aComputedPartOfAConfiguredBlockIsNotIgnored() {
    String change =
        "{\"address\":\"a.b\",\"type\":\"a\",\"change\":{\"actions\":[\"%s\"],\"before\":{\"disk\":[{\"size\":%d,\"iops\":%d}]},"
            + "\"after\":{\"disk\":[{\"size\":2,\"iops\":20}]}}}";
    String configuration =
        "\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"a.b\",\"expressions\":{\"disk\":[{\"size\":{\"constant_value\":2}}]}}]}}";
    PlanDocument plan =
        read(
            "{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_drift\":["
                + change.formatted("update", 1, 10)
                + "],\"resource_changes\":["
                + change.formatted("no-op", 2, 20)
                + "],"
                + configuration
                + "}");

    assertThat(report(plan, null).findings())
        .extracting(it -> it.driftClass() + " " + it.leaves().getFirst().pointer())
        .containsExactlyInAnyOrder("IGNORED /disk/0/size", "UNATTRIBUTED /disk/0/iops");
  }

  @Test
  void unappliedChangesAreToldApartFromDrift() {
    assertThat(report("05").unapplied()).isEmpty();
    assertThat(report("07").unapplied()).containsExactly("aws_iam_role_policy.app");
    assertThat(report("10").unapplied()).isEmpty();
    assertThat(report("08").unapplied()).hasSize(4);
  }

  @Test
  void theDigestIsOfRealDriftOnly() {
    Digest none = report("01").digest();

    assertThat(report("02").digest()).isEqualTo(none);
    assertThat(report("03").digest()).isEqualTo(none);
    assertThat(report("05").digest()).isNotEqualTo(none).isEqualTo(report("04").digest());
    assertThat(report("17").digest()).isNotEqualTo(none);
  }

  @Test
  void ignoredDriftIsInTheDigestOnlyWhenItIsGrave() {
    DriftRule all = new DriftRule(DriftRule.Meaning.IGNORE, "*", "*", "all");

    assertThat(report("10", all).digest()).isEqualTo(report("01").digest());
    assertThat(report("17", all).digest()).isNotEqualTo(report("01").digest());
  }

  @Test
  void secretsAreMaskedInFindingsAndBaselines() {
    for (Path file : Fixtures.plans()) {
      PlanDocument plan = PlanDocument.read(Fixtures.bytes(file));
      Baseline baseline = Baseline.recorded(plan, TestMasking.DIGEST);
      StringBuilder shown = new StringBuilder();
      shown.append(report(plan, baseline)).append(report(plan, null)).append(baseline);
      shown.append(Json.text(Records.toValue(report(plan, null))));
      shown.append(PlanHash.of(plan, TestMasking.DIGEST)).append(RiskFacts.of(plan));
      for (String marker : Fixtures.MARKERS) {
        assertThat(shown.indexOf(marker)).as("%s in %s", marker, file).isNegative();
      }
    }
  }

  @Test
  void aDriftedSecretIsReportedWithoutItsValues() {
    String entry =
        "{\"address\":\"a.b\",\"type\":\"a\",\"change\":{\"actions\":[\"%s\"],\"before\":{\"p\":\"%s\",\"db_password\":\"%s\"},"
            + "\"after\":{\"p\":\"ChangedOutsideMarker\",\"db_password\":\"Rotated-Outside-Marker\"},\"before_sensitive\":{\"p\":true},\"after_sensitive\":{}}}";
    PlanDocument plan =
        PlanDocument.read(
            ("{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_drift\":["
                    + entry.formatted("update", "old-secret", "old-password")
                    + "],\"resource_changes\":["
                    + entry.formatted("no-op", "ChangedOutsideMarker", "Rotated-Outside-Marker")
                    + "]}")
                .getBytes(StandardCharsets.UTF_8));
    DriftReport report = report(plan, null);

    assertThat(report.findings())
        .extracting(DriftFinding::attribute)
        .containsExactly("db_password", "p");
    assertThat(report.toString())
        .doesNotContain(
            "ChangedOutsideMarker", "Rotated-Outside-Marker", "old-secret", "old-password");
  }

  @Test
  void afterAPartOfAnApplyOnlyThatPartIsAccepted() {
    String text =
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_changes\":[%s,%s]}";
    String entry =
        "{\"address\":\"%s\",\"type\":\"a\",\"change\":{\"actions\":[\"%s\"],\"before\":{\"x\":\"%s\"},\"after\":{\"x\":\"2\"}}}";
    PlanDocument plan =
        read(
            text.formatted(
                entry.formatted("a.b", "update", "1"), entry.formatted("a.c", "update", "1")));
    PlanDocument later =
        read(
            text.formatted(
                entry.formatted("a.b", "no-op", "2"), entry.formatted("a.c", "update", "1")));
    Baseline before = Baseline.found(plan, TestMasking.DIGEST);
    Baseline after = before.afterPart(plan, later, Set.of("a.b"), TestMasking.DIGEST);

    assertThat(report(later, before).findings())
        .extracting(DriftFinding::address)
        .containsExactly("a.b");
    assertThat(report(later, after).findings()).isEmpty();
  }

  @Test
  void aBaselineTravelsAsARecord() {
    Baseline baseline = Baseline.found(Fixtures.plan("05"), TestMasking.DIGEST);
    Value value = Records.toValue(baseline);

    assertThat(Records.fromValue(Baseline.class, value)).isEqualTo(baseline);
  }

  @Test
  void aMovedObjectKeepsItsBaseline() {
    String text =
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1\",\"resource_changes\":[{\"address\":\"%s\",%s"
            + "\"mode\":\"managed\",\"type\":\"a\",\"change\":{\"actions\":[\"no-op\"],\"before\":{\"x\":\"%s\"},\"after\":{\"x\":\"%s\"}}}]}";
    PlanDocument old = read(text.formatted("a.old", "", "1", "1"));
    String moved = "\"previous_address\":\"a.old\",";
    Baseline baseline = Baseline.found(old, TestMasking.DIGEST);

    PlanDocument same = read(text.formatted("a.new", moved, "1", "1"));
    PlanDocument other = read(text.formatted("a.new", moved, "2", "2"));
    assertThat(report(same, baseline).findings()).isEmpty();
    assertThat(report(other, baseline).findings()).hasSize(1);
    PlanDocument settled = read(text.formatted("a.new", "", "1", "1"));
    PlanDocument settledOther = read(text.formatted("a.new", "", "2", "2"));
    assertThat(report(settled, baseline.after(same, settled, TestMasking.DIGEST)).findings())
        .isEmpty();
    assertThat(
            report(settledOther, baseline.after(other, settledOther, TestMasking.DIGEST))
                .findings())
        .as("a move does not swallow drift")
        .hasSize(1);
  }

  private static PlanDocument read(String text) {
    return PlanDocument.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
