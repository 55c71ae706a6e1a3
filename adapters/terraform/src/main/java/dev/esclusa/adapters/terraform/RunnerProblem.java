package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.terraform.Diagnostic;
import dev.esclusa.terraform.DiagnosticKind;
import dev.esclusa.terraform.LockDetails;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The problems of running an engine. */
final class RunnerProblem {
  /** Where an engine that speaks to people puts the place of an error. */
  private static final Pattern IN_FILE = Pattern.compile("\\bon (\\S+) line (\\d+)");

  static final String ENGINE_NOT_ALLOWED = "TFM-0003";
  private static final int SHOWN_MAX = 600;
  private static final Pattern COLOURS = Pattern.compile("\\u001B\\[[0-9;?]*[A-Za-z]");

  private RunnerProblem() {}

  static Problem noEngine(EngineKind kind, EngineConstraint wanted, List<Engine> there) {
    String seen =
        there.isEmpty()
            ? "none is installed"
            : "installed: "
                + there.stream().map(Engine::toString).collect(Collectors.joining(", "));
    return Problem.environment(
        "TFM-0001",
        "no " + kind.program() + " fits " + wanted + "; " + seen + ".",
        "Install such a " + kind.title() + " on the server's PATH, or change the stack's version.");
  }

  static Problem unreadableConstraint(String whole, String part) {
    return Problem.caller(
        "TFM-0002",
        "version constraint \"" + shown(whole) + "\" has the clause \"" + shown(part) + "\".",
        "Write clauses like \"~> 1.9\" or \">= 1.8, < 2\"; =, !=, >, >=, <, <= and ~> are known.");
  }

  static Problem engineNotAllowed(Path program, Digest seen, EngineAllowList allowed) {
    return Problem.caller(
        ENGINE_NOT_ALLOWED,
        program
            + " has "
            + seen
            + ", which is not on the list of allowed engines; allowed is "
            + shown(allowed.wanted())
            + ".",
        "Compare it with the publisher's checksum; add it to allowed-engines or replace the file.");
  }

  static Problem allowList(String place, String why) {
    return Problem.caller(
        "TFM-0033",
        "the allow-list at " + shown(place) + " cannot be used: " + shown(why) + ".",
        "Mend the file, or take the setting away to allow what is installed.");
  }

  static Problem muteEngine(Path program, String seen) {
    return Problem.environment(
        "TFM-0004",
        program + " does not say its version: " + shown(seen) + ".",
        "Run it by hand with \"version\"; remove it from PATH or replace it.");
  }

  static Problem refusedRunId(String runId) {
    return Problem.defect(
        "TFM-0005",
        "run id \"" + shown(runId) + "\" cannot name a folder.",
        "Use letters, digits, \"-\", \"_\" and \".\", at most 100.");
  }

  static Problem refusedVariable(String name) {
    return Problem.caller(
        "TFM-0006",
        "environment variable " + shown(name) + " may not be given to an engine.",
        "It would change which program runs or what it writes down; leave it out.");
  }

  static Problem refusedWorkspace(String workspace) {
    return Problem.caller(
        "TFM-0007",
        "workspace \"" + shown(workspace) + "\" is no name of a workspace.",
        "Use letters, digits, \"-\", \"_\" and \".\", at most 90.");
  }

  static Problem refusedFile(String path, String why) {
    return Problem.caller(
        "TFM-0008",
        "file " + shown(path) + " of the revision is refused: " + why + ".",
        "Put a plain file there, or leave it out of the folders that the stack reads.");
  }

  static Problem remoteModule(String place, String name, String source) {
    return Problem.caller(
        "TFM-0009",
        shown(place)
            + ": module "
            + shown(name)
            + " comes from "
            + shown(source)
            + ", which is not in the revision.",
        "Copy the module into the repository and name it by ./ or ../, or let the stack take"
            + " modules from anywhere.");
  }

  static Problem providerRefused(String provider, String why) {
    return Problem.caller(
        "TFM-0010",
        "provider " + shown(provider) + " is refused: " + shown(why) + ".",
        "Compare it with the publisher's lock file; add this version and its hash to"
            + " allowed-providers, or use an allowed one.");
  }

  static Problem backendRefused(String stack, String why) {
    return Problem.caller(
        "TFM-0011",
        "the state backend of " + shown(stack) + " is refused: " + why + ".",
        "Declare a backend that outlives the run and takes its credentials from the environment,"
            + " or use the built-in one.");
  }

  static Problem timeLimit(String stack, RunKind kind, Duration limit) {
    return Problem.capacity(
        "TFM-0013",
        name(kind) + " of " + shown(stack) + " was not done after " + limit + " and was stopped.",
        "Look at what it was waiting for, make the stack smaller, or raise the limit.");
  }

  static Problem tooMuch(String stack, String what, long bytesMax) {
    return Problem.capacity(
        "TFM-0014",
        what + " of " + shown(stack) + " has more than " + bytesMax + " bytes.",
        "Make the stack smaller, or raise the limit.");
  }

  static Problem otherBytes(String stack, Digest wanted, Digest seen) {
    return Problem.caller(
        "TFM-0015",
        "the saved plan of " + shown(stack) + " has " + seen + ", wanted " + wanted + ".",
        "Nothing was run. Plan again; find out who changed the stored plan.");
  }

  static Problem stillLives(String runId) {
    return Problem.environment(
        "TFM-0016",
        "the engine of run " + shown(runId) + " still works.",
        "Wait for its end, or ask it to stop.");
  }

  static Problem folderFailed(String stack, String seen) {
    return Problem.environment(
        "TFM-0017",
        "the folder of a run of " + shown(stack) + " cannot be used: " + shown(seen) + ".",
        "Look at space and rights of the server's run folder; it is tried again.");
  }

  static Problem died(String stack, RunKind kind, String seen) {
    return Problem.environment(
        "TFM-0018",
        name(kind) + " of " + shown(stack) + " ended without a result: " + shown(seen) + ".",
        "Look at the engine and at the machine's memory; plan again.");
  }

  static Problem stopped(String stack, RunKind kind) {
    return Problem.caller(
        "TFM-0019",
        name(kind) + " of " + shown(stack) + " was stopped because somebody asked for it.",
        "When it shall go on: esclusa plan " + shown(stack) + " --again --reason ...");
  }

  static Problem refusedLock(String lockId) {
    return Problem.caller(
        "TFM-0031",
        "\"" + shown(lockId) + "\" is no id of a lock.",
        "Give the id that the refused run named.");
  }

  static Problem complained(String stack, RunKind kind, String text) {
    Matcher place = IN_FILE.matcher(text);
    String where = place.find() ? " (" + shown(place.group(1)) + ":" + place.group(2) + ")" : "";
    return Problem.caller(
        "TFM-0012",
        name(kind) + " of " + shown(stack) + " failed" + where + ": " + shown(text),
        "Mend what it names, and try again.");
  }

  /** What the engine itself said, by its kind. */
  static Problem said(String stack, RunKind kind, Diagnostic diagnostic) {
    DiagnosticKind what = diagnostic.kind();
    String begun = name(kind) + " of " + shown(stack) + " failed" + place(diagnostic) + ": ";
    LockDetails lock = LockDetails.of(diagnostic).filter(it -> !it.id().isEmpty()).orElse(null);
    return lock == null
        ? new Problem(code(what), fault(what), begun + text(diagnostic), what.next())
        : new Problem(code(what), fault(what), begun + held(lock), howToUnlock(stack, lock));
  }

  private static String held(LockDetails lock) {
    return "the state is locked. " + lockWords(lock) + ".";
  }

  /** {@code Lock 9db5... is held by ana@laptop since 2026-11-20 22:00 for OperationTypeApply}. */
  static String lockWords(LockDetails lock) {
    return "Lock "
        + shown(lock.id())
        + (lock.who().isEmpty() ? " is held" : " is held by " + shown(lock.who()))
        + (lock.created().isEmpty() ? "" : " since " + shown(lock.created()))
        + (lock.operation().isEmpty() ? "" : " for " + shown(lock.operation()))
        + (lock.path().isEmpty() ? "" : ", at " + shown(lock.path()))
        + (lock.version().isEmpty() ? "" : " (engine " + shown(lock.version()) + ")")
        + (lock.remark().isEmpty() ? "" : ": " + shown(lock.remark()));
  }

  private static String howToUnlock(String stack, LockDetails lock) {
    return "Wait for the holder. When it is proven dead, break the lock by an approved change:"
        + " esclusa unlock "
        + shown(stack)
        + " --lock "
        + shown(lock.id())
        + " --reason ...";
  }

  static Problem foreignState(String stack, @Nullable String why) {
    return Problem.environment(
        "TFM-0034",
        "what the backend of "
            + shown(stack)
            + " holds is no state: "
            + shown(String.valueOf(why))
            + ".",
        "Look at the backend; restore the state from its own versions.");
  }

  private static String text(Diagnostic diagnostic) {
    String said = diagnostic.detail();
    int block = said.indexOf("Lock Info:");
    if (block >= 0 && diagnostic.kind() == DiagnosticKind.STATE_LOCKED) {
      said = said.substring(0, block); // where it speaks of the holder it was told before
    }
    String detail = said.isBlank() ? "" : ". " + said;
    return shown(diagnostic.summary() + detail);
  }

  private static String place(Diagnostic diagnostic) {
    Position position = diagnostic.position();
    String address = diagnostic.address();
    return (address == null ? "" : " at " + shown(address))
        + (position == null ? "" : " (" + shown(position.toString()) + ")");
  }

  private static String code(DiagnosticKind kind) {
    return switch (kind) {
      case OTHER -> "TFM-0012";
      case STALE_PLAN -> "TFM-0020";
      case OTHER_LINEAGE -> "TFM-0021";
      case STATE_LOCKED -> "TFM-0022";
      case STATE_SAVE_FAILED -> "TFM-0023";
      case PROVIDER_HASH -> "TFM-0024";
      case LOCK_FILE_INCONSISTENT -> "TFM-0025";
      case PROVIDER_MISSING -> "TFM-0026";
      case ENGINE_VERSION -> "TFM-0027";
      case PREVENT_DESTROY -> "TFM-0028";
      case DISK_FULL -> "TFM-0029";
      case BACKEND_UNREACHABLE -> "TFM-0030";
      case STATE_UNREADABLE -> "TFM-0032";
    };
  }

  private static Problem.Fault fault(DiagnosticKind kind) {
    return switch (kind) {
      case STATE_LOCKED, STATE_SAVE_FAILED, BACKEND_UNREACHABLE, STATE_UNREADABLE ->
          Problem.Fault.ENVIRONMENT;
      case DISK_FULL -> Problem.Fault.CAPACITY;
      case OTHER,
          STALE_PLAN,
          OTHER_LINEAGE,
          PROVIDER_HASH,
          LOCK_FILE_INCONSISTENT,
          PROVIDER_MISSING,
          ENGINE_VERSION,
          PREVENT_DESTROY ->
          Problem.Fault.CALLER;
    };
  }

  private static String name(RunKind kind) {
    return switch (kind) {
      case PLAN -> "the plan";
      case RENDER -> "the rendering of the plan";
      case APPLY -> "the apply";
      case STATE -> "the look at the state";
      case PUSH -> "handing in the state";
    };
  }

  /** One printable line, not too long: for text that comes from outside. */
  static String shown(String text) {
    String line =
        COLOURS
            .matcher(text)
            .replaceAll("")
            .replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\s]+", " ")
            .strip();
    return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "…";
  }
}
