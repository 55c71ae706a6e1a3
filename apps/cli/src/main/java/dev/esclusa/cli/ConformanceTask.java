package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.rego.RegoConformance;
import dev.esclusa.tlog.MerkleConformance;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Public test suites, run on any folder of their format. */
@Command(
    name = "conformance",
    description = {
      "Run a public conformance suite on a folder of its format.",
      "One line for each failing case, then `N passed, N failed, N skipped` alone on a line. Known:",
      "merkle (transparency-dev/merkle), rego (Open Policy Agent)."
    },
    footer = {"", "Examples:", "  esclusa conformance merkle testdata", "  esclusa conformance rego cases"})
final class ConformanceTask extends Task {
  /** The suites. */
  enum Suite {
    MERKLE,
    REGO
  }

  @Parameters(index = "0", paramLabel = "SUITE", description = "merkle or rego.")
  private Suite suite = Suite.MERKLE;

  @Parameters(index = "1", paramLabel = "FOLDER", description = "Where the cases lie.")
  private String folder = "";

  ConformanceTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Path cases = terminal.path(folder);
    if (!Files.isDirectory(cases)) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", folder + " is no folder.", "Name the folder of cases."));
    }
    return switch (suite) {
      case MERKLE ->
          MerkleConformance.run(cases, terminal::line).failed() == 0
              ? ExitCode.OK
              : ExitCode.REFUSED;
      case REGO ->
          RegoConformance.run(cases, terminal::line).failed() == 0
              ? ExitCode.OK
              : ExitCode.REFUSED;
    };
  }
}
