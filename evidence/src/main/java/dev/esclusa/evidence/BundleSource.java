package dev.esclusa.evidence;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.TargetUid;
import dev.esclusa.tlog.HashReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port to where leaves, payloads and the log lie. What it gives is proven, not believed. */
public interface BundleSource {
  /** The leaves of a change's stream, oldest first; empty when there is no such change. */
  List<StoredLeaf> leavesOf(ChangeId change);

  /**
   * The leaves of any stream about a target, in log order.
   *
   * @param from first log index
   * @param before the log index after the last
   */
  List<StoredLeaf> leavesAbout(TargetUid target, long from, long before);

  /** The payloads-erased leaves that name the change, oldest first. */
  List<StoredLeaf> erasuresOf(ChangeId change);

  /**
   * @return absent when the entry has none or it was erased
   */
  @Nullable StoredPayload payload(long index);

  /** The newest signed and cosigned checkpoint; absent before the first. */
  @Nullable String checkpoint();

  /** The tree of the log, at least up to the size of {@link #checkpoint()}. */
  HashReader hashes(long size);

  /**
   * @param index position in the log, from 0
   * @param bytes as they were stored
   */
  record StoredLeaf(long index, byte[] bytes) {}

  /**
   * @param salt of the commitment
   * @param bytes as they were stored
   */
  record StoredPayload(byte[] salt, byte[] bytes) {}
}
