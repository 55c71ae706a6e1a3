package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.cli.StoredParts.Decided;
import dev.esclusa.model.Binding;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OfferCheckTest {
  static List<Intent> intents() {
    return List.of(
        new Intent.Follow(Sample.COMMIT, false),
        new Intent.Restore(new EpisodeId("d-1a2b3c4d5e"), Sample.COMMIT),
        new Intent.RollBack(Sample.COMMIT, Sample.NOW),
        new Intent.Decommission(Sample.COMMIT),
        new Intent.Accept(new EpisodeId("d-1a2b3c4d5e")),
        new Intent.Recover(new ChangeId("c-0000000001")),
        new Intent.Unlock("9db590f1"));
  }

  @ParameterizedTest
  @MethodSource("intents")
  void anHonestOfferOfEachKindAgrees(Intent intent) {
    assertThat(differing(intent, kind(intent), intent.commit())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("intents")
  void anOfferThatNamesAnotherCommitDiffers(Intent intent) {
    assertThat(differing(intent, kind(intent), "f".repeat(40))).contains("commit");
  }

  @ParameterizedTest
  @MethodSource("intents")
  void anOfferOfAnotherKindDiffers(Intent intent) {
    assertThat(differing(intent, "something-else", intent.commit())).containsExactly("intent");
  }

  private static String kind(Intent intent) {
    return switch (intent) {
      case Intent.Follow _ -> "follow";
      case Intent.Restore _ -> "restore";
      case Intent.Accept _ -> "accept";
      case Intent.RollBack _ -> "roll-back";
      case Intent.Recover _ -> "recover";
      case Intent.Unlock _ -> "unlock";
      case Intent.Decommission _ -> "decommission";
      case Intent.Transfer _ -> "transfer";
      case Intent.Erase _ -> "erase";
    };
  }

  private static List<String> differing(Intent intent, String kind, @Nullable String commit) {
    Plan plan = wanting(intent, Sample.plan(Sample.scaling(5)));
    PolicyDecision decision = Sample.decision(plan);
    Binding honest = Sample.offer(plan, decision);
    Binding offer =
        new Binding(
            honest.version(),
            honest.installation(),
            honest.change(),
            honest.target(),
            honest.targetName(),
            kind,
            commit,
            honest.desiredHash(),
            honest.planHash(),
            honest.decisionHash(),
            honest.verdictHash(),
            honest.configHash(),
            honest.risk(),
            honest.destructive(),
            honest.confirms(),
            honest.rules(),
            honest.expiresAt(),
            honest.nonce());
    return new OfferCheck(
            Sample.ID, offer, plan, new Decided(decision, Sample.CONFIGURATION, null), Sample.NOW)
        .run().stream().filter(Check.Differs.class::isInstance).map(Check::what).toList();
  }

  private static Plan wanting(Intent intent, Plan plan) {
    return new Plan(
        plan.target(),
        intent,
        plan.revision(),
        plan.changes(),
        plan.preconditions(),
        plan.desiredHash(),
        plan.configHash(),
        plan.artifact(),
        plan.renderer(),
        plan.risk(),
        plan.computedAt(),
        Plan.hashOf(plan.target().uid(), intent, plan.changes(), plan.preconditions(), null, null));
  }
}
