package dev.esclusa.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** One command. */
abstract class Task implements Callable<Integer> {
  final Terminal terminal;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  Task(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public final Integer call() {
    return run().number();
  }

  abstract ExitCode run();

  final void show(List<String> lines) {
    if (terminal.coloured()) {
      terminal.text(PlanLines.painted(lines));
    } else {
      terminal.lines(lines);
    }
  }
}
