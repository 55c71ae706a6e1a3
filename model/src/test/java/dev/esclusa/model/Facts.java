package dev.esclusa.model;

import dev.esclusa.model.Fact.ApprovalLapsed.Lapse;
import dev.esclusa.model.Fact.ChangeStopped.Stop;
import dev.esclusa.model.Fact.RecoveryDecided.Verdict;
import dev.esclusa.model.Fact.StepFinished.StepEnd;
import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One fact of each type, that fit each other. */
final class Facts {
  static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  static final ChangeId CHANGE = new ChangeId("c-0123456789");
  static final TargetUid TARGET = new TargetUid("crm-core-prod-7f3a");
  static final PersonId ANA = new PersonId("p-00000000000000aa");
  static final PersonId BEN = new PersonId("p-00000000000000bb");

  private Facts() {}

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Fact.ChangeProposed proposed() {
    return new Fact.ChangeProposed(
        CHANGE,
        TARGET,
        new Intent.Follow("a".repeat(40), false),
        digest("desired"),
        digest("config"),
        ANA,
        List.of(ANA, BEN),
        new ChangeId("c-9876543210"),
        "commit " + "a".repeat(40));
  }

  static Fact.PlanComputed planned() {
    return new Fact.PlanComputed(
        digest("plan"), digest("desired"), digest("config"), Risk.Level.HIGH, true, 7);
  }

  static Fact.PolicyDecided decided(PolicyDecision.Outcome outcome) {
    List<Integer> quorum =
        outcome == PolicyDecision.Outcome.REQUIRE_APPROVAL ? List.of(1) : List.of();
    return new Fact.PolicyDecided(
        outcome, quorum, digest("decision"), digest("verdict"), digest("pack"));
  }

  static Fact.ApprovalGranted granted() {
    return new Fact.ApprovalGranted(digest("binding"), BEN, List.of(0), LATER);
  }

  static Fact.ApprovalCarried carried() {
    return new Fact.ApprovalCarried(
        new ChangeId("c-9999999999"), digest("carried"), BEN, List.of(0), LATER);
  }

  static Fact.ApplyStarted started(Digest... consumes) {
    return new Fact.ApplyStarted(
        digest("admission"),
        "server-a",
        4,
        consumes.length,
        Fact.ApplyStarted.consumedOf(List.of(consumes)));
  }

  /** Every fact of changes by type, in the order of a life. */
  static Map<String, Fact.OfChange> all() {
    List<Fact.OfChange> facts =
        List.of(
            proposed(),
            planned(),
            decided(PolicyDecision.Outcome.REQUIRE_APPROVAL),
            granted(),
            carried(),
            new Fact.ApprovalLapsed(digest("binding"), Lapse.EXPIRED),
            new Fact.AdmissionRefused("POL-0003"),
            started(digest("binding")),
            new Fact.StepStarted(0, Action.CREATE, digest("address")),
            new Fact.StepFinished(0, StepEnd.DONE, null),
            new Fact.ApplyFinished(ApplyResult.Outcome.SUCCEEDED),
            new Fact.RunnerLost(4),
            new Fact.RecoveryDecided(Verdict.RESUME, "server-b", 5, null),
            new Fact.ResultVerified(Health.HEALTHY, Verification.DriftAfter.NONE, false),
            new Fact.ChangeStopped(Stop.SUPERSEDED, new ChangeId("c-8888888888")),
            new Fact.EvidenceSealed(digest("statement")));
    Map<String, Fact.OfChange> byType = new LinkedHashMap<>();
    facts.forEach(fact -> byType.put(Envelope.typeOf(fact), fact));
    return byType;
  }
}
