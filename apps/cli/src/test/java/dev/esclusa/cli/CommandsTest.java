package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Stream;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  private static final String API = "/api/v1";
  private static final String CHANGE = API + "/changes/" + Sample.ID;

  @TempDir Path folder;
  private final FakeServer server = new FakeServer();
  private Shell shell;

  @BeforeEach
  void token() throws Exception {
    shell = Shell.of(folder, server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyCommandExplainsItselfWithExamples() {
    Shell.Said all = shell.run("--help");
    CommandLine line = Esclusa.commandLine(Terminal.ofProcess());
    assertThat(line.getSubcommands().keySet())
        .containsExactlyInAnyOrder(
            "get show why replay watch plan sync approve reject withdraw revoke cancel rollback"
                .concat(
                    " recover unlock drift accept evidence erase verify check test render diff"
                        + " adopt state import-plan journal pause resume init version conformance")
                .split(" "));
    for (String name : line.getSubcommands().keySet()) {
      Shell.Said said = shell.run(name, "--help");
      assertThat(said.exit()).as(name).isZero();
      assertThat(said.out()).as(name).contains("Examples:", "  esclusa " + name);
      assertThat(all.out()).contains("  " + name);
    }
  }

  @Test
  void aStateThatNoChangeIsEverInIsRefused() {
    Shell.Said said = shell.run("get", "changes", "--state", "awaiting");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("CLI-0023", "awaiting-approval");
    assertThat(GetTask.STATES)
        .containsExactlyInAnyOrderElementsOf(states(dev.esclusa.model.Change.class));
  }

  private static java.util.List<String> states(Class<?> type) {
    Class<?>[] below = type.getPermittedSubclasses();
    return below == null
        ? java.util.List.of(
            type.getSimpleName()
                .replaceAll("([a-z])([A-Z])", "$1-$2")
                .toLowerCase(java.util.Locale.ROOT))
        : java.util.Arrays.stream(below).flatMap(it -> states(it).stream()).distinct().toList();
  }

  @Test
  void whatThereIsToListIsSpelledAsItIsTyped() {
    assertThat(shell.run("get", "nothing").err()).contains("changes, targets, drift");
  }

  /** As the only one whose id begins with nothing, when there is but one. */
  @Test
  void nothingTypedMeansNoChange() {
    for (String typed : java.util.List.of("", "c-")) {
      Shell.Said said = shell.run("show", typed);
      assertThat(said.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
      assertThat(said.err()).contains("CLI-0006");
    }
  }

  @Test
  void wrongUseIsExitCodeTwo() {
    assertThat(shell.run("shwo").exit()).isEqualTo(2);
    assertThat(shell.run("show").exit()).isEqualTo(2);
    assertThat(shell.run("get", "nothing").exit()).isEqualTo(2);
    assertThat(shell.run("rollback", "x", "--to", "abcd", "-m", "x", "--for", "soon").err())
        .contains("45s, 2h30m or 7d");
  }

  @Test
  void onceMoreWantsATargetAndAReason() {
    for (String[] words :
        new String[][] {
          {"plan", "x", "--again"}, {"plan", "x", "-m", "why"}, {"plan", "--local", ".", "--again"}
        }) {
      Shell.Said said = shell.run(words);
      assertThat(said.exit()).isEqualTo(ExitCode.USAGE.number());
      assertThat(said.err()).contains("CLI-0016", "--again takes a TARGET");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aTokenFileThatOthersMayReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));

    Shell.Said said = shell.run("get", "changes");

    assertThat(said.exit()).isEqualTo(ExitCode.NOT_AUTHORISED.number());
    assertThat(said.err()).contains("CLI-0004", "rw-r--r--", "chmod 600").doesNotContain("MARKER");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aContextNamesServerTokenAndKey() throws Exception {
    Path clients = Files.createDirectory(folder.resolve("clients"));
    Shell other = new Shell(folder).with("ESCLUSA_CONFIG", "clients/platform.yaml");
    new Shell(clients).secretFile("platform.token", "esclusa_other\n");
    Files.writeString(
        clients.resolve("platform.yaml"),
        """
        contexts:
          - {name: trial, server: "%s", tokenFile: platform.token, key: platform}
        current: trial
        """
            .formatted(server.address()));
    server.on("POST " + API + "/sync", Value.mapping());

    assertThat(other.run("sync").exit()).isZero();
    assertThat(server.posts().getFirst().token()).isEqualTo("Bearer esclusa_other");
    assertThat(other.run("sync", "--context", "none").err()).contains("CLI-0017", "[trial]");
  }

  @Test
  void changesAndTargetsMayBeShortened() {
    server.on(
        "GET " + API + "/changes?limit=500",
        new Api.ChangePage(
            List.of(
                Sample.summary("proven", List.of()),
                Sample.summary("c-5h99999999", "dev/default/a", "proven", List.of(), null)),
            null));
    server.on("POST " + CHANGE + "/reject", Sample.summary("stopped", List.of()));
    server.on(
        "GET " + API + "/targets", new Api.TargetList(List.of(target("prod"), target("dev"))));
    server.on("POST " + API + "/targets/prod%2Fdefault%2Fcrm-core/pause", Value.mapping());

    assertThat(shell.run("reject", "5h2", "-m", "not now").exit()).isZero();
    assertThat(shell.run("pause", "prod/crm-core", "-m", "incident").out())
        .isEqualTo(Sample.TARGET + " is paused.\n");
    Shell.Said ambiguous = shell.run("pause", "crm-core", "-m", "incident");
    assertThat(ambiguous.exit()).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(ambiguous.err())
        .contains("CLI-0007", "[prod/default/crm-core, dev/default/crm-core]");
    assertThat(shell.run("reject", "5h", "-m", "no").err()).contains("may be any change");
    assertThat(shell.run("reject", "zz", "-m", "no").err()).contains("there is no change \"zz\"");
  }

  private static Api.TargetView target(String environment) {
    return new Api.TargetView(
        "crm-core-" + environment,
        environment + "/default/crm-core",
        "crm",
        environment,
        "platform",
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        false,
        null,
        0,
        null);
  }

  @Test
  void aRollbackFindsTheCommitAndPins() {
    server.on(
        "GET " + API + "/changes?limit=500&target=prod%2Fdefault%2Fcrm-core",
        new Api.ChangePage(List.of(Sample.summary("proven", List.of())), null));
    server.on("POST " + API + "/targets/prod%2Fdefault%2Fcrm-core/rollback", new Api.Opened("c-2"));

    Shell.Said said =
        shell.run("rollback", Sample.TARGET, "--to", "3f2a", "--for", "2h30m", "-m", "errors");

    assertThat(said.out())
        .isEqualTo(
            "c-2 is proposed: prod/default/crm-core back to 3f2a91bc3f2a, pinned until"
                + " 2026-03-01T12:30:00Z\n");
    assertThat(server.posts().getFirst().json().text("to")).isEqualTo(Sample.COMMIT);
  }

  @Test
  void adoptPrintsThePatchAndSaysWhatIsLeft() {
    String patch = "--- a/x.yaml\n+++ b/x.yaml\n@@ -1,1 +1,1 @@\n-a: 1\n+a: 2\n";
    server.on(
        "GET " + API + "/drift/d-1/adoption",
        new Api.Adoption(patch, List.of("Deployment.apps/a/b /spec/x: set it by hand.")));

    Shell.Said said = shell.run("adopt", "d-1");

    assertThat(said.exit()).isZero();
    assertThat(said.out()).isEqualTo(patch);
    assertThat(said.err()).contains("set it by hand");
  }

  @Test
  void adoptWritesTheImportOfAnObjectThatNoCodeKnows() {
    Shell.Said said = shell.run("adopt", "aws_vpc.main", "--id", "vpc-0a1b");

    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .startsWith("import {\n  to = aws_vpc.main\n  id = \"vpc-0a1b\"\n}\n")
        .contains("resource \"aws_vpc\" \"main\" {");
    assertThat(shell.run("adopt", "module.net.aws_vpc.main", "--id", "vpc-0a1b").err())
        .contains("module.net.aws_vpc.main", "aws_vpc.main");
  }

  @Test
  void evidenceGoesOutByteForByte() {
    byte[] bundle = {0, 1, 2, (byte) 0xff, 10, 13};
    server.on("GET " + CHANGE + "/evidence", bundle);

    assertThat(shell.run("evidence", Sample.ID).bytes()).isEqualTo(bundle);
  }

  @Test
  void eraseMustBeMeant() {
    server.on("POST " + CHANGE + "/erase", new Api.Erased(4));

    assertThat(shell.run("erase", Sample.ID, "-m", "x", "--yes").exit()).isEqualTo(2);
    assertThat(shell.run("erase", Sample.ID, "-m", "x", "--payloads").err()).contains("CLI-0012");
    assertThat(server.posts()).isEmpty();
    assertThat(shell.run("erase", Sample.ID, "-m", "x", "--payloads", "--yes").out())
        .startsWith("4 payloads");
  }

  @Test
  void watchEndsWithTheChange() {
    Api.ChangeView view =
        Sample.verified(
            Sample.plan(Sample.scaling(5)), Sample.decision(Sample.plan(Sample.scaling(5))));
    server.on("GET " + CHANGE, view);
    Shell.Said partial = shell.run("watch", Sample.ID);

    assertThat(partial.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(partial.out()).contains(Sample.ID + " is verified, outcome partial");
  }

  @Test
  void theJournalIsReadFromTheLeaves() {
    byte[] leaf =
        Envelope.of(
                new Fact.GenesisPinned(Sample.COMMIT, Sample.digest("signers"), "i-7d20aa13"),
                Stream.INSTALLATION,
                1,
                null,
                null,
                null,
                Sample.NOW,
                new PersonId("p-0011223344556677"),
                Sample.digest("payload"))
            .canonicalBytes();
    Api.JournalEntry entry =
        new Api.JournalEntry(
            0, Base64.getEncoder().encodeToString(leaf), Value.mapping("type", "a lie"));
    server.on("GET " + API + "/journal?from=0&limit=100", new Api.JournalPage(List.of(entry), 1));

    assertThat(shell.run("journal").out())
        .contains("genesis-pinned", "installation", Envelope.leafHash(leaf).shortText())
        .doesNotContain("a lie");
  }

  @Test
  void noTextFromTheServerMovesTheCursor() {
    server.refuse(
        "POST " + API + "/sync",
        409,
        Problem.caller("CTL-0001", "red \u001b[31m \u202e", "x\u009b"));

    assertThat(shell.run("sync").err())
        .contains("\\u{1b}[31m", "\\u{202e}", "\\u{9b}")
        .doesNotContain("\u001b", "\u202e", "\u009b");
  }

  @Test
  void aBundleCannotVouchForItself() throws Exception {
    Files.write(folder.resolve("bundle"), "{}".getBytes(StandardCharsets.UTF_8));
    Files.writeString(folder.resolve("trust"), "this is no policy");

    assertThat(shell.run("verify", "bundle").err()).contains("CLI-0018", "--trust");
    assertThat(shell.run("verify", "bundle", "--trust", "trust").exit()).isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }
}
