package dev.esclusa.control;

import dev.esclusa.model.Lease;
import dev.esclusa.model.TargetUid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The port to the rights to write. Nobody holds one while a target is idle. */
public interface Leases {
  /**
   * @return the lease, with a token higher than every one before; absent while another holds it
   */
  @Nullable Lease acquire(TargetUid target, String holder, Duration lifetime);

  /**
   * @return the lease with its new end; absent when it was lost
   */
  @Nullable Lease renew(Lease lease, Duration lifetime);

  void release(Lease lease);

  /** Who holds it, expired or not; absent when released. */
  @Nullable Lease holder(TargetUid target);
}
