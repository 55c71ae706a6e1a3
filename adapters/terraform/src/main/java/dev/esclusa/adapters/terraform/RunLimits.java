package dev.esclusa.adapters.terraform;

import java.time.Duration;

/**
 * How much one process of an engine may take.
 *
 * @param wallTime after it the engine is asked to stop
 * @param grace how long it then has, before a plan or a render is killed; an apply is not
 * @param cpuTime of each process; not counted for an apply
 * @param memoryBytes of each process: its private writable memory
 * @param outputBytes of what it prints that is kept; the rest is read and dropped
 * @param fileBytes of each file that it writes, the saved plan included
 * @param processesMax at once, threads counted, of the user that engines run as; only in namespaces
 */
public record RunLimits(
    Duration wallTime,
    Duration grace,
    Duration cpuTime,
    long memoryBytes,
    long outputBytes,
    long fileBytes,
    int processesMax) {
  private static final long MIB = 1L << 20;

  /** Room for a stack of some thousand resources of a large provider. */
  public static RunLimits usual() {
    return new RunLimits(
        Duration.ofMinutes(30),
        Duration.ofSeconds(20),
        Duration.ofMinutes(30),
        4096 * MIB,
        256 * MIB,
        512 * MIB,
        1024);
  }

  public RunLimits withWallTime(Duration wanted, Duration wantedGrace) {
    return new RunLimits(
        wanted, wantedGrace, cpuTime, memoryBytes, outputBytes, fileBytes, processesMax);
  }

  public RunLimits withLoad(Duration wantedCpu, long wantedMemory, int wantedProcesses) {
    return new RunLimits(
        wallTime, grace, wantedCpu, wantedMemory, outputBytes, fileBytes, wantedProcesses);
  }

  public RunLimits withOutputBytes(long wanted) {
    return new RunLimits(wallTime, grace, cpuTime, memoryBytes, wanted, fileBytes, processesMax);
  }

  public RunLimits withFileBytes(long wanted) {
    return new RunLimits(wallTime, grace, cpuTime, memoryBytes, outputBytes, wanted, processesMax);
  }
}
