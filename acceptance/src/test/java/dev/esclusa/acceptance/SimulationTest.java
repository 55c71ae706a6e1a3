package dev.esclusa.acceptance;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int SEEDS = Integer.getInteger("esclusa.sim.seeds", 100);
  private static final long FIRST = Long.getLong("esclusa.sim.first", 1);
  private static final int STEPS = Integer.getInteger("esclusa.sim.steps", 250);

  @Test
  void everySeedKeepsTheInvariants() {
    // Each seed is a world of its own, in virtual time: they may run beside each other.
    LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(SimulationTest::run);
  }

  private static void run(long seed) {
    try {
      new Simulation(seed).run(STEPS);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + " fails; run it with: ./dev sim " + seed, e);
    }
  }
}
