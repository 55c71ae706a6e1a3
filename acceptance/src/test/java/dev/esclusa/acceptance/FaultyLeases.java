package dev.esclusa.acceptance;

import dev.esclusa.control.Leases;
import dev.esclusa.model.Lease;
import dev.esclusa.model.TargetUid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Leases in the same failing database as the journal. */
record FaultyLeases(Leases real, FaultyJournal.Faults faults) implements Leases {
  @Override
  public @Nullable Lease acquire(TargetUid target, String holder, Duration lifetime) {
    faults.asking();
    Lease lease = real.acquire(target, holder, lifetime);
    faults.answering();
    return lease;
  }

  @Override
  public @Nullable Lease renew(Lease lease, Duration lifetime) {
    faults.asking();
    Lease renewed = real.renew(lease, lifetime);
    faults.answering();
    return renewed;
  }

  @Override
  public void release(Lease lease) {
    faults.asking();
    real.release(lease);
    faults.answering();
  }

  @Override
  public @Nullable Lease holder(TargetUid target) {
    faults.asking();
    return real.holder(target);
  }
}
