package dev.esclusa.control;

import dev.esclusa.model.Lease;
import dev.esclusa.model.TargetUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leases of one process, for trials and the simulation. */
public final class InMemoryLeases implements Leases {
  private final InstantSource clock;
  private final Map<TargetUid, Row> rows = new HashMap<>();

  public InMemoryLeases(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized @Nullable Lease acquire(TargetUid target, String holder, Duration lifetime) {
    Row row = rows.get(target);
    Instant now = clock.instant();
    if (row != null && row.heldAgainst(holder, now)) {
      return null;
    }
    Row next = new Row(holder, row == null ? 1 : row.token + 1, now.plus(lifetime));
    rows.put(target, next);
    return next.lease(target);
  }

  @Override
  public synchronized @Nullable Lease renew(Lease lease, Duration lifetime) {
    if (newerToken(lease) != null) {
      return null;
    }
    Row next = new Row(lease.holder(), lease.fencingToken(), clock.instant().plus(lifetime));
    rows.put(lease.target(), next);
    return next.lease(lease.target());
  }

  @Override
  public synchronized void release(Lease lease) {
    if (newerToken(lease) == null) {
      rows.put(lease.target(), new Row(null, lease.fencingToken(), Instant.EPOCH));
    }
  }

  @Override
  public synchronized @Nullable Lease holder(TargetUid target) {
    Row row = rows.get(target);
    return row == null ? null : row.lease(target);
  }

  /**
   * @return the newest token of the target when the lease is not the one in force; absent when it
   *     is
   */
  synchronized @Nullable Long newerToken(Lease lease) {
    Row row = rows.get(lease.target());
    if (row == null) {
      return 0L;
    }
    return row.token == lease.fencingToken() && lease.holder().equals(row.holder)
        ? null
        : Long.valueOf(row.token);
  }

  /** A released lease keeps its token, so that none is given twice. */
  private record Row(@Nullable String holder, long token, Instant expiresAt) {
    boolean heldAgainst(String other, Instant now) {
      return holder != null && !holder.equals(other) && now.isBefore(expiresAt);
    }

    @Nullable Lease lease(TargetUid target) {
      return holder == null ? null : new Lease(target, holder, token, expiresAt);
    }
  }
}
