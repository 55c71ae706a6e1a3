package dev.esclusa.approval;

import dev.esclusa.model.Binding;
import dev.esclusa.model.Change;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Requirement;
import dev.esclusa.model.RuleId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** What approvers are asked to sign. */
public final class Bindings {
  private static final int NONCE_BYTES = 16;

  private Bindings() {}

  /**
   * Everything but the nonce, which each approver adds with {@link #withNonce}.
   *
   * @param teams of the approver: the offer asks for the rules that these may answer
   * @param now the offer expires one approval lifetime later
   */
  public static Binding offer(
      String installation,
      Change change,
      Plan plan,
      PolicyDecision decision,
      Collection<String> teams,
      Instant now) {
    List<RuleId> rules =
        decision.required().stream()
            .filter(it -> teams.contains(it.team()))
            .map(Requirement::rule)
            .toList();
    Instant expiresAt = now.plus(decision.approvalLifetime()).truncatedTo(ChronoUnit.SECONDS);
    return of(installation, change, plan, decision, rules, expiresAt);
  }

  static Binding of(
      String installation,
      Change change,
      Plan plan,
      PolicyDecision decision,
      List<RuleId> rules,
      Instant expiresAt) {
    return new Binding(
        Binding.VERSION,
        installation,
        change.id(),
        change.target(),
        plan.target().name().text(),
        change.intent().word(),
        change.intent().commit(),
        plan.desiredHash(),
        plan.hash(),
        decision.hash(),
        decision.verdictHash(),
        plan.configHash(),
        plan.risk().level(),
        plan.risk().destructive(),
        decision.confirmDeletions(),
        rules,
        expiresAt,
        "");
  }

  /**
   * @param nonce 32 hex digits, of the approver's own making
   */
  public static Binding withNonce(Binding offered, String nonce) {
    return new Binding(
        offered.version(),
        offered.installation(),
        offered.change(),
        offered.target(),
        offered.targetName(),
        offered.intent(),
        offered.commit(),
        offered.desiredHash(),
        offered.planHash(),
        offered.decisionHash(),
        offered.verdictHash(),
        offered.configHash(),
        offered.risk(),
        offered.destructive(),
        offered.confirms(),
        offered.rules(),
        offered.expiresAt(),
        nonce);
  }

  /** The same offer, confirming only the deletions that the approver named. */
  public static Binding confirming(Binding offered, Collection<String> named) {
    return new Binding(
        offered.version(),
        offered.installation(),
        offered.change(),
        offered.target(),
        offered.targetName(),
        offered.intent(),
        offered.commit(),
        offered.desiredHash(),
        offered.planHash(),
        offered.decisionHash(),
        offered.verdictHash(),
        offered.configHash(),
        offered.risk(),
        offered.destructive(),
        offered.confirms().stream().filter(it -> named.contains(it.text())).toList(),
        offered.rules(),
        offered.expiresAt(),
        offered.nonce());
  }

  /** 128 bits from a generator fit for secrets. */
  public static String nonce(RandomGenerator secure) {
    byte[] bytes = new byte[NONCE_BYTES];
    secure.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static boolean isNonce(String text) {
    return text.matches("[0-9a-f]{32}");
  }
}
