package dev.esclusa.tempo;

import org.jspecify.annotations.Nullable;

/**
 * Runs one check on many generated cases, each made from a seed and a size. The case that failed is
 * made again with smaller sizes, and the smallest one that still fails is reported with its seed.
 */
public final class Property {
  private static final int SIZE_MAX = 100;

  /** One generated case; it fails by throwing. */
  @FunctionalInterface
  public interface Trial {
    /**
     * @param size how big the case may be, from 0
     * @param chance the only source of the case's content
     */
    void run(int size, Chance chance) throws Exception;
  }

  /** A generated case that failed; the cause is the trial's own failure. */
  public static final class Failed extends AssertionError {
    private final long seed;
    private final int size;

    private Failed(long seed, int size, Throwable cause) {
      super(
          "fails with size %d and seed %d (repeat: Property.once(%dL, %d, trial)): %s"
              .formatted(size, seed, seed, size, cause),
          cause);
      this.seed = seed;
      this.size = size;
    }

    public long seed() {
      return seed;
    }

    public int size() {
      return size;
    }
  }

  private Property() {}

  /** Sizes grow from 0 to 100 over the cases, and start again. */
  public static void check(long seed, int count, Trial trial) {
    for (int i = 0; i < count; i++) {
      int size = i % (SIZE_MAX + 1);
      var failure = failureOf(seed + i, size, trial);
      if (failure != null) {
        throw smallest(new Failed(seed + i, size, failure), trial);
      }
    }
  }

  /** Repeats one reported case. */
  public static void once(long seed, int size, Trial trial) {
    var failure = failureOf(seed, size, trial);
    if (failure != null) {
      throw new Failed(seed, size, failure);
    }
  }

  private static Failed smallest(Failed known, Trial trial) {
    for (int size = 0; size < known.size(); size++) {
      var failure = failureOf(known.seed(), size, trial);
      if (failure != null) {
        return new Failed(known.seed(), size, failure);
      }
    }
    return known;
  }

  private static @Nullable Throwable failureOf(long seed, int size, Trial trial) {
    try {
      trial.run(size, Chance.seeded(seed));
      return null;
    } catch (Exception | AssertionError failure) {
      return failure;
    }
  }
}
