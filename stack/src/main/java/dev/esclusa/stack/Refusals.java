package dev.esclusa.stack;

import dev.esclusa.model.Problem;
import dev.esclusa.stack.StateAnswer.Reason;
import dev.esclusa.stack.StateAnswer.Refused;

/** Why an engine was refused, in words that help whoever reads its output. */
final class Refusals {
  private static final String AS_IT_WAS = "The state is as it was. ";

  private Refusals() {}

  /** One text for every cause: it tells nobody which stacks there are. */
  static Refused unknown() {
    return new Refused(
        Reason.UNKNOWN,
        Problem.caller(
            "STK-0001",
            "there is no such state, or not with these credentials.",
            "States are reached by engines that the server started, while their run is open."));
  }

  static Refused fenced(Credential by, long fence) {
    return new Refused(
        Reason.CONFLICT,
        Problem.caller(
            "STK-0003",
            "run "
                + by.run()
                + " with fencing token "
                + by.fencingToken()
                + " was given up by a verdict; stack "
                + by.stack()
                + " takes writers from token "
                + fence
                + " on.",
            AS_IT_WAS + "What this run did is in its errored.tfstate; a recovery looks at it."));
  }

  static Refused reader(Credential by, String what) {
    return new Refused(
        Reason.FORBIDDEN,
        Problem.caller(
            "STK-0004",
            "run " + by.run() + " may read the state of " + by.stack() + " and not " + what + ".",
            "Plans run with -lock=false; only an approved apply writes."));
  }

  static Refused notHolder(Credential by, Head head, String id) {
    StateLock lock = head.lock();
    return new Refused(
        Reason.CONFLICT,
        Problem.caller(
            "STK-0006",
            "run "
                + by.run()
                + " does not hold the lock "
                + (id.isEmpty() ? "on" : id + " on")
                + " the state of "
                + by.stack()
                + (lock == null ? "; nobody does" : "; lock " + lock.id() + " is " + lock.words())
                + ".",
            AS_IT_WAS + "Lock the state before writing it."));
  }

  static Refused notYours(Credential by, StateLock lock) {
    return new Refused(
        Reason.CONFLICT,
        Problem.caller(
            "STK-0018",
            "lock " + lock.id() + " on the state of " + by.stack() + " is " + lock.words() + ".",
            "An engine breaks no lock of another run; an approved unlock with a verdict does."));
  }

  static Refused wrongSum() {
    return new Refused(
        Reason.MALFORMED,
        Problem.caller(
            "STK-0007",
            "the Content-MD5 of the request is not that of its body, or is missing.",
            AS_IT_WAS + "It came damaged; the engine may send it again."));
  }

  static Refused tooLarge(long maxBytes) {
    return new Refused(
        Reason.TOO_LARGE,
        Problem.capacity(
            "STK-0008",
            "the state is larger than " + maxBytes + " bytes.",
            AS_IT_WAS + "Split the stack, or raise the limit for states."));
  }

  static Refused malformed(Problem problem) {
    return new Refused(Reason.MALFORMED, problem);
  }

  static Refused lockUnreadable() {
    return malformed(
        Problem.caller(
            "STK-0021",
            "the body of the request names no lock.",
            "Send the lock as JSON with an ID, as Terraform's http backend does."));
  }

  static Refused otherLineage(StateVersion current, StateDocument next) {
    return new Refused(
        Reason.CONFLICT,
        Problem.caller(
            "STK-0010",
            "the state has lineage "
                + next.lineage()
                + ", that of "
                + current.stack()
                + " is "
                + current.lineage()
                + ": it is the state of something else.",
            AS_IT_WAS + "Only a verdict replaces it by another lineage."));
  }

  static Refused notNewer(StateVersion current, StateDocument next) {
    return new Refused(
        Reason.CONFLICT,
        Problem.caller(
            "STK-0011",
            "the state has serial "
                + next.serial()
                + ", that of "
                + current.stack()
                + " is at "
                + current.serial()
                + " already.",
            AS_IT_WAS + "Plan again on the newest state; only a verdict goes back."));
  }

  static Refused busy(String stack) {
    return new Refused(
        Reason.BUSY,
        Problem.capacity(
            "STK-0020",
            "the state of " + stack + " moved again and again while it was asked for.",
            "Try again; `esclusa state versions` shows which runs of this stack are open."));
  }
}
