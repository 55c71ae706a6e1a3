package dev.esclusa.cli;

/** Asks before something that cannot be taken back. */
final class Confirmation {
  private Confirmation() {}

  /**
   * @throws Failure CLI-0012 when nobody can be asked, or says no
   */
  static void ask(Terminal terminal, boolean yes, String question) {
    if (yes) {
      return;
    }
    if (!terminal.attended()) {
      throw Failure.caller(
          "CLI-0012",
          "nobody can be asked: " + question + " Nothing was done.",
          "Run it in a terminal, or add --yes.");
    }
    if (!terminal.agrees(question)) {
      throw Failure.caller("CLI-0012", "you said no. Nothing was done.", "");
    }
  }
}
