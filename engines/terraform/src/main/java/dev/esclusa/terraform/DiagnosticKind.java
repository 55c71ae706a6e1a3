package dev.esclusa.terraform;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an error of an engine means for whoever has to act, told by the engines' own wording
 * (measured with Terraform 1.11.4; OpenTofu differs in its name only).
 */
public enum DiagnosticKind {
  STALE_PLAN(
      "Saved plan is stale",
      "",
      "The state moved after this plan was made. Plan again; the approval of this plan is void."),
  OTHER_LINEAGE(
      "Saved plan does not match the given state",
      "",
      "The plan was made for another state. Check the backend and workspace, then plan again."),
  ENGINE_VERSION(
      "Unsupported (?:Terraform|OpenTofu) Core version",
      "state snapshot was created by|state file uses format version",
      "The configuration or state wants another engine version. Choose one that fits the stack's"
          + " constraint."),
  STATE_UNREADABLE(
      "Unsupported state file format|Invalid state file",
      "Unsupported state file format|state file could not be parsed",
      "The state is damaged or of another kind. Look at its versions and restore a whole one."),
  STATE_LOCKED(
      "Error locking state",
      "Lock Info:|already locked: ID=",
      "Another run holds the state. Wait for it, or, when it is proven dead, unlock by verdict."),
  STATE_SAVE_FAILED(
      "Failed to save state|Failed to persist state to backend|Failed to (?:write|update) state"
          + "|Error (?:saving|uploading) state",
      "state has been written to the file \"errored\\.tfstate\"",
      "The world changed and the state does not say so. Keep errored.tfstate, start a recovery,"
          + " and apply nothing before it."),
  PROVIDER_HASH(
      "",
      "(?:does not|doesn't) match any of the checksums",
      "The provider package is not the locked one. Compare it with the lock file; do not run it."),
  LOCK_FILE_INCONSISTENT(
      "Inconsistent dependency lock file|Provider dependency changes detected"
          + "|Invalid dependency lock file|Failed to read dependency lock file",
      "does not match configured version constraint|locked provider .* does not match",
      "The lock file does not fit the configuration. Run init at a desk and commit the lock file."),
  PROVIDER_MISSING(
      "Failed to query available provider packages|Required plugins are not installed"
          + "|Failed to install provider|Missing required provider|Invalid provider registry host"
          + "|Failed to resolve provider packages|Could not load plugin",
      "",
      "The provider is not in the mirror, or not in this version. Add it there and to the list of"
          + " allowed providers."),
  PREVENT_DESTROY(
      "Instance cannot be destroyed",
      "",
      "lifecycle.prevent_destroy guards this object. Take the destroying change back, or lift the"
          + " guard by a commit of its own."),
  DISK_FULL(
      FullDisk.WORDING,
      FullDisk.WORDING,
      "The runner's disk or its limit is full. Make room; nothing says that the configuration is"
          + " wrong."),
  BACKEND_UNREACHABLE(
      "Error (?:loading|refreshing|reading) (?:the )?state|Failed to (?:load|read|get) (?:the )?"
          + "(?:state|existing workspaces)|Error inspecting states|Error getting workspaces"
          + "|Error acquiring the state lock|Error (?:configuring|initializing) the backend",
      "",
      "The state backend does not answer as it should. Check its address, credentials and health;"
          + " it is tried again."),
  OTHER("", "", "Read the message at the place it names, and mend that.");

  /** What operating systems say. */
  private static final class FullDisk {
    static final String WORDING = "no space left on device|disk quota exceeded|file too large";
  }

  private static final List<DiagnosticKind> ALL = List.of(values());

  private final @Nullable Pattern summary;
  private final @Nullable Pattern detail;
  private final String next;

  DiagnosticKind(String summary, String detail, String next) {
    this.summary = summary.isEmpty() ? null : Pattern.compile(summary);
    this.detail = detail.isEmpty() ? null : Pattern.compile(detail);
    this.next = next;
  }

  /**
   * The first kind whose wording is found in the summary or detail. What a resource says may come
   * from a program that it runs, so it can speak of a full disk only.
   */
  public static DiagnosticKind of(Diagnostic diagnostic) {
    for (DiagnosticKind kind : ALL) {
      boolean mayBe = diagnostic.address() == null || kind == DISK_FULL;
      if (mayBe
          && (found(kind.summary, diagnostic.summary())
              || found(kind.detail, diagnostic.detail()))) {
        return kind;
      }
    }
    return OTHER;
  }

  private static boolean found(@Nullable Pattern wording, String text) {
    return wording != null && wording.matcher(text).find();
  }

  /** What to do about it, in words. */
  public String next() {
    return next;
  }
}
