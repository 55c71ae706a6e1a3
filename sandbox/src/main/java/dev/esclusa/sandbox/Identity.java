package dev.esclusa.sandbox;

import dev.esclusa.tempo.Chance;
import dev.esclusa.tempo.Tempo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The marks that only the server gives: uids, name suffixes and times. */
final class Identity {
  /**
   * The alphabet of generated names (apimachinery, util/rand): no vowels, nothing that looks alike.
   */
  private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

  private final Tempo tempo;

  Identity(Tempo tempo) {
    this.tempo = tempo;
  }

  String uid() {
    Chance chance = tempo.chance();
    long high = chance.nextLong() & ~0xf000L | 0x4000L;
    long low = chance.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  String suffix(int length) {
    StringBuilder suffix = new StringBuilder();
    for (int at = 0; at < length; at++)
      suffix.append(SAFE.charAt(tempo.chance().nextInt(SAFE.length())));
    return suffix.toString();
  }

  /** Objects carry whole seconds. */
  Instant now() {
    return tempo.now().truncatedTo(ChronoUnit.SECONDS);
  }

  String timestamp() {
    return now().toString();
  }
}
