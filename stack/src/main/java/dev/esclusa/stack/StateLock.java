package dev.esclusa.stack;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lock on a state, with what its holder said of itself in the words of Terraform's {@code
 * statemgr.LockInfo}. Only {@code run} and {@code since} are ours and known to be true.
 *
 * @param id chosen by the engine
 * @param operation e.g. {@code OperationTypeApply}
 * @param who e.g. {@code user@host}
 * @param created as the engine wrote it
 */
public record StateLock(
    String id,
    String operation,
    String who,
    String version,
    String created,
    String info,
    RunId run,
    long fencingToken,
    Instant since) {
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_TEXT = 512;

  /** What the body of LOCK or UNLOCK says, or null when it says nothing usable. */
  static @Nullable StateLock read(byte[] body, Credential by, Instant now) {
    Value root;
    try {
      root = Json.read("(lock)", body, new Limits(MAX_BYTES, 8, 0, 1_000_000));
    } catch (TreeException e) {
      return null;
    }
    String id = root instanceof Value.Mapping ? plain(root, "ID") : "";
    if (!id.matches("[A-Za-z0-9._-]{1,128}")) {
      return null;
    }
    return new StateLock(
        id,
        plain(root, "Operation"),
        plain(root, "Who"),
        plain(root, "Version"),
        plain(root, "Created"),
        plain(root, "Info"),
        by.run(),
        by.fencingToken(),
        now);
  }

  /** Whoever reads it later sees one line, whatever the engine sent. */
  private static String plain(Value root, String field) {
    if (!(root.at(field) instanceof Value.Text text)) {
      return "";
    }
    String line = text.value().replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT);
  }

  boolean heldBy(Credential credential) {
    return run.equals(credential.run());
  }

  /**
   * As the http backend wants to see it. Of the whole body it shows its user the ID only, beside
   * what it knows of itself; so the ID says who holds it.
   */
  public byte[] json() {
    return json(id + " (" + words() + ")");
  }

  private byte[] json(String shownId) {
    return Json.write(
        Value.mapping(
            "ID",
            shownId,
            "Operation",
            operation,
            "Info",
            info,
            "Who",
            who,
            "Version",
            version,
            "Created",
            created,
            "Path",
            run.text()));
  }

  /** A refusal in the same form, because only the ID is shown. */
  public static byte[] refusal(String words) {
    return Json.write(Value.mapping("ID", words));
  }

  /**
   * E.g. {@code held by run r-17 for OperationTypeApply, root@runner, since 2026-11-21T18:00:00Z}.
   */
  public String words() {
    return "held by run "
        + run
        + (operation.isEmpty() ? "" : " for " + operation)
        + (who.isEmpty() ? "" : ", " + who)
        + ", since "
        + since;
  }
}
