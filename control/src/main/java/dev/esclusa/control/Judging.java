package dev.esclusa.control;

import dev.esclusa.model.Approval;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Managed;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.Principal;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Revision;
import dev.esclusa.model.RuleId;
import dev.esclusa.model.Target;
import dev.esclusa.policy.AdmissionFacts;
import dev.esclusa.policy.ChangeDocument;
import dev.esclusa.policy.DecisionInput;
import dev.esclusa.policy.HeldApproval;
import dev.esclusa.policy.Pack;
import dev.esclusa.policy.PackInput;
import dev.esclusa.policy.Packs;
import dev.esclusa.policy.Policy;
import dev.esclusa.tree.Value;
import java.time.Instant;
import java.util.List;

/** Asks the rules of a configuration, those in Rego among them. */
final class Judging {
  private final Packs packs = new Packs();

  /** What keeps a pack from being used, for whoever reads a configuration. */
  List<Problem> problems(PolicyPack pack) {
    return packs.problems(pack);
  }

  /** Whether a pack reads more of a target's changes than their differences. */
  static boolean reads(Managed managed, Estate estate) {
    return estate.policyPacks().stream().anyMatch(it -> it.covers(managed.target()));
  }

  /**
   * Whether rules would read what was not kept with the plan: no pack had a say when it was made.
   */
  static boolean lacks(Payloads.Planned planned, Payloads.Proposed proposed, Estate estate) {
    return planned.objects() == null
        && reads(Driver.declared(estate, proposed.managed()), estate)
        && !planned.plan().changesNothing();
  }

  /** The first judgement. */
  PolicyDecision decision(Payloads.Planned planned, Payloads.Proposed proposed, Estate estate) {
    return Policy.decide(
        new DecisionInput(
            planned.plan(),
            Driver.declared(estate, proposed.managed()),
            estate,
            broughtBy(proposed),
            packs.of(estate),
            objects(planned)));
  }

  /** The packs that are asked about a plan. */
  List<Payloads.Asked> asked(Payloads.Planned planned, Payloads.Proposed proposed, Estate estate) {
    Managed managed = Driver.declared(estate, proposed.managed());
    return Policy.asksPacks(planned.plan())
        ? packs.of(estate).stream()
            .filter(it -> it.covers(managed.target()))
            .map(it -> Payloads.Asked.of(it, it.judging(managed.target())))
            .toList()
        : List.of();
  }

  /** The packs of a configuration, compiled. */
  List<Pack> packs(Estate estate) {
    return packs.of(estate);
  }

  /** What rules for the moment of apply have against it. */
  Payloads.Objections objections(
      Payloads.Planned planned,
      Payloads.Proposed proposed,
      Estate estate,
      List<HeldApproval> held,
      Instant now) {
    Target target = Driver.declared(estate, proposed.managed()).target();
    List<Pack> asked =
        packs.of(estate).stream()
            .filter(it -> it.covers(target) && !it.admitting(target).isEmpty())
            .toList();
    if (asked.isEmpty()) {
      return Payloads.Objections.NONE;
    }
    PackInput input = input(planned, proposed, estate);
    AdmissionFacts facts =
        new AdmissionFacts(
            now,
            held.stream()
                .filter(it -> it.voidBecause() == null)
                .map(HeldApproval::approval)
                .map(Judging::given)
                .toList());
    List<Pack.Judgement> said = asked.stream().map(it -> it.admit(input, facts)).toList();
    return new Payloads.Objections(
        asked.stream().map(it -> Payloads.Asked.of(it, it.admitting(target))).toList(),
        said.stream().flatMap(it -> it.findings().stream()).toList(),
        said.stream().flatMap(it -> it.shadowed().stream()).toList());
  }

  /** What rules in Rego had as input. */
  static Value.Mapping document(
      Payloads.Planned planned, Payloads.Proposed proposed, Estate estate) {
    return ChangeDocument.of(input(planned, proposed, estate));
  }

  private static PackInput input(
      Payloads.Planned planned, Payloads.Proposed proposed, Estate estate) {
    Managed managed = Driver.declared(estate, proposed.managed());
    return new PackInput(
        planned.plan(),
        managed,
        estate.environment(managed.target().environment()),
        estate.project(managed.target().project()),
        broughtBy(proposed),
        objects(planned));
  }

  private static AdmissionFacts.Given given(Approval approval) {
    return new AdmissionFacts.Given(
        approval.approver(),
        approval.binding().rules().stream().map(RuleId::text).toList(),
        approval.binding().expiresAt());
  }

  private static PlanObjects objects(Payloads.Planned planned) {
    PlanObjects objects = planned.objects();
    return objects == null ? PlanObjects.NONE : objects;
  }

  private static Principal broughtBy(Payloads.Proposed proposed) {
    Revision revision = proposed.revision();
    boolean follows = revision != null && proposed.actor().equals(revision.broughtBy().name());
    if (revision != null && follows) {
      return revision.broughtBy();
    }
    return proposed.actor().equals(Principal.SYSTEM.id())
        ? Principal.SYSTEM
        : new Principal.Known(proposed.actor(), Principal.Proof.TOKEN);
  }
}
