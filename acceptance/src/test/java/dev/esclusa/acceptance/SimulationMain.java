package dev.esclusa.acceptance;

/** Runs seeds of the simulation: {@code ./dev sim SEED}. */
public final class SimulationMain {
  private SimulationMain() {}

  /**
   * First seed, count and steps come from {@code esclusa.sim.*}; the first failure ends the run,
   * with the facts of the target {@code esclusa.sim.trace} where one is named.
   */
  public static void main(String[] args) {
    long first = Long.getLong("esclusa.sim.first", 1);
    int count = Integer.getInteger("esclusa.sim.seeds", 1);
    int steps = Integer.getInteger("esclusa.sim.steps", 250);
    for (long seed = first; seed < first + count; seed++) {
      Simulation simulation = new Simulation(seed);
      try {
        simulation.run(steps);
      } catch (AssertionError | RuntimeException e) {
        String traced = System.getProperty("esclusa.sim.trace");
        if (traced != null) {
          System.out.println(simulation.trace(traced));
        }
        throw new AssertionError("seed " + seed + " fails; run it with: ./dev sim " + seed, e);
      }
      System.out.println("seed " + seed + ": " + simulation.summary());
    }
  }
}
