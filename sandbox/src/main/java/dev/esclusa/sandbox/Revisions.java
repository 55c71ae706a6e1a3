package dev.esclusa.sandbox;

/** Resource versions as clients send them. */
final class Revisions {
  private Revisions() {}

  static long parse(String text) {
    try {
      long revision = Long.parseLong(text);
      if (revision >= 0) return revision;
    } catch (NumberFormatException notANumber) {
      throw refused(text, notANumber);
    }
    throw refused(text, null);
  }

  private static Refusal refused(String text, @org.jspecify.annotations.Nullable Throwable origin) {
    Refusal refusal =
        Refusal.badRequest(
            "resourceVersion: Invalid value: \"" + text + "\": it is no number of this server");
    if (origin != null) refusal.initCause(origin);
    return refusal;
  }
}
