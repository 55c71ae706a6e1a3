package dev.esclusa.evidence;

import dev.esclusa.model.Intent;

/** The words for intents that bindings carry. They are signed, so they stay for ever. */
final class Intents {
  private Intents() {}

  static String kind(Intent intent) {
    return switch (intent) {
      case Intent.Follow _ -> "follow";
      case Intent.Restore _ -> "restore";
      case Intent.Accept _ -> "accept";
      case Intent.RollBack _ -> "roll-back";
      case Intent.Recover _ -> "recover";
      case Intent.Transfer _ -> "transfer";
      case Intent.Unlock _ -> "unlock";
      case Intent.Decommission _ -> "decommission";
      case Intent.Erase _ -> "erase";
    };
  }
}
