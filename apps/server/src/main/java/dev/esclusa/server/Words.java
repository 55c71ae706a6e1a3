package dev.esclusa.server;

import dev.esclusa.model.Fact;

/** Facts in the words of people. */
final class Words {
  private Words() {}

  static String of(Fact fact) {
    return switch (fact) {
      case Fact.ChangeProposed it -> "proposed to " + it.intent().word();
      case Fact.PlanComputed it ->
          "planned "
              + it.objects()
              + (it.objects() == 1 ? " object" : " objects")
              + ", risk "
              + Views.kebab(it.risk())
              + (it.destructive() ? ", destructive" : "");
      case Fact.PolicyDecided it ->
          switch (it.outcome()) {
            case ALLOW -> "allowed by rule";
            case DENY -> "denied";
            case REQUIRE_APPROVAL ->
                "waits for " + persons(it.quorum().stream().mapToInt(Integer::intValue).sum());
          };
      case Fact.ApprovalGranted it -> "approved, until " + it.expiresAt();
      case Fact.ApprovalCarried it -> "approval carried over from " + it.from();
      case Fact.ApprovalLapsed it -> "approval lapsed, " + Views.kebab(it.cause());
      case Fact.AdmissionRefused it -> "not admitted, " + it.code();
      case Fact.ApplyStarted it -> "apply started by " + it.holder();
      case Fact.StepStarted it -> "step " + it.index() + " started, " + Views.kebab(it.action());
      case Fact.StepFinished it -> "step " + it.index() + " " + Views.kebab(it.end());
      case Fact.ApplyFinished it -> "apply " + Views.kebab(it.outcome());
      case Fact.RunnerLost _ -> "runner lost, in doubt";
      case Fact.RecoveryDecided it -> "recovery: " + Views.kebab(it.verdict());
      case Fact.ResultVerified it ->
          it.overtaken()
              ? "overtaken by a newer change"
              : "verified " + Views.kebab(it.health()) + ", drift " + Views.kebab(it.drift());
      case Fact.ChangeStopped it ->
          "stopped, "
              + Views.kebab(it.cause())
              + (it.supersededBy() == null ? "" : " by " + it.supersededBy());
      case Fact.EvidenceSealed _ -> "proven";
      case Fact.TargetRegistered _ -> "registered";
      case Fact.TargetRemoved _ -> "removed";
      case Fact.TargetPaused _ -> "paused";
      case Fact.TargetResumed _ -> "resumed";
      case Fact.InventoryRecorded it -> "owns " + it.objects() + " objects";
      case Fact.DriftOpened it -> "drift " + it.episode() + ", " + Views.kebab(it.cause());
      case Fact.DriftClosed it -> "drift " + it.episode() + " is over";
      case Fact.DriftContested it -> "drift " + it.episode() + " is contested, healing stops";
      case Fact.GenesisPinned it -> "genesis at " + it.commit();
      case Fact.ConfigurationActivated it -> "configuration of " + it.commit() + " in force";
      case Fact.ConfigurationRefused it -> "configuration of " + it.commit() + " refused";
      case Fact.AllPaused _ -> "everything paused";
      case Fact.AllResumed _ -> "everything resumed";
      case Fact.FormatActivated it -> "format " + it.type() + " " + it.typeVersion() + " active";
      case Fact.LogContinued _ -> "log continued";
      case Fact.KeyRotated it -> "key for " + it.purpose() + " rotated";
      case Fact.HealingHalted it ->
          "healing of " + it.place() + " halted, " + it.drifted() + " of " + it.all() + " drifted";
      case Fact.HealingResumed it -> "healing of " + it.place() + " resumed";
      case Fact.PayloadsErased it -> it.payloads() + " payloads of " + it.change() + " erased";
    };
  }

  private static String persons(int count) {
    return count == 1 ? "1 approval" : count + " approvals";
  }
}
