package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.rego.PolicyPack;
import dev.esclusa.terraform.PlanDocument;
import dev.esclusa.terraform.Secrets;
import dev.esclusa.terraform.TerraformException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A plan made elsewhere, judged. */
@Command(
    name = "import-plan",
    description = {
      "Judge a Terraform or OpenTofu plan that was made elsewhere, without server or network:",
      "what it changes, how dangerous that is, and what drifted. Secret values are hidden.",
      "Nothing is stored, proposed or approved. No accepted baseline is known here, so drift is",
      "what the engine saw since it looked last.",
      "",
      "Ends with 0 where somebody could approve it, 1 where nobody could or a policy failed."
    },
    footer = {
      "",
      "Examples:",
      "  terraform show -json plan.out > plan.json && esclusa import-plan plan.json",
      "  tofu show -json plan.out | esclusa import-plan -",
      "  esclusa import-plan plan.json --policy policies -o json"
    })
final class ImportPlanTask extends Task {
  @Mixin final Format format = new Format();

  @Parameters(
      index = "0",
      paramLabel = "FILE|-",
      description = "What `terraform show -json` prints; - is the standard input.")
  private String file = "";

  @Option(
      names = {"-p", "--policy"},
      split = ",",
      paramLabel = "PATH",
      description = "Policies in Rego that judge it too, as `esclusa check --plan` does.")
  private List<String> policies = List.of();

  @Mixin private final PolicySources sources = new PolicySources();

  ImportPlanTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    byte[] bytes = TerraformPlan.bytes(terminal, file);
    PlanJudgement judged = terminal.doing("judging " + file, () -> judged(bytes));
    format.print(terminal, judged, List::of);
    if (format.forPeople()) {
      show(PlanJudgementText.of(judged));
    }
    boolean fine = judged.obstacles().isEmpty() && judged.policyFailures().isEmpty();
    return fine ? ExitCode.OK : ExitCode.REFUSED;
  }

  private PlanJudgement judged(byte[] bytes) {
    try {
      PlanDocument plan = PlanDocument.read(bytes);
      Secrets secrets = Secrets.of(plan);
      PlanJudgement judged = PlanJudgement.of(file, plan, secrets);
      return policies.isEmpty() ? judged : withPolicies(judged, bytes, secrets);
    } catch (TerraformException refused) {
      throw refused(refused);
    }
  }

  /** A rule may quote what it found in the plan; what is secret is taken out again. */
  private PlanJudgement withPolicies(PlanJudgement judged, byte[] bytes, Secrets secrets) {
    PolicyPack pack = sources.compiled(terminal, policies);
    PolicyCheck check =
        new PolicyCheck(pack, terminal, new PolicyCheck.Watching(false, false, false));
    PolicyResult result = check.check(file, TerraformPlan.read(file, bytes).documents(), "main");
    return judged.with(texts(result.failures(), secrets), texts(result.warnings(), secrets));
  }

  private static List<String> texts(List<PolicyFinding> findings, Secrets secrets) {
    return findings.stream().map(it -> secrets.scrubber().scrub(it.message())).toList();
  }

  private Failure refused(TerraformException refused) {
    String code = refused.code().toString();
    String cause = file + ": " + refused.where() + ": " + refused.reason();
    return refused.code() == TerraformException.Code.LIMIT
        ? Failure.of(ExitCode.LIMIT, Problem.capacity(code, cause, refused.fix()), refused)
        : Failure.of(ExitCode.MALFORMED, Problem.caller(code, cause, refused.fix()), refused);
  }
}
