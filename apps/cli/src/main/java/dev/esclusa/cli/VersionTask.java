package dev.esclusa.cli;

import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which program this is. */
@Command(
    name = "version",
    description = "Print the versions of this program and of Java.",
    footer = {"", "Examples:", "  esclusa version"})
final class VersionTask extends Task {
  @Mixin final Format format = new Format();

  VersionTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    String version = text();
    String java = Runtime.version().toString();
    format.print(
        terminal,
        Value.mapping("version", version, "java", java),
        () -> List.of("esclusa " + version + " (Java " + java + ")"));
    return ExitCode.OK;
  }

  /** Of the jar; classes that lie in a folder have none. */
  private static String text() {
    return Objects.requireNonNullElse(
        VersionTask.class.getPackage().getImplementationVersion(), "development");
  }
}
