package dev.esclusa.adapters.kubernetes;

import dev.esclusa.model.Address;
import dev.esclusa.plan.Prediction.TakenField;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What dry runs and writes have told of objects, for as long as it need not be asked again. To
 * apply once more what an object already is changes nothing (Kubernetes docs, "Server-Side Apply"),
 * so that holds for the very state it was told of, however long that lasts. Anything else counts
 * for a moment, in which a plan is made and admitted. Whoever relies on it writes with the version
 * it names: where the world moved meanwhile, the API server refuses.
 */
final class Trials {
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final int MAX_SETTLED = 50_000;
  private static final int MAX_FRESH = 2_000;

  private final InstantSource clock;
  // Both guarded by this.
  private final Map<Address, Settled> settled = new Newest<>(MAX_SETTLED);
  private final Map<Address, Told> fresh = new Newest<>(MAX_FRESH);

  Trials(InstantSource clock) {
    this.clock = clock;
  }

  private record Settled(Digest wanted, String version) {}

  /**
   * The answer to a dry run.
   *
   * @param wanted digest of what was to be applied
   * @param version of the live object; absent when none was there
   */
  record Told(
      Digest wanted,
      @Nullable String version,
      Value after,
      List<TakenField> taken,
      Instant until) {}

  static Digest wanted(Value body) {
    return Digest.of(Canonical.bytes(body));
  }

  /** Whether an object of this version is already what is wanted. */
  synchronized boolean settled(Address address, Digest wanted, String version) {
    return new Settled(wanted, version).equals(settled.get(address));
  }

  /** A moment ago; absent when it is too long ago, or was about another state. */
  synchronized @Nullable Told fresh(Address address, Digest wanted, @Nullable String version) {
    Told told = fresh.get(address);
    return told != null
            && told.wanted().equals(wanted)
            && Objects.equals(told.version(), version)
            && clock.instant().isBefore(told.until())
        ? told
        : null;
  }

  synchronized void told(
      Address address,
      Digest wanted,
      @Nullable String version,
      Value after,
      List<TakenField> taken) {
    fresh.put(address, new Told(wanted, version, after, taken, clock.instant().plus(MOMENT)));
  }

  synchronized void settle(Address address, Digest wanted, String version) {
    fresh.remove(address);
    settled.put(address, new Settled(wanted, version));
  }

  private static final class Newest<V> extends LinkedHashMap<Address, V> {
    private final int max;

    Newest(int max) {
      super(64, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Address, V> eldest) {
      return size() > max;
    }
  }
}
