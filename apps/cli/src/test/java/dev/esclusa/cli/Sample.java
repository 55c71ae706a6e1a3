package dev.esclusa.cli;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Health;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Masked;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Revision;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Verification;
import dev.esclusa.plan.RiskAssessment;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One change of the CRM as a server would tell of it. */
final class Sample {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final String ID = "c-5h2k9d7m3q";
  static final String COMMIT = "3f2a91bc".repeat(5);
  static final String CONFIGURATION = "77aa00dd".repeat(5);
  static final String TARGET = "prod/default/crm-core";

  static final Target CRM_CORE =
      new Target(
          new TargetUid("crm-core-prod"),
          new TargetName(TARGET),
          "crm",
          new Authority("kubernetes"),
          "platform",
          RiskTier.STANDARD,
          Map.of("cluster", "prod", "namespace", "crm-prod"));

  static final Address DEPLOYMENT =
      new Address.Kubernetes("apps", "Deployment", "crm-prod", "crm-core");
  static final Address SECRET = new Address.Kubernetes("", "Secret", "crm-prod", "crm-core");
  static final Address STATEFUL_SET =
      new Address.Kubernetes("apps", "StatefulSet", "crm-prod", "crm-data");

  private Sample() {}

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<ResourceChange> scaling(long replicas) {
    return List.of(
        new ResourceChange(
            DEPLOYMENT,
            Action.UPDATE,
            List.of(
                new FieldChange(
                    Pointer.parse("/spec/replicas"),
                    Value.of(3),
                    Value.of(replicas),
                    false,
                    "kubectl-scale")),
            0,
            "sync",
            false,
            null),
        new ResourceChange(
            SECRET,
            Action.UPDATE,
            List.of(
                new FieldChange(
                    Pointer.parse("/data/password"),
                    masked("0a1b2c3d"),
                    masked("4e5f6a7b"),
                    true,
                    null)),
            0,
            "sync",
            false,
            null));
  }

  private static Value masked(String digits) {
    return new Masked(digits.repeat(4), Masked.SecretOrigin.LITERAL_IN_GIT).toValue();
  }

  static List<ResourceChange> deletion() {
    return List.of(
        new ResourceChange(STATEFUL_SET, Action.DELETE, List.of(), 0, "sync", true, null));
  }

  static Plan plan(List<ResourceChange> changes) {
    return plan(CRM_CORE, changes, digest("desired"), digest("configuration"));
  }

  static Plan plan(
      Target target, List<ResourceChange> changes, Digest desiredHash, Digest configHash) {
    Intent intent = new Intent.Follow(COMMIT, false);
    List<Precondition> preconditions =
        changes.stream()
            .<Precondition>map(
                it ->
                    new Precondition.Exists(it.address(), "uid-" + it.address().text(), List.of()))
            .toList();
    return new Plan(
        target,
        intent,
        new Revision(
            "https://git.crm.example/estate",
            COMMIT,
            "apps/crm-core/prod",
            new Revision.Origin.Mainline(),
            new Principal.Known("developer@crm.example", Principal.Proof.COMMIT_SIGNATURE),
            List.of("developer@crm.example"),
            NOW.minusSeconds(200)),
        changes,
        preconditions,
        desiredHash,
        configHash,
        null,
        "plain/1",
        RiskAssessment.of(target, changes, null),
        NOW.minusSeconds(100),
        Plan.hashOf(target.uid(), intent, changes, preconditions, null, null));
  }

  static PolicyDecision decision(Plan plan) {
    return PolicyDecision.of(
        PolicyDecision.Outcome.REQUIRE_APPROVAL,
        List.of(new Requirement(new RuleId("prod"), "platform", 1)),
        plan.guardedDeletions(),
        List.of(),
        Duration.ofHours(24),
        digest("packs"),
        digest("input"));
  }

  static Binding offer(Plan plan, PolicyDecision decision) {
    return new Binding(
        Binding.VERSION,
        "i-7d20aa13",
        new ChangeId(ID),
        plan.target().uid(),
        plan.target().name().text(),
        "follow",
        COMMIT,
        plan.desiredHash(),
        plan.hash(),
        decision.hash(),
        decision.verdictHash(),
        plan.configHash(),
        plan.risk().level(),
        plan.risk().destructive(),
        decision.confirmDeletions(),
        List.of(new RuleId("prod")),
        NOW.plus(Duration.ofHours(24)),
        "");
  }

  static byte[] stored(Plan plan) {
    return Canonical.bytes(Records.toValue(new StoredParts.Planned(plan, null)));
  }

  static byte[] stored(PolicyDecision decision) {
    return Canonical.bytes(Records.toValue(new StoredParts.Decided(decision, CONFIGURATION, null)));
  }

  static Api.ChangeSummary summary(String state, List<String> waitsFor) {
    return summary(ID, TARGET, state, waitsFor, null);
  }

  static Api.ChangeSummary summary(
      String id, String target, String state, List<String> waitsFor, @Nullable String outcome) {
    return new Api.ChangeSummary(
        id,
        target,
        state,
        "follow",
        COMMIT,
        "crm-core: five replicas",
        "developer@crm.example",
        "medium",
        NOW.minusSeconds(190),
        NOW.minusSeconds(95),
        null,
        null,
        outcome,
        null,
        waitsFor);
  }

  static Api.ChangeView waiting(Plan plan, PolicyDecision decision) {
    return new Api.ChangeView(
        summary("awaiting-approval", List.of("1 of platform (rule prod)")),
        List.of(
            new Api.FactLine(
                41, "change-proposed", NOW.minusSeconds(190), "p-1", "proposed by a commit")),
        List.of(new Api.Asked("prod", "platform", 1, 0)),
        List.of(),
        List.of(
            new Finding(
                new RuleId("prod"),
                Finding.Severity.WARN,
                DEPLOYMENT,
                "takes /spec/replicas from kubectl-scale",
                "Tell them that Git sets it.",
                false,
                null)),
        null,
        List.of(),
        null,
        List.of(),
        "c-0000000001",
        null,
        List.of(),
        plan.hash().toString(),
        decision.hash().toString(),
        plan.desiredHash().toString(),
        plan.configHash().toString(),
        List.of(),
        null,
        null,
        List.of(),
        List.of());
  }

  static Api.ChangeView verified(Plan plan, PolicyDecision decision) {
    return new Api.ChangeView(
        summary(ID, TARGET, "verified", List.of(), "partial"),
        List.of(),
        List.of(new Api.Asked("prod", "platform", 1, 1)),
        List.of(
            new Api.Given(
                "platform@crm.example",
                List.of("prod"),
                NOW.plusSeconds(3600),
                "sshsig",
                "c-9z8y7x6w5v")),
        List.of(),
        null,
        List.of(
            new Api.StepLine(0, "update", Value.of(DEPLOYMENT.text()), "done", null, null),
            new Api.StepLine(
                1,
                "update",
                Value.of(SECRET.text()),
                "failed",
                Problem.environment("KUB-0007", "the cluster said no.", "Try again."),
                null)),
        new Verification(
            Health.DEGRADED,
            "kstatus",
            Verification.DriftAfter.EXPECTED,
            List.of(DEPLOYMENT.text() + ": 2 of 5 replicas are ready"),
            false,
            NOW),
        List.of(Problem.environment("KUB-0007", "the cluster said no.", "Try again.")),
        null,
        null,
        List.of(),
        plan.hash().toString(),
        decision.hash().toString(),
        plan.desiredHash().toString(),
        plan.configHash().toString(),
        List.of(),
        null,
        null,
        List.of(),
        List.of());
  }
}
