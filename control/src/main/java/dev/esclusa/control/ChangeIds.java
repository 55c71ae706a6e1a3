package dev.esclusa.control;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.EpisodeId;
import dev.esclusa.tempo.Chance;

/** New names: ten characters of a 32 letter alphabet without look-alikes, fifty random bits. */
final class ChangeIds {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private ChangeIds() {}

  static ChangeId change(Chance chance) {
    return new ChangeId("c-" + random(chance));
  }

  static EpisodeId episode(Chance chance) {
    return new EpisodeId("d-" + random(chance));
  }

  private static String random(Chance chance) {
    byte[] bytes = chance.bytes(10);
    StringBuilder text = new StringBuilder(10);
    for (byte b : bytes) {
      text.append(ALPHABET.charAt(b & 31));
    }
    return text.toString();
  }
}
