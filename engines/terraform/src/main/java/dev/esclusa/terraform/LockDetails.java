package dev.esclusa.terraform;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds the lock of a state, as the diagnostic of whoever was refused tells it. Missing parts
 * are empty. The HTTP backend names only the lock's id, and the pg backend nothing: the block below
 * their words speaks of the caller, and is left out.
 *
 * @param who {@code runner@host-17}
 * @param created {@code 2026-11-20 22:00:00 +0000 UTC}
 */
public record LockDetails(
    String id,
    String path,
    String operation,
    String who,
    String version,
    String created,
    String remark) {
  private static final Pattern HTTP = Pattern.compile("already locked: ID=([^\\s,;]{1,200})");
  private static final Pattern DATABASE = Pattern.compile("Workspace is already locked: \\S");
  private static final LockDetails NOTHING = new LockDetails("", "", "", "", "", "", "");
  private static final Pattern LABEL =
      Pattern.compile("^\\s{0,8}([A-Z][A-Za-z]{1,20}):[ \\t]*(.{0,500})$", Pattern.MULTILINE);
  private static final Set<String> LABELS =
      Set.of("ID", "Path", "Operation", "Who", "Version", "Created", "Info");

  /** Empty when the diagnostic is about no lock. */
  public static Optional<LockDetails> of(Diagnostic diagnostic) {
    if (diagnostic.kind() != DiagnosticKind.STATE_LOCKED) {
      return Optional.empty();
    }
    Matcher http = HTTP.matcher(diagnostic.detail());
    if (http.find()) {
      return Optional.of(new LockDetails(http.group(1), "", "", "", "", "", ""));
    }
    if (DATABASE.matcher(diagnostic.detail()).find()) {
      return Optional.of(NOTHING);
    }
    int block = diagnostic.detail().indexOf("Lock Info:");
    if (block < 0) {
      return Optional.empty();
    }
    Map<String, String> found = labels(diagnostic.detail().substring(block + 10));
    return Optional.of(
        new LockDetails(
            found.getOrDefault("ID", ""),
            found.getOrDefault("Path", ""),
            found.getOrDefault("Operation", ""),
            found.getOrDefault("Who", ""),
            found.getOrDefault("Version", ""),
            found.getOrDefault("Created", ""),
            found.getOrDefault("Info", "")));
  }

  private static Map<String, String> labels(String block) {
    Map<String, String> found = new HashMap<>();
    Matcher label = LABEL.matcher(block);
    while (label.find()) {
      if (LABELS.contains(label.group(1))) {
        found.putIfAbsent(label.group(1), label.group(2).strip());
      }
    }
    return found;
  }
}
