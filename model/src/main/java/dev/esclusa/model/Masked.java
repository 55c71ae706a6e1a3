package dev.esclusa.model;

import dev.esclusa.tree.Value;
import java.util.Locale;

/**
 * What stands for a sensitive leaf wherever people, policies and hashes look: a keyed digest, which
 * tells equal from different and nothing else.
 *
 * @param hmac HMAC-SHA-256 under the installation's key, hex, first 32 digits
 * @param origin where the value comes from, so that a rule can forbid plaintext secrets in Git
 */
public record Masked(String hmac, SecretOrigin origin) {
  /** Where a sensitive value comes from. */
  public enum SecretOrigin {
    LITERAL_IN_GIT,
    REFERENCE,
    GENERATED,
    LIVE
  }

  public Value toValue() {
    return Value.mapping(
        "$masked",
        Value.mapping(
            "hmac", hmac, "origin", origin.name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  public static boolean isMasked(Value value) {
    return value instanceof Value.Mapping mapping && mapping.size() == 1 && mapping.has("$masked");
  }
}
