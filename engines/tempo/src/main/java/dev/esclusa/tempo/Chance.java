package dev.esclusa.tempo;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A source of random values: {@link #secure()} for tokens and ids, {@link #seeded(long)} for runs
 * that must be repeatable. Only the secure one may be shared between threads.
 */
public abstract sealed class Chance {
  private final RandomGenerator generator;

  private Chance(RandomGenerator generator) {
    this.generator = generator;
  }

  public static Chance secure() {
    return new Secure();
  }

  public static Chance seeded(long seed) {
    return new Seeded(new SplittableRandom(seed));
  }

  /** An independent source: what is drawn from it does not change what comes from this one. */
  public abstract Chance fork();

  /** From 0 to below {@code bound}. */
  public int nextInt(int bound) {
    return generator.nextInt(bound);
  }

  /** From {@code min} to {@code max}, both included. */
  public int nextInt(int min, int max) {
    return (int) generator.nextLong(min, (long) max + 1);
  }

  public long nextLong() {
    return generator.nextLong();
  }

  /** From 0 to below {@code bound}. */
  public long nextLong(long bound) {
    return generator.nextLong(bound);
  }

  /** From 0 to below 1. */
  public double nextDouble() {
    return generator.nextDouble();
  }

  /** True with the given probability: never for 0, always for 1. */
  public boolean nextBoolean(double probability) {
    return generator.nextDouble() < probability;
  }

  /** From zero to {@code max}, to the nanosecond. */
  public Duration nextDuration(Duration max) {
    return Duration.ofNanos(generator.nextLong(max.toNanos() + 1));
  }

  public byte[] bytes(int count) {
    var bytes = new byte[count];
    generator.nextBytes(bytes);
    return bytes;
  }

  public <T> T pick(List<? extends T> choices) {
    return choices.get(nextInt(choices.size()));
  }

  public <T> List<T> shuffled(List<? extends T> list) {
    var copy = new ArrayList<T>(list);
    for (int i = copy.size() - 1; i > 0; i--) {
      copy.set(i, copy.set(nextInt(i + 1), copy.get(i)));
    }
    return List.copyOf(copy);
  }

  private static final class Secure extends Chance {
    Secure() {
      super(new SecureRandom());
    }

    @Override
    public Chance fork() {
      return this;
    }
  }

  private static final class Seeded extends Chance {
    private final SplittableRandom random;

    Seeded(SplittableRandom random) {
      super(random);
      this.random = random;
    }

    @Override
    public Chance fork() {
      return new Seeded(random.split());
    }
  }
}
