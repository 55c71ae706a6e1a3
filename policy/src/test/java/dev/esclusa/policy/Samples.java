package dev.esclusa.policy;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Approval;
import dev.esclusa.model.ApprovalRule;
import dev.esclusa.model.Authority;
import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Environment;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Fact;
import dev.esclusa.model.FreezeWindow;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PersonId;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Principal.Proof;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Source;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetName;
import dev.esclusa.model.TargetUid;
import dev.esclusa.model.Team;
import dev.esclusa.model.Waiver;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The small estate that these tests judge in. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final String COMMIT = "a".repeat(40);
  static final Principal ANA = new Principal.Known("ana@x", Proof.COMMIT_SIGNATURE);
  static final ChangeId CHANGE = new ChangeId("c-1");

  static final List<Team> TEAMS =
      List.of(
          new Team("crm", List.of("ana@x", "ben@x")),
          new Team("platform", List.of("kim@x", "lee@x", "mia@x")),
          new Team("data", List.of("dan@x")));

  private Samples() {}

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Managed managed(String environment) {
    Target target =
        new Target(
            new TargetUid("crm-core-" + environment),
            TargetName.of(environment, "eu", "crm-core"),
            "crm",
            new Authority("kubernetes"),
            "crm",
            RiskTier.STANDARD,
            Map.of("namespace", "crm-" + environment));
    return new Managed(
        target,
        new Source("", "apps/crm-core/" + environment, Value.mapping()),
        Managed.OnRemove.FORGET,
        Managed.ApplyMode.AFTER_MERGE,
        new Address.Configuration("Application", "crm-core-" + environment));
  }

  static Estate estate(List<ApprovalRule> rules, FreezeWindow... freezes) {
    return estate(TEAMS, rules, freezes);
  }

  /** The same with waivers. */
  static Estate waiving(Estate estate, List<Waiver> waivers) {
    return new Estate(
        estate.commit(),
        estate.teams(),
        estate.projects(),
        estate.environments(),
        estate.clusters(),
        estate.targets(),
        estate.approvalRules(),
        estate.freezes(),
        estate.ignores(),
        estate.policyPacks(),
        waivers,
        estate.allowedSigners(),
        estate.documentHashes(),
        estate.hash());
  }

  /** A waiver of the owner for everything that a rule finds. */
  static Waiver waiver(String name, RuleId rule, Instant expiresAt) {
    return new Waiver(
        name, rule, "ben@crm.example", "why", "INC-1", List.of(), List.of(), List.of(), expiresAt);
  }

  static Estate estate(List<Team> teams, List<ApprovalRule> rules, FreezeWindow... freezes) {
    return new Estate(
        COMMIT,
        teams,
        List.of(),
        List.of(
            environment("dev", Environment.UnknownPrincipals.ALLOW),
            environment("prod", Environment.UnknownPrincipals.REFUSE)),
        List.of(),
        List.of(managed("dev"), managed("prod")),
        rules,
        List.of(freezes),
        List.of(),
        "",
        Map.of(),
        digest("estate"));
  }

  private static Environment environment(String name, Environment.UnknownPrincipals unknown) {
    return new Environment(
        name, Environment.OnDrift.PROPOSE, unknown, Duration.ofMinutes(5), Duration.ofHours(8));
  }

  static ResourceChange change(Action action, String kind) {
    return new ResourceChange(
        new Address.Kubernetes("apps", kind, "crm", "core"),
        action,
        List.of(),
        0,
        "sync",
        false,
        null);
  }

  static ResourceChange guardedDeletion() {
    return new ResourceChange(
        new Address.Kubernetes("apps", "StatefulSet", "crm", "core"),
        Action.DELETE,
        List.of(),
        0,
        "prune",
        true,
        null);
  }

  static Plan plan(String environment, Risk.Level risk, ResourceChange... changes) {
    return plan(environment, new Intent.Follow(COMMIT, false), risk, changes);
  }

  static Plan plan(String environment, Intent intent, Risk.Level risk, ResourceChange... changes) {
    Target target = managed(environment).target();
    List<ResourceChange> all = List.of(changes);
    boolean destructive = all.stream().anyMatch(it -> it.action().destroys());
    return new Plan(
        target,
        intent,
        null,
        all,
        List.of(),
        digest("desired"),
        digest("config"),
        null,
        "yaml 1",
        new Risk(risk, List.of(), destructive),
        NOW,
        Plan.hashOf(target.uid(), intent, all, List.of(), null, null));
  }

  static Plan update(String environment) {
    return plan(environment, Risk.Level.LOW, change(Action.UPDATE, "Deployment"));
  }

  static PolicyDecision decide(Plan plan, Estate estate, Pack... packs) {
    return decide(plan, estate, ANA, packs);
  }

  static PolicyDecision decide(Plan plan, Estate estate, Principal bringer, Pack... packs) {
    return Policy.decide(
        new DecisionInput(
            plan, managed(plan.target().environment()), estate, bringer, List.of(packs)));
  }

  static ApprovalRule rule(String id, ApprovalRule.TeamCount... require) {
    return new ApprovalRule(
        new RuleId(id),
        List.of(),
        List.of(),
        List.of(),
        Risk.Level.LOW,
        Risk.Level.CRITICAL,
        false,
        List.of(),
        Arrays.asList(require));
  }

  static ApprovalRule.TeamCount of(String team, int count) {
    return new ApprovalRule.TeamCount(team, count);
  }

  static Approval approval(
      Plan plan, PolicyDecision decision, String approver, Instant expiresAt, String... rules) {
    return approval(plan, decision, approver, expiresAt, decision.confirmDeletions(), rules);
  }

  static Approval approval(
      Plan plan,
      PolicyDecision decision,
      String approver,
      Instant expiresAt,
      List<Address> confirms,
      String... rules) {
    Binding binding =
        new Binding(
            Binding.VERSION,
            "installation",
            CHANGE,
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
            confirms,
            Arrays.stream(rules).map(RuleId::new).toList(),
            expiresAt,
            digest(approver).hex().substring(0, 32));
    return new Approval(binding, approver, "sshsig", NOW, "signature");
  }

  static Change.Approved approved(Plan plan, PolicyDecision decision, List<Approval> approvals) {
    List<Fact.OfChange> facts = new ArrayList<>();
    facts.add(
        new Fact.ChangeProposed(
            CHANGE,
            plan.target().uid(),
            plan.intent(),
            plan.desiredHash(),
            plan.configHash(),
            null,
            List.of(),
            null,
            null));
    facts.add(
        new Fact.PlanComputed(
            plan.hash(),
            plan.desiredHash(),
            plan.configHash(),
            plan.risk().level(),
            plan.risk().destructive(),
            plan.changes().size()));
    facts.add(
        new Fact.PolicyDecided(
            decision.outcome(),
            decision.quorum(),
            decision.hash(),
            decision.verdictHash(),
            decision.packHash()));
    for (Approval approval : approvals) {
      facts.add(
          new Fact.ApprovalGranted(
              approval.binding().hash(),
              new PersonId("p-" + approval.approver().replace('@', '-')),
              decision.answeredBy(approval.binding().rules()),
              approval.binding().expiresAt()));
    }
    return (Change.Approved) Lifecycle.fold(facts);
  }

  /** A pack of fixed findings. */
  record FixedPack(String name, List<dev.esclusa.model.Finding> findings) implements Pack {
    @Override
    public List<dev.esclusa.model.RuleId> rules() {
      return findings.stream().map(dev.esclusa.model.Finding::rule).distinct().toList();
    }

    @Override
    public List<dev.esclusa.model.RuleId> tried() {
      return List.of();
    }

    @Override
    public Digest hash() {
      return digest(name + findings);
    }

    @Override
    public boolean covers(Target target) {
      return true;
    }

    @Override
    public Judgement judge(PackInput input) {
      return Judgement.of(findings);
    }

    @Override
    public List<dev.esclusa.model.RuleId> judging(Target target) {
      return rules();
    }

    @Override
    public List<dev.esclusa.model.RuleId> admitting(Target target) {
      return List.of();
    }

    @Override
    public Judgement admit(PackInput input, AdmissionFacts facts) {
      return Judgement.of(List.of());
    }
  }
}
