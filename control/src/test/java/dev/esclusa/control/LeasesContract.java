package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Lease;
import dev.esclusa.model.TargetUid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What all leases keep to. Subclasses bring leases of which none was given yet. */
public abstract class LeasesContract {
  private static final Duration LONG = Duration.ofHours(1);
  private static final TargetUid CORE = new TargetUid("crm-core-prod-7f3a");

  protected abstract Leases open() throws Exception;

  @Test
  void oneHoldsAndTheOtherWaits() throws Exception {
    Leases leases = open();
    Lease held = given(leases.acquire(CORE, "first", LONG));

    assertThat(leases.acquire(CORE, "second", LONG)).isNull();
    assertThat(leases.acquire(new TargetUid("other"), "second", LONG)).isNotNull();
    assertThat(leases.holder(CORE)).isEqualTo(held);
    assertThat(held.fencingToken()).isPositive();
  }

  @Test
  void tokensRiseOverReleaseExpiryAndTheReturnOfTheSameHolder() throws Exception {
    Leases leases = open();
    Lease first = given(leases.acquire(CORE, "first", LONG));
    leases.release(first);
    assertThat(leases.holder(CORE)).isNull();
    Lease second = given(leases.acquire(CORE, "second", Duration.ZERO));
    Lease third = given(leases.acquire(CORE, "third", LONG));
    Lease again = given(leases.acquire(CORE, "third", LONG));

    assertThat(List.of(first, second, third, again))
        .extracting(Lease::fencingToken)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void anExpiredLeaseIsShownUntilItIsTakenOver() throws Exception {
    Leases leases = open();
    Lease expired = given(leases.acquire(CORE, "first", Duration.ZERO));

    assertThat(leases.holder(CORE)).isEqualTo(expired);
  }

  @Test
  void aHolderRenewsUntilAnotherTookOver() throws Exception {
    Leases leases = open();
    Lease first = given(leases.acquire(CORE, "first", Duration.ZERO));
    Lease renewed = given(leases.renew(first, Duration.ZERO));
    assertThat(renewed.fencingToken()).isEqualTo(first.fencingToken());
    assertThat(renewed.expiresAt()).isAfterOrEqualTo(first.expiresAt());

    Lease second = given(leases.acquire(CORE, "second", LONG));
    assertThat(leases.renew(renewed, LONG)).isNull();
    leases.release(renewed);
    assertThat(leases.holder(CORE)).isEqualTo(second);
  }

  @Test
  void aReleasedLeaseIsNotRenewed() throws Exception {
    Leases leases = open();
    Lease first = given(leases.acquire(CORE, "first", LONG));
    leases.release(first);

    assertThat(leases.renew(first, LONG)).isNull();
  }

  @Test
  void ofManyWhoAskAtOnceOneGetsIt() throws Exception {
    Leases leases = open();
    List<Callable<@Nullable Lease>> asking = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String holder = "holder-" + i;
      asking.add(() -> leases.acquire(CORE, holder, LONG));
    }
    List<Lease> given = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<@Nullable Lease> future : threads.invokeAll(asking)) {
        Lease lease = future.get();
        if (lease != null) {
          given.add(lease);
        }
      }
    }
    assertThat(given).hasSize(1);
    assertThat(leases.holder(CORE)).isEqualTo(given.getFirst());
  }

  private static Lease given(@Nullable Lease lease) {
    if (lease == null) {
      throw new AssertionError("no lease was given");
    }
    return lease;
  }
}
