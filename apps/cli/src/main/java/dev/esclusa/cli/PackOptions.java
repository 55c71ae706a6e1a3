package dev.esclusa.cli;

import dev.esclusa.model.PolicyPack;
import dev.esclusa.model.ProblemException;
import dev.esclusa.policy.ChangeJudgement;
import dev.esclusa.policy.Packs;
import dev.esclusa.policy.WrittenChange;
import java.util.List;
import picocli.CommandLine.Option;

/** How packs are asked, beside where they lie. */
final class PackOptions {
  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "With --plan: the environment that the rules are told; prod unless said.")
  private String environment = "prod";

  @Option(
      names = "--reads",
      paramLabel = "WHAT",
      description =
          "With --change: what the rules have as input, change (unless said) or each object.")
  private PolicyPack.Reads reads = PolicyPack.Reads.CHANGE;

  @Option(
      names = "--admission",
      paramLabel = "FILE",
      description =
          "Ask the rules for the moment of apply too: JSON with now and approvals, as"
              + " input.admission has them.")
  private String admission = "";

  List<PackFolder> read(Terminal terminal, List<String> places) {
    return places.stream().map(it -> PackFolder.read(terminal, it)).toList();
  }

  WrittenChange plan(Terminal terminal, String file) {
    return PlanChange.read(terminal, file, environment);
  }

  ChangeJudgement judge(
      Terminal terminal, List<PackFolder> folders, List<String> packages, WrittenChange change) {
    try {
      return new Packs()
          .judge(
              folders.stream().map(it -> it.pack(terminal, reads, packages)).toList(),
              change,
              admission.isEmpty() ? null : ChangeFile.admission(terminal, admission));
    } catch (ProblemException broken) {
      throw Failure.of(ExitCode.MALFORMED, broken.problem(), broken);
    }
  }
}
