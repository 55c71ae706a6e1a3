package dev.esclusa.bench;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Processor time that processes of this machine have used. */
final class CpuClock {
  private CpuClock() {}

  static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e9;
  }

  static double ownSeconds() {
    return seconds(ProcessHandle.current());
  }

  /** Of a process and all that it started and that still live. */
  static double treeSeconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToDouble(CpuClock::seconds)
        .sum();
  }

  /** Of what this process started, by program. */
  static double childSeconds(Predicate<String> program) {
    return ProcessHandle.current()
        .descendants()
        .filter(it -> program.test(it.info().command().orElse("")))
        .mapToDouble(CpuClock::seconds)
        .sum();
  }
}
