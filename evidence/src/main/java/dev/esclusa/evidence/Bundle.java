package dev.esclusa.evidence;

import dev.esclusa.model.ChangeId;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one change as one JSON text: what the log has of it, and how the log proves it.
 * It says nothing of whom to trust. A bundle has exactly one spelling: one line for each key, one
 * for each leaf, the checkpoint before the leaves, stored bytes in base64.
 *
 * @param state that the facts lead to, e.g. {@code proven}
 * @param checkpoint signed and cosigned; every proof leads to its root
 * @param allowedSigners the file in force when the change was approved; worth no more than the
 *     bundle itself
 * @param erasures the leaves that say which payloads were removed
 * @param leaves every fact of the change, oldest first
 * @param aboutTarget the other leaves about the same target from the change's first fact to its
 *     last, in log order
 */
public record Bundle(
    String format,
    int version,
    ChangeId change,
    String state,
    String checkpoint,
    @Nullable String allowedSigners,
    List<Proven> erasures,
    List<FactLeaf> leaves,
    List<Proven> aboutTarget) {
  public static final String FORMAT = "esclusa-evidence";
  public static final int VERSION = 1;
  private static final Limits LIMITS = new Limits(1L << 30, 32, 0, 32_000_000);

  public Bundle {
    erasures = List.copyOf(erasures);
    leaves = List.copyOf(leaves);
    aboutTarget = List.copyOf(aboutTarget);
  }

  /**
   * A leaf and its way up to the root.
   *
   * @param index position in the log, from 0
   * @param leaf the stored bytes
   * @param proof sibling hashes in base64, from the leaf up (RFC 6962 section 2.1.1)
   */
  public record Proven(long index, byte[] leaf, List<String> proof) {
    public Proven {
      proof = List.copyOf(proof);
    }
  }

  /**
   * A fact of the change.
   *
   * @param payload absent when there never was one or it was erased
   * @param erased present when it was erased
   */
  public record FactLeaf(Proven entry, @Nullable Payload payload, @Nullable Erased erased) {}

  /**
   * @param salt of the commitment
   * @param bytes as they were stored
   */
  public record Payload(byte[] salt, byte[] bytes) {}

  /**
   * @param by log index of the payloads-erased leaf, which {@link #erasures} has
   */
  public record Erased(long by) {}

  /**
   * Reads what {@link #writeTo} wrote, and nothing else. What is read is not verified yet.
   *
   * @throws TreeException for anything that is not exactly the one spelling of a bundle
   */
  public static Bundle read(byte[] bytes) {
    Bundle bundle = Records.fromValue(Bundle.class, Json.read("bundle", bytes, LIMITS));
    if (!bundle.format.equals(FORMAT) || bundle.version != VERSION) {
      throw new NotTheOneForm(
          "it is "
              + bundle.format
              + " version "
              + bundle.version
              + ", this reads "
              + FORMAT
              + " version "
              + VERSION);
    }
    byte[] again = bundle.encoded();
    int difference = Arrays.mismatch(bytes, again);
    if (difference >= 0) {
      throw new NotTheOneForm("byte " + difference + " is not as a bundle is written");
    }
    return bundle;
  }

  /** The file. */
  public byte[] encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot refuse a byte", e);
    }
    return out.toByteArray();
  }

  /** Writes line by line, so that a large bundle never stands in memory as text. */
  public void writeTo(OutputStream out) throws IOException {
    Value.Mapping head = Records.toValue(withoutLeaves()).asMapping();
    String separator = "{\n";
    for (Map.Entry<String, Value> entry : head.entries().entrySet()) {
      print(out, separator + quoted(entry.getKey()) + ": ");
      switch (entry.getKey()) {
        case "erasures" -> lines(out, erasures);
        case "leaves" -> lines(out, leaves);
        case "aboutTarget" -> lines(out, aboutTarget);
        default -> out.write(Json.write(entry.getValue()));
      }
      separator = ",\n";
    }
    print(out, "\n}\n");
  }

  private Bundle withoutLeaves() {
    return new Bundle(
        format,
        version,
        change,
        state,
        checkpoint,
        allowedSigners,
        List.of(),
        List.of(),
        List.of());
  }

  private static void lines(OutputStream out, List<? extends Record> items) throws IOException {
    String separator = "[\n";
    for (Record item : items) {
      print(out, separator);
      out.write(Json.write(Records.toValue(item)));
      separator = ",\n";
    }
    print(out, items.isEmpty() ? "[]" : "\n]");
  }

  private static String quoted(String key) {
    return Json.text(Value.of(key));
  }

  private static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Each approval for tools that we did not write: {@code ssh-keygen -Y verify -f ALLOWED_SIGNERS
   * -I principal -n namespace -s signature < message}. Erased ones are left out.
   *
   * @throws RuntimeException for a payload that is not an approval; verify the bundle first
   */
  public List<SignedApproval> approvals() {
    return leaves.stream()
        .filter(it -> it.payload() != null)
        .map(SignedApproval::in)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  /** Sound JSON, but not how a bundle is written. */
  static final class NotTheOneForm extends RuntimeException {
    NotTheOneForm(String cause) {
      super(cause);
    }
  }
}
