package dev.esclusa.evidence;

import dev.esclusa.model.Problem;

/** The end of a verification: a place and what does not hold there. */
final class Refuted extends RuntimeException {
  private final transient Verdict.Invalid verdict;

  Refuted(String place, String code, String cause, String fix) {
    super(place + ": " + cause);
    verdict = new Verdict.Invalid(place, Problem.caller(code, cause, fix));
  }

  Verdict.Invalid verdict() {
    return verdict;
  }

  static Refuted bundle(String cause) {
    return new Refuted(
        "bundle",
        "EVD-0001",
        cause,
        "Get the bundle again, byte by byte, with: esclusa evidence CHANGE > FILE");
  }

  static Refuted checkpoint(String place, String cause) {
    return new Refuted(
        place,
        "EVD-0002",
        cause,
        "Check that the trust file is the one for this log; if it is, do not believe the bundle.");
  }

  static Refuted inclusion(String place, String cause) {
    return new Refuted(
        place,
        "EVD-0003",
        cause,
        "The witnessed log does not have this. Do not believe the bundle.");
  }

  static Refuted envelope(String place, String cause) {
    return new Refuted(
        place, "EVD-0004", cause, "Verify with a release that reads this format, or ask for it.");
  }

  static Refuted chain(String place, String cause) {
    return new Refuted(
        place, "EVD-0005", cause, "A fact was left out or put elsewhere. Get the whole bundle.");
  }

  static Refuted lifecycle(String place, String cause) {
    return new Refuted(
        place, "EVD-0006", cause, "The facts do not make a change. Do not believe the bundle.");
  }

  static Refuted payload(String place, String cause) {
    return new Refuted(
        place, "EVD-0007", cause, "The content is not what was logged. Get the bundle again.");
  }

  static Refuted mismatch(String place, String cause) {
    return new Refuted(
        place,
        "EVD-0008",
        cause,
        "The record contradicts itself. Keep the bundle and tell whoever runs the installation.");
  }

  static Refuted approval(String place, String cause) {
    return new Refuted(
        place,
        "EVD-0009",
        cause,
        "What was applied was not approved like this. Tell whoever answers for the target.");
  }

  static Refuted signature(String place, String cause) {
    return new Refuted(
        place,
        "EVD-0010",
        cause,
        "Check that the allowed signers are those of the time; if they are, it was not signed.");
  }

  static Refuted statement(String place, String cause) {
    return new Refuted(
        place, "EVD-0011", cause, "The seal is of other facts. Do not believe the bundle.");
  }
}
