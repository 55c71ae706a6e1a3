package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.esclusa.adapters.identity.SshKeyPair;
import dev.esclusa.adapters.identity.SshSignatures;
import dev.esclusa.approval.SignatureVerifier.Verdict;
import dev.esclusa.model.Action;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RuleId;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApproveTest {
  private static final String CHANGE = "/api/v1/changes/" + Sample.ID;
  private static final String SECRET_MARKER = "OPENSSH PRIVATE KEY";

  @TempDir Path folder;
  private final FakeServer server = new FakeServer();
  private final SshKeyPair key = SshKeyPair.generate(new SecureRandom(), "platform");
  private Shell shell;

  @BeforeEach
  void keyAndToken() throws Exception {
    shell = Shell.of(folder, server).with("ESCLUSA_KEY", "key");
    shell.secretFile("key", key.write(new SecureRandom()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anHonestOfferIsShownSignedAndSent() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);

    Shell.Said said = shell.run("approve", Sample.ID, "--yes");

    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains(
            "/spec/replicas: 3 -> 5   (taken from kubectl-scale)",
            "(secret ",
            "plan " + plan.hash())
        .contains("not checked: desired hash against Git (no clone is given (--repo DIR))")
        .endsWith(Sample.ID + "  " + Sample.TARGET + "  approved\n");
    Value sent = server.posts().getFirst().json();
    Binding signed = Records.fromValue(Binding.class, need(sent.at("binding")));
    assertThat(signed.nonce()).matches("[0-9a-f]{32}");
    assertThat(signed.planHash()).isEqualTo(plan.hash());
    assertThat(verdict(signed, need(sent.at("signature")).asText()))
        .isInstanceOf(Verdict.Valid.class);
  }

  @Test
  void eachApprovalHasANonceOfItsOwn() {
    honest(Sample.plan(Sample.scaling(5)));

    shell.run("approve", Sample.ID, "--yes");
    shell.run("approve", Sample.ID, "--yes");

    assertThat(server.posts().stream().map(it -> it.json().text("binding", "nonce")).distinct())
        .hasSize(2);
  }

  @Test
  void aPlanWhoseBytesWereChangedIsNotSigned() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);
    Value forged =
        Canonical.read(Sample.stored(plan))
            .with(Pointer.parse("/plan/changes/0/fields/0/after"), Value.of(50));
    server.on("GET " + CHANGE + "/plan", Canonical.bytes(forged));

    refused("the stored plan are not what they say", "plan hash");
  }

  @Test
  void aPlanWithSomethingUnreadInItIsNotSigned() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);
    Value more = Canonical.read(Sample.stored(plan)).with(Pointer.parse("/plan/also"), Value.of(1));
    server.on("GET " + CHANGE + "/plan", Canonical.bytes(more));

    refused("the stored plan are not what they say", "'also' is unknown");
  }

  @Test
  void bytesThatAreNotCanonicalAreNotSigned() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);
    String spaced = new String(Sample.stored(plan), java.nio.charset.StandardCharsets.UTF_8) + " ";
    server.on("GET " + CHANGE + "/plan", spaced.getBytes(java.nio.charset.StandardCharsets.UTF_8));

    refused("the stored plan are not what they say", "");
  }

  @Test
  void anOfferForAnotherPlanThanTheShownOneIsNotSigned() {
    Plan shown = Sample.plan(Sample.scaling(5));
    Plan meant = Sample.plan(Sample.scaling(500));
    honest(shown);
    offer(Sample.offer(meant, Sample.decision(shown)));

    refused(
        "plan hash is " + meant.hash() + " as offered, and " + shown.hash(), "the plan's bytes");
  }

  @Test
  void anOfferForAnotherDecisionIsNotSigned() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);
    PolicyDecision milder =
        PolicyDecision.of(
            PolicyDecision.Outcome.REQUIRE_APPROVAL,
            List.of(new Requirement(new RuleId("prod"), "interns", 1)),
            List.of(),
            List.of(),
            Duration.ofHours(24),
            Sample.digest("packs"),
            Sample.digest("input"));
    offer(Sample.offer(plan, milder));

    refused("decision hash is " + milder.hash(), "verdict hash is " + milder.verdictHash());
  }

  @Test
  void aDecisionWhoseBytesWereChangedIsNotSigned() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);
    Value forged =
        Canonical.read(Sample.stored(Sample.decision(plan)))
            .with(Pointer.parse("/decision/required/0/team"), Value.of("interns"));
    server.on("GET " + CHANGE + "/decision", Canonical.bytes(forged));

    refused("the stored decision are not what they say", "verdict hash");
  }

  @Test
  void anOfferForAnotherChangeTargetCommitOrIntentIsNotSigned() {
    Plan plan = Sample.plan(Sample.scaling(5));
    honest(plan);
    Value offer = Records.toValue(Sample.offer(plan, Sample.decision(plan)));
    tamper(offer, "change", Value.of("c-9999999999"), "change is c-9999999999");
    tamper(offer, "target", Value.of("crm-data-prod"), "target is crm-data-prod");
    tamper(offer, "targetName", Value.of("dev/default/crm-core"), "target name is dev/default");
    tamper(offer, "commit", Value.of("0".repeat(40)), "commit is 0000");
    tamper(offer, "intent", Value.of("restore"), "intent is restore");
    tamper(offer, "version", Value.of(2), "version of the binding is 2");
    tamper(offer, "desiredHash", Value.of(Sample.digest("x").toString()), "desired hash is");
    tamper(offer, "configHash", Value.of(Sample.digest("x").toString()), "configuration hash is");
    tamper(offer, "risk", Value.of("low"), "risk is LOW");
    tamper(offer, "destructive", Value.TRUE, "destructive is true");
    tamper(offer, "rules", Value.sequence(Value.of("other")), "rules is [other]");
    tamper(offer, "nonce", Value.of("ab".repeat(16)), "nonce is abab");
    tamper(offer, "expiresAt", Value.of("2036-01-01T00:00:00Z"), "expiry is 2036");
    tamper(offer, "expiresAt", Value.of("2026-02-01T00:00:00Z"), "expiry is 2026-02");
  }

  private void tamper(Value offer, String field, Value lie, String difference) {
    server.on("GET " + CHANGE + "/offer", offer.with(Pointer.of(field), lie));
    refused(difference, "");
  }

  @Test
  void aRiskThatTheChangesDoNotBearOutIsNotSigned() {
    Plan plan = Sample.plan(Sample.deletion());
    assertThat(plan.risk().destructive()).isTrue();
    Plan harmless =
        new Plan(
            plan.target(),
            plan.intent(),
            plan.revision(),
            plan.changes(),
            plan.preconditions(),
            plan.desiredHash(),
            plan.configHash(),
            null,
            plan.renderer(),
            new Risk(Risk.Level.LOW, List.of(), false),
            plan.computedAt(),
            plan.hash());
    honest(harmless);

    refused("risk from the changes is LOW", "this program's assessment");
  }

  @Test
  void aGuardedDeletionMustBeNamed() {
    Plan plan = Sample.plan(Sample.deletion());
    assertThat(plan.changes().getFirst().action()).isEqualTo(Action.DELETE);
    honest(plan);

    Shell.Said said = shell.run("approve", Sample.ID, "--yes");

    assertThat(said.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(said.err()).contains("CLI-0009", "--confirm-delete " + Sample.STATEFUL_SET.text());
    assertThat(server.posts()).isEmpty();
    assertThat(
            shell
                .run("approve", Sample.ID, "-y", "--confirm-delete", Sample.STATEFUL_SET.text())
                .exit())
        .isZero();
  }

  @Test
  void nobodyIsSignedForWithoutBeingAsked() {
    honest(Sample.plan(Sample.scaling(5)));

    Shell.Said alone = shell.run("approve", Sample.ID);
    Shell.Said no = shell.typing("n\n").run("approve", Sample.ID);
    assertThat(server.posts()).isEmpty();
    Shell.Said yes = shell.typing("y\n").run("approve", Sample.ID);

    assertThat(alone.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(alone.err()).contains("CLI-0012", "--yes");
    assertThat(no.exit()).isEqualTo(ExitCode.REFUSED.number());
    assertThat(yes.exit()).isZero();
    assertThat(yes.err()).contains("Approve " + Sample.ID + " of " + Sample.TARGET + "? [y/N]");
  }

  @Test
  void theServersReasonIsShown() {
    honest(Sample.plan(Sample.scaling(5)));
    server.refuse(
        "POST " + CHANGE + "/approve",
        403,
        Problem.caller("APR-0001", "developer@crm.example wrote this change.", "Ask another."));

    Shell.Said said = shell.run("approve", Sample.ID, "--yes");

    assertThat(said.exit()).isEqualTo(ExitCode.NOT_AUTHORISED.number());
    assertThat(said.err()).contains("APR-0001: developer@crm.example wrote this change.");
  }

  @Test
  void aKeyThatOthersMayReadIsNotUsed() throws Exception {
    honest(Sample.plan(Sample.scaling(5)));
    Files.setPosixFilePermissions(
        folder.resolve("key"), PosixFilePermissions.fromString("rw-r-----"));

    Shell.Said said = shell.run("approve", Sample.ID, "--yes");

    assertThat(said.exit()).isEqualTo(ExitCode.NOT_AUTHORISED.number());
    assertThat(said.err()).contains("CLI-0010", "rw-r-----", "chmod 600");
    assertThat(server.posts()).isEmpty();
  }

  @Test
  void sshKeygenSignsAsWell() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/ssh-keygen")),
        "skipped: install OpenSSH's ssh-keygen");
    honest(Sample.plan(Sample.scaling(5)));

    Shell.Said said =
        shell.run(
            "approve",
            Sample.ID,
            "--yes",
            "--signer",
            "ssh-keygen",
            "--key",
            folder.resolve("key").toString());

    assertThat(said.exit()).isZero();
    Value sent = server.posts().getFirst().json();
    Binding signed = Records.fromValue(Binding.class, need(sent.at("binding")));
    assertThat(verdict(signed, need(sent.at("signature")).asText()))
        .isInstanceOf(Verdict.Valid.class);
  }

  // --- how ---

  private void honest(Plan plan) {
    PolicyDecision decision = Sample.decision(plan);
    server.on("GET " + CHANGE + "/plan", Sample.stored(plan));
    server.on("GET " + CHANGE + "/decision", Sample.stored(decision));
    server.on("POST " + CHANGE + "/approve", Sample.summary("approved", List.of()));
    offer(Sample.offer(plan, decision));
  }

  private void offer(Binding offer) {
    server.on("GET " + CHANGE + "/offer", offer);
  }

  private void refused(String difference, String more) {
    Shell.Said said = shell.run("approve", Sample.ID, "--yes");
    assertThat(said.err()).contains("CLI-0008", difference, more);
    assertThat(said.err() + said.out()).doesNotContain(Shell.TOKEN, SECRET_MARKER);
    assertThat(said.exit()).isEqualTo(ExitCode.VERIFICATION_FAILED.number());
    assertThat(server.posts()).isEmpty();
  }

  private Verdict verdict(Binding binding, String signature) {
    return new SshSignatures()
        .verify(
            binding.canonicalBytes(),
            signature,
            Binding.NAMESPACE,
            Sample.NOW,
            "platform@crm.example namespaces=\"" + Binding.NAMESPACE + "\" " + key.publicLine());
  }

  private static Value need(@org.jspecify.annotations.Nullable Value value) {
    return java.util.Objects.requireNonNull(value);
  }
}
