package dev.esclusa.bench;

import java.util.concurrent.TimeUnit;

/** Repeats one small thing until its cost is known: warm first, then the best of several rounds. */
final class Stopwatch {
  private static final int ROUNDS = 5;

  private static volatile Object sink = "";

  private final int roundMillis;

  Stopwatch(int roundMillis) {
    this.roundMillis = roundMillis;
  }

  /** What is measured; its answer is kept, so that nobody optimises it away. */
  @FunctionalInterface
  interface Step {
    Object run() throws Exception;
  }

  /** Nanoseconds for one run, in the round that was disturbed least. */
  double nanos(Step step) throws Exception {
    round(step);
    double best = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      best = Math.min(best, round(step));
    }
    return best;
  }

  private double round(Step step) throws Exception {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(roundMillis);
    long count = 0;
    long now;
    do {
      sink = step.run();
      count++;
      now = System.nanoTime();
    } while (now < end);
    return (now - begin) / (double) count;
  }

  static Object last() {
    return sink;
  }
}
