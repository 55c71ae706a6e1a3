package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of a saved plan without an engine: it is a zip file with the prior state and the
 * lock file in it (seen with Terraform 1.11 and OpenTofu 1.10).
 */
final class SavedPlanFile {
  private static final int ENTRY_MAX = 256 << 20;
  private static final int ENTRIES_MAX = 20_000;
  private static final Limits STATE = new Limits(ENTRY_MAX, 200, 0, 8_000_000);

  private SavedPlanFile() {}

  /** The lock file that was in force; empty where there are no providers. */
  static byte[] lockFile(byte[] plan) {
    byte[] found = entry(plan, ".terraform.lock.hcl");
    return found == null ? new byte[0] : found;
  }

  /** Lineage and serial of the state that the plan was made on. */
  static String mark(byte[] plan) {
    byte[] state = entry(plan, "tfstate");
    if (state == null) {
      return StateMark.NONE;
    }
    try {
      return StateMark.of(Json.read("tfstate", state, STATE));
    } catch (TreeException e) {
      throw unreadable("its state is " + e.cause());
    }
  }

  private static byte @Nullable [] entry(byte[] plan, String name) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(plan))) {
      int seen = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (++seen > ENTRIES_MAX) {
          throw unreadable("it has more than " + ENTRIES_MAX + " entries");
        }
        if (entry.getName().equals(name)) {
          byte[] bytes = zip.readNBytes(ENTRY_MAX + 1);
          if (bytes.length > ENTRY_MAX) {
            throw unreadable(name + " is larger than " + (ENTRY_MAX >> 20) + " MiB");
          }
          return bytes;
        }
      }
      if (seen == 0) {
        throw unreadable("it is no zip file");
      }
      return null;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static RuntimeException unreadable(String why) {
    return Problem.environment(
            "TFM-0041",
            "a saved plan cannot be read: " + why,
            "Plan again; if it stays so, look at the version of the engine.")
        .asException();
  }

  /** The name of one state of a stack. */
  static final class StateMark {
    static final String NONE = "no state yet";

    private StateMark() {}

    static String of(Value state) {
      String lineage = state.text("lineage");
      Value serial = state.asMapping().get("serial");
      return lineage == null || lineage.isEmpty() || serial == null || Value.of(0).equals(serial)
          ? NONE // an engine draws a lineage for what is not there yet, another one each time
          : of(lineage, serial.toString());
    }

    static String of(String lineage, String serial) {
      return "lineage " + lineage + " serial " + serial;
    }
  }
}
