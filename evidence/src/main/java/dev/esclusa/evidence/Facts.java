package dev.esclusa.evidence;

import dev.esclusa.model.Envelope;
import dev.esclusa.model.Fact;
import dev.esclusa.tree.Digest;
import java.util.Locale;

/** Facts in words, and what is agreed about their payloads. */
final class Facts {
  /** The commitment of an entry that never had a payload. */
  static final Digest NO_PAYLOAD = Envelope.commitmentOf(new byte[0], new byte[0]);

  private Facts() {}

  static String detail(Fact fact) {
    return switch (fact) {
      case Fact.ChangeProposed it ->
          "intent "
              + it.intent().word()
              + (it.intent().commit() == null ? "" : " of " + it.intent().commit());
      case Fact.PlanComputed it ->
          it.objects()
              + " objects, risk "
              + low(it.risk())
              + (it.destructive() ? ", destructive" : "")
              + ", plan "
              + it.planHash().shortText();
      case Fact.PolicyDecided it ->
          low(it.outcome()) + ", decision " + it.decisionHash().shortText();
      case Fact.ApprovalGranted it ->
          "by " + it.approver() + ", binding " + it.binding().shortText();
      case Fact.ApprovalCarried it ->
          "by " + it.approver() + " on " + it.from() + ", binding " + it.binding().shortText();
      case Fact.ApprovalLapsed it -> low(it.cause()) + ", binding " + it.binding().shortText();
      case Fact.AdmissionRefused it -> it.code();
      case Fact.ApplyStarted it ->
          it.approvals()
              + " approvals consumed, runner "
              + it.holder()
              + ", token "
              + it.fencingToken();
      case Fact.StepStarted it -> "step " + it.index() + " " + low(it.action());
      case Fact.StepFinished it ->
          "step " + it.index() + " " + low(it.end()) + (it.code() == null ? "" : " " + it.code());
      case Fact.ApplyFinished it -> low(it.outcome());
      case Fact.RunnerLost it -> "token " + it.fencingToken();
      case Fact.RecoveryDecided it -> low(it.verdict());
      case Fact.ResultVerified it ->
          low(it.health()) + ", drift " + low(it.drift()) + (it.overtaken() ? ", overtaken" : "");
      case Fact.ChangeStopped it ->
          low(it.cause()) + (it.supersededBy() == null ? "" : " by " + it.supersededBy());
      case Fact.EvidenceSealed it -> "statement " + it.statement().shortText();
      case Fact.PayloadsErased it -> it.payloads() + " payloads of " + it.change();
      case Fact.OfTarget _, Fact.OfInstallation _ -> "";
    };
  }

  private static String low(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
