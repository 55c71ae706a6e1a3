package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Address;
import dev.esclusa.model.Drift;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see, word for word. With {@code -Desclusa.golden=rewrite} the files are written. */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/golden");
  private static final String API = "GET /api/v1";
  private static final String CHANGE = API + "/changes/" + Sample.ID;

  @TempDir Path folder;
  private final FakeServer server = new FakeServer();
  private final Plan plan = Sample.plan(Sample.scaling(5));
  private final PolicyDecision decision = Sample.decision(plan);
  private Shell shell;

  @BeforeEach
  void serve() throws Exception {
    shell = Shell.of(folder, server);
    server.on(CHANGE, Sample.waiting(plan, decision));
    server.on(CHANGE + "/plan", Sample.stored(plan));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showTellsOfAChangeThatWaits() throws Exception {
    golden("show-waiting.txt", "show", Sample.ID);
  }

  @Test
  void showTellsHowAnApplyWent() throws Exception {
    server.on(CHANGE, Sample.verified(plan, decision));
    golden("show-verified.txt", "show", Sample.ID);
  }

  @Test
  void showTellsWhatAnEngineDoesRightNow() {
    Value applying =
        Records.toValue(Sample.verified(plan, decision))
            .with(Pointer.of("summary", "state"), Value.of("applying"));
    server.on(CHANGE, applying);
    assertThat(shell.run("show", Sample.ID).out()).doesNotContain("Under way");
    server.on(
        CHANGE + "/progress",
        new Api.ProgressPage(List.of(new Api.Progress("aws_vpc.main", "create", "started", 12))));

    assertThat(shell.run("show", Sample.ID).out())
        .contains("Under way", "started  create aws_vpc.main  12s");
  }

  @Test
  void aFixOfSeveralLinesIsShownAsLinesAndAnObjectIsNamedOnce() {
    Finding finding =
        new Finding(
            new RuleId("secrets.deny"),
            Finding.Severity.BLOCK,
            new Address.Terraform("aws_db.main"),
            "aws_db.main: /password is a secret that stands in Git",
            "Read it from a secret store,\nand replace the one in Git.\n",
            false,
            null);
    Value view = Records.toValue(Sample.waiting(plan, decision));
    server.on(
        CHANGE,
        view.asMapping().with("findings", new Value.Sequence(List.of(Records.toValue(finding)))));
    assertThat(shell.run("show", Sample.ID).out())
        .contains(
            """
              block secrets.deny: aws_db.main: /password is a secret that stands in Git
                Read it from a secret store,
                and replace the one in Git.
            """);
  }

  @Test
  void showTellsWhoIsInTheLaneAndWhatMoved() {
    Value view = Records.toValue(Sample.waiting(plan, decision));
    Api.Waiting lane =
        new Api.Waiting(
            Sample.ID,
            "follow",
            2,
            3,
            Sample.NOW.minusSeconds(60),
            List.of("c-1 is being applied since 2026-03-01T09:50:00Z", "c-2 came before it"));
    server.on(CHANGE, view.asMapping().with("lane", Records.toValue(lane)));
    assertThat(shell.run("show", Sample.ID).out())
        .contains("Lane\n  position 2 of 3, waits since", "    c-1 is being applied since")
        .contains("    c-2 came before it");

    String moved = "the plan is stale: aws_vpc.main: /tags/owner is platform, was data";
    server.on(CHANGE, view.asMapping().with("because", Value.of(moved)));
    assertThat(shell.run("show", Sample.ID).out()).contains("because        " + moved);
  }

  @Test
  void replayPrintsWhatTheRulesReadForACheckWithoutAServer() throws Exception {
    server.on(CHANGE + "/input", Value.mapping("version", "esclusa.dev/change/v1", "x", "\u202e"));

    Shell.Said said = shell.run("replay", Sample.ID, "--print-input");

    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .isEqualTo("{\n  \"version\": \"esclusa.dev/change/v1\",\n  \"x\": \"\\u202e\"\n}\n");
  }

  @Test
  void showSpeaksJson() throws Exception {
    golden("show-waiting.json", "show", Sample.ID, "-o", "json");
  }

  @Test
  void whyTellsTheChain() throws Exception {
    server.on(
        CHANGE + "/why",
        new Api.Chain(
            List.of(
                new Api.Link(
                    Sample.NOW.minusSeconds(190),
                    "commit " + Sample.COMMIT.substring(0, 12) + " was brought by developer",
                    Sample.COMMIT),
                new Api.Link(Sample.NOW.minusSeconds(95), "rule prod asks 1 of platform", null))));
    golden("why.txt", "why", Sample.ID);
  }

  @Test
  void getChangesIsATable() throws Exception {
    server.on(
        API + "/changes?limit=50",
        new Api.ChangePage(
            List.of(
                Sample.summary("awaiting-approval", List.of("1 of platform (rule prod)")),
                Sample.summary(
                    "c-0000000001", "dev/default/crm-core", "proven", List.of(), "succeeded")),
            null));
    golden("get-changes.txt", "get", "changes");
  }

  private static Waiver waiver() {
    return new Waiver(
        "inc-1042",
        new RuleId("starter.kubernetes.image_registry.deny"),
        "data@crm.example",
        "the mended image is not in our registry yet",
        "INC-1042",
        List.of(),
        List.of("prod/*/crm-core"),
        List.of(),
        Sample.NOW.plusSeconds(86_400));
  }

  @Test
  void showTellsTheWaiversThatAChangeCountsOnAndWhichAreOver() {
    Value view = Records.toValue(Sample.waiting(plan, decision));
    server.on(
        CHANGE,
        view.asMapping().with("waivers", new Value.Sequence(List.of(Records.toValue(waiver())))));
    assertThat(shell.run("show", Sample.ID).out())
        .contains(
            "Waivers\n  inc-1042 of data@crm.example for starter.kubernetes.image_registry.deny,"
                + " until 2026-03-02T10:00:00Z, INC-1042: the mended image is not in our registry"
                + " yet\n");
  }

  @Test
  void getPacksAndWaiversAreTables() throws Exception {
    Api.Found none = new Api.Found(0, 0, 0, null);
    Api.Found tried = new Api.Found(120, 3, 4, Sample.NOW.minusSeconds(7_200));
    server.on(
        API + "/packs",
        new Api.PackList(
            List.of(
                new Api.PackTally(
                    "starter",
                    130,
                    List.of(
                        new Api.RuleTally(
                            "starter.kubernetes.host_path.deny",
                            "decides",
                            new Api.Found(130, 0, 0, null),
                            none),
                        new Api.RuleTally(
                            "starter.kubernetes.resources.deny", "in-shadow", none, tried))))));
    golden("get-packs.txt", "get", "packs");
    Api.WaiverUse use = new Api.WaiverUse(Sample.ID, Sample.TARGET, Sample.NOW.minusSeconds(3_600));
    server.on(
        API + "/waivers",
        new Api.WaiverList(
            List.of(
                new Api.WaiverView("inc-1042", waiver(), 1, use.at(), List.of(use)),
                new Api.WaiverView("inc-900", null, 2, use.at(), List.of()))));
    golden("get-waivers.txt", "get", "waivers");
  }

  @Test
  void getTargetsAndDriftAreTables() throws Exception {
    server.on(API + "/targets", new Api.TargetList(List.of(target())));
    golden("get-targets.txt", "get", "targets");
    golden("get-lanes.txt", "get", "lanes");
    golden("get-drift.txt", "get", "drift");
    golden("get-drift.yaml", "get", "drift", "-o", "yaml");
  }

  @Test
  void getStatusNamesTroubles() throws Exception {
    server.on(
        API + "/status",
        new Api.Status(
            "i-7d20aa13",
            Sample.CONFIGURATION,
            "0011223344",
            true,
            List.of(Problem.caller("EST-0001", "esclusa.yaml:3:7: no such field.", "Mend it.")),
            List.of("prod"),
            1200,
            1180,
            null,
            List.of(
                new Api.Trouble(
                    "drive",
                    Sample.ID,
                    3,
                    Problem.environment("KUB-0001", "the cluster is silent.", "Wait.")))));
    golden("get-status.txt", "get", "status");
  }

  private static Api.TargetView target() {
    Drift drift =
        new Drift(
            new EpisodeId("d-1a2b3c4d5e"),
            new TargetUid("crm-core-prod"),
            Sample.DEPLOYMENT,
            Drift.Cause.UNAUTHORIZED,
            null,
            "kubectl-scale",
            List.of(
                new FieldChange(
                    Pointer.parse("/spec/replicas"), Value.of(3), Value.of(7), false, null),
                new FieldChange(
                    Pointer.parse("/data/password"),
                    new Masked("0a1b2c3d".repeat(4), Masked.SecretOrigin.LIVE).toValue(),
                    null,
                    true,
                    null)),
            Sample.NOW.minusSeconds(60),
            null,
            2);
    return new Api.TargetView(
        "crm-core-prod",
        Sample.TARGET,
        "crm",
        "prod",
        "platform",
        "kubernetes",
        "standard",
        Map.of("cluster", "prod", "namespace", "crm-prod"),
        new Api.InPlace("c-0000000001", Sample.COMMIT, Sample.NOW.minusSeconds(5000)),
        List.of(Sample.summary("awaiting-approval", List.of())),
        List.of(drift),
        List.of(drift.id().text()),
        false,
        Sample.NOW.plusSeconds(7200),
        4,
        new Api.Lane(
            new Api.Holder(
                "c-0000000002",
                "in-doubt",
                Sample.NOW.minusSeconds(600),
                "c-0000000002 is in doubt since 2026-03-01T09:50:00Z; look at what it did, then"
                    + " lead it out with: esclusa recover c-0000000002"),
            List.of(
                new Api.Waiting(
                    Sample.ID,
                    "follow",
                    1,
                    1,
                    Sample.NOW.minusSeconds(60),
                    List.of("c-0000000002 is in doubt since 2026-03-01T09:50:00Z")))));
  }

  private void golden(String file, String... words) throws Exception {
    Shell.Said said = shell.run(words);
    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
    Path expected = GOLDEN.resolve(file);
    if ("rewrite".equals(System.getProperty("esclusa.golden"))) {
      Files.writeString(expected, said.out());
    }
    assertThat(said.out()).isEqualTo(Files.readString(expected));
    assertThat(said.out()).doesNotContain(Shell.TOKEN);
  }
}
