package dev.esclusa.terraform;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What an error of an engine means for whoever has to act, told by the engines' own wording
 * (measured with Terraform 1.11.4; OpenTofu differs in its name only).
 */
public enum DiagnosticKind {
  STALE_PLAN(
      "^Saved plan is stale",
      "The state moved after this plan was made. Plan again; the approval of this plan is void."),
  OTHER_LINEAGE(
      "^Saved plan does not match the given state",
      "The plan was made for another state. Check the backend and workspace, then plan again."),
  STATE_LOCKED(
      "^Error acquiring the state lock|^Error locking state|state already locked",
      "Another run holds the state. Wait for it, or, when it is proven dead, unlock by verdict."),
  STATE_SAVE_FAILED(
      "^Failed to save state|^Failed to persist state to backend|^Failed to (?:write|update) state"
          + "|^Error (?:saving|uploading) state|errored\\.tfstate",
      "The world changed and the state does not say so. Keep errored.tfstate, start a recovery,"
          + " and apply nothing before it."),
  PROVIDER_HASH(
      "does not match any of the checksums|doesn't match any of the checksums"
          + "|checksum list has unexpected|but the lock file (?:lists|has) .*hash",
      "The provider package is not the locked one. Compare it with the lock file; do not run it."),
  LOCK_FILE_INCONSISTENT(
      "^Inconsistent dependency lock file|^Provider dependency changes detected"
          + "|^Invalid dependency lock file|Provider requirements cannot be satisfied by locked",
      "The lock file does not fit the configuration. Run init at a desk and commit the lock file."),
  PROVIDER_MISSING(
      "^Failed to query available provider packages|^Required plugins are not installed"
          + "|^Failed to install provider|^Missing required provider|^Invalid provider registry host"
          + "|^Failed to resolve provider packages|^Provider .*not available",
      "The provider is not in the mirror, or not in this version. Add it there and to the list of"
          + " allowed providers."),
  ENGINE_VERSION(
      "^Unsupported (?:Terraform|OpenTofu) Core version|state snapshot was created by"
          + "|^Unsupported state file format",
      "The configuration or state wants another engine version. Choose one that fits the stack's"
          + " constraint."),
  PREVENT_DESTROY(
      "^Instance cannot be destroyed",
      "lifecycle.prevent_destroy guards this object. Take the destroying change back, or lift the"
          + " guard by a commit of its own."),
  DISK_FULL(
      "no space left on device|disk quota exceeded|file too large",
      "The runner's disk or its limit is full. Make room; nothing says that the configuration is"
          + " wrong."),
  BACKEND_UNREACHABLE(
      "^Error (?:loading|refreshing|reading) (?:the )?state|^Failed to (?:load|read|get) (?:the )?"
          + "(?:state|existing workspaces)|^Error inspecting states|^Error (?:configuring|initializ"
          + "ing) the backend|^Failed to get existing workspaces|^Error getting workspaces",
      "The state backend does not answer as it should. Check its address, credentials and health;"
          + " it is tried again."),
  OTHER("(?!)", "Read the message at the place it names, and mend that.");

  private static final List<DiagnosticKind> ALL = List.of(values());

  private final Pattern wording;
  private final String next;

  DiagnosticKind(String wording, String next) {
    this.wording = Pattern.compile(wording, Pattern.MULTILINE);
    this.next = next;
  }

  /** The first kind whose wording is found in summary or detail. */
  public static DiagnosticKind of(Diagnostic diagnostic) {
    for (DiagnosticKind kind : ALL) {
      if (kind.wording.matcher(diagnostic.summary()).find()
          || kind.wording.matcher(diagnostic.detail()).find()) {
        return kind;
      }
    }
    return OTHER;
  }

  /** What to do about it, in words. */
  public String next() {
    return next;
  }
}
