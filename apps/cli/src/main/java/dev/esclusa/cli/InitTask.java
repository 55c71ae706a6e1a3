package dev.esclusa.cli;

import dev.esclusa.estate.Init;
import dev.esclusa.model.Problem;
import dev.esclusa.tree.FolderSourceTree;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The smallest useful configuration, proposed. */
@Command(
    name = "init",
    description = {
      "Write the smallest useful esclusa.yaml for a folder of manifests.",
      "An existing one is never touched."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa init .",
      "  esclusa init . --principal ana@crm.example --dry-run"
    })
final class InitTask extends Task {
  private static final int SUFFIX_BYTES = 3;

  @Parameters(index = "0", paramLabel = "DIR", description = "The root of the repository.")
  private String folder = "";

  @Option(
      names = "--principal",
      paramLabel = "ID",
      description = "First member of the first team, e.g. your mail address.")
  private String principal = "";

  @Option(names = "--dry-run", description = "Print it and write nothing.")
  private boolean dryRun;

  InitTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Path root = terminal.path(folder).toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw Failure.of(
          ExitCode.NOT_FOUND,
          Problem.caller("CLI-0013", folder + " is no folder.", "Name the folder to look at."));
    }
    Init.Proposal proposal = Init.propose(new FolderSourceTree(root), request(root));
    if (proposal.applications() == 0) {
      terminal.note("No manifest was found in " + folder + "; add an Application by hand.");
    }
    if (dryRun) {
      terminal.text(proposal.text());
    } else {
      write(root.resolve(proposal.path()), proposal.text());
      terminal.line(
          "Wrote "
              + proposal.path()
              + " with "
              + proposal.applications()
              + " application"
              + (proposal.applications() == 1 ? "" : "s")
              + ". Look at it with: esclusa plan"
              + " --local "
              + folder);
    }
    return ExitCode.OK;
  }

  private Init.Request request(Path root) {
    Path name = root.getFileName();
    String suffix = HexFormat.of().formatHex(terminal.tempo().chance().bytes(SUFFIX_BYTES));
    return new Init.Request(name == null ? "app" : name.toString(), principal(), suffix);
  }

  private String principal() {
    return principal.isEmpty()
        ? Objects.requireNonNullElse(terminal.environment("USER"), "owner")
        : principal;
  }

  /** Never over an existing file, not even one that appears meanwhile. */
  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.of(
          ExitCode.REFUSED,
          Problem.caller(
              "CLI-0014",
              file.getFileName() + " is there already and stays as it is.",
              "Edit it, or see a proposal with --dry-run."),
          e);
    } catch (IOException e) {
      throw Failure.of(
          ExitCode.REFUSED,
          Problem.environment(
              "CLI-0013", file + " cannot be written.", "Check the folder and its permissions."),
          e);
    }
  }
}
