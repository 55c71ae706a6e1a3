package dev.esclusa.policy;

import dev.esclusa.model.Estate;
import dev.esclusa.model.Finding;
import dev.esclusa.model.Finding.Severity;
import dev.esclusa.model.Principal;
import dev.esclusa.model.RuleId;
import java.util.Optional;

/** What the configuration knows of whoever brought a change. */
enum Bringer {
  /** A member of a team. */
  MEMBER,
  /** Esclusa itself, which brings nothing of its own: restores, recoveries. */
  SYSTEM,
  /** Verified, but in no team. */
  OUTSIDER,
  /** Not verified. */
  UNKNOWN;

  static final RuleId RULE = new RuleId("known-bringer");

  static Bringer of(Principal principal, Estate estate) {
    return switch (principal) {
      case Principal.Unknown _ -> UNKNOWN;
      case Principal.Known it when it.equals(Principal.SYSTEM) -> SYSTEM;
      case Principal.Known it -> estate.teamsOf(it.id()).isEmpty() ? OUTSIDER : MEMBER;
    };
  }

  /** What blocks, in an environment that takes changes only from people it knows. */
  Optional<Finding> finding(Principal principal, String environment) {
    return switch (this) {
      case MEMBER, SYSTEM -> Optional.empty();
      case OUTSIDER ->
          Optional.of(
              blocking(
                  principal.name()
                      + " is a member of no team, and "
                      + environment
                      + " takes changes only from members of teams",
                  "Have a team member bring the change, or add the person to a Team."));
      case UNKNOWN ->
          Optional.of(
              blocking(
                  "nobody verified brought this change: "
                      + principal.name()
                      + because(principal)
                      + "; "
                      + environment
                      + " refuses changes of unknown principals",
                  "Sign the commit with a key of esclusa/allowed_signers and push again."));
    };
  }

  private static String because(Principal principal) {
    return principal instanceof Principal.Unknown it ? ", because " + it.cause() : "";
  }

  private static Finding blocking(String message, String fix) {
    return new Finding(RULE, Severity.BLOCK, null, message, fix, false, null);
  }
}
