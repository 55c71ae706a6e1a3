package dev.esclusa.cli;

import dev.esclusa.kustomize.KustomizeConformance;
import dev.esclusa.kustomize.KustomizeOracle;
import dev.esclusa.model.Problem;
import dev.esclusa.rego.RegoConformance;
import dev.esclusa.tlog.MerkleConformance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Public test suites, run on any folder of their format. */
@Command(
    name = "conformance",
    description = {
      "Run a public conformance suite on a folder of its format.",
      "One line for each failing case, then `N passed, N failed, N skipped` alone on a line."
          + " Known:",
      "merkle (transparency-dev/merkle), rego (Open Policy Agent), kustomize (cases of input and",
      "expected.yaml), and",
      "kustomize-oracle, which renders each kustomization below the folders and compares it with",
      "what `kubectl kustomize` prints; ESCLUSA_KUSTOMIZE names another program, e.g. 'kustomize"
          + " build'."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa conformance merkle testdata",
      "  esclusa conformance rego cases",
      "  esclusa conformance kustomize-oracle ../repositories"
    })
final class ConformanceTask extends Task {
  /** The suites. */
  enum Suite {
    MERKLE,
    REGO,
    KUSTOMIZE,
    KUSTOMIZE_ORACLE
  }

  @Parameters(
      index = "0",
      paramLabel = "SUITE",
      description = "merkle, rego, kustomize or kustomize-oracle.")
  private Suite suite = Suite.MERKLE;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FOLDER",
      description = "Where the cases lie.")
  private List<String> folders = List.of();

  /** {@code kustomize-oracle} names the constant with an underscore. */
  static Suite suite(String text) {
    try {
      return Suite.valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + text + "' is no suite: merkle, rego, kustomize, kustomize-oracle");
    }
  }

  ConformanceTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    int failed = 0;
    for (String folder : folders) {
      failed += run(folder(folder));
    }
    return failed == 0 ? ExitCode.OK : ExitCode.REFUSED;
  }

  private Path folder(String folder) {
    Path cases = terminal.path(folder);
    if (!Files.isDirectory(cases)) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", folder + " is no folder.", "Name the folder of cases."));
    }
    return cases;
  }

  private int run(Path cases) {
    return switch (suite) {
      case MERKLE -> MerkleConformance.run(cases, terminal::line).failed();
      case REGO -> RegoConformance.run(cases, terminal::line).failed();
      case KUSTOMIZE -> KustomizeConformance.run(cases, terminal::line).failed();
      case KUSTOMIZE_ORACLE -> {
        KustomizeProgram program = KustomizeProgram.fromEnvironment();
        Path root = cases.toAbsolutePath();
        yield KustomizeOracle.run(root, program, program.options(), terminal::line).failed();
      }
    };
  }
}
