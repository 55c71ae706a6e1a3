package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Ownership;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Json;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * One object as a watch last saw it: what is asked for often beside it, the rest deflated, which
 * takes a tenth of what its maps would.
 *
 * @param essence digest of all but bookkeeping and status
 */
record Sighted(String uid, String version, Ownership owner, Digest essence, byte[] deflated) {
  private static final Pointer STATUS = Pointer.of("status");
  private static final Pointer GENERATION = Pointer.of("metadata", "generation");
  private static final Pointer MANAGED = Pointer.of("metadata", "managedFields");

  static Sighted of(Value body, Ownership owner) {
    return new Sighted(
        Bodies.uid(body), Bodies.version(body), owner, essence(body), deflate(Json.write(body)));
  }

  /** Lists, watches and dry runs order keys differently. */
  static Digest essence(Value body) {
    Value essence =
        body.without(STATUS).without(GENERATION).without(MANAGED).without(Bodies.VERSION);
    return Digest.of(Canonical.bytes(essence));
  }

  Value body() {
    try (InputStream inflating = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return Json.read(inflating.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory changed", e);
    }
  }

  /** Whether this sighting is older; versions that are no numbers are never known to be. */
  boolean olderThan(String otherVersion) {
    return number(version) >= 0 && number(otherVersion) > number(version);
  }

  /** Kubernetes 1.35 documents that resource versions of one kind compare as numbers. */
  static long number(String version) {
    return version.matches("[0-9]{1,18}") ? Long.parseLong(version) : -1;
  }

  private static byte[] deflate(byte[] bytes) {
    ByteArrayOutputStream small = new ByteArrayOutputStream(bytes.length / 3);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(small, deflater)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory refused bytes", e);
    } finally {
      deflater.end();
    }
    return small.toByteArray();
  }
}
