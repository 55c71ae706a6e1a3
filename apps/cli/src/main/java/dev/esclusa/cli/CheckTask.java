package dev.esclusa.cli;

import dev.esclusa.documents.DocumentFormat;
import dev.esclusa.model.Problem;
import dev.esclusa.policy.WrittenChange;
import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.RegoArray;
import dev.esclusa.rego.RegoObject;
import dev.esclusa.rego.RegoValue;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Configuration files against policies, as Conftest does it. */
@Command(
    name = "check",
    description = {
      "Check configuration files against policies in Rego, without server or network.",
      "A drop-in for `conftest test`: the rules deny, violation and warn of package main."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa check deployment.yaml",
      "  esclusa check . --policy policies --all-namespaces -o junit",
      "  kubectl kustomize overlays/prod | esclusa check -",
      "  terraform show -json plan.out > plan.json && esclusa check --plan plan.json",
      "  esclusa check --plan plan.json --policy packs/starter --environment prod",
      "  esclusa check --change change.json --policy packs/starter",
      "",
      "Exit codes: 0 no failure, 1 a failure; with --fail-on-warn 2 a failure, 1 a warning;",
      "3 a file is missing, 7 a limit was reached, 9 a file or policy is malformed."
    })
final class CheckTask extends Task {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|FOLDER|-",
      description = "What to check; - is the standard input.")
  private List<String> places = List.of();

  @Option(
      names = {"-p", "--policy"},
      split = ",",
      paramLabel = "PATH",
      description = "Where the policies lie; policy unless said.")
  private List<String> policies = List.of("policy");

  @Mixin private final PolicySources sources = new PolicySources();

  @Option(
      names = {"-n", "--namespace"},
      split = ",",
      paramLabel = "NAME",
      description = "Whose rules count; main unless said. *, ? and [...] may stand in it.")
  private List<String> namespaces = List.of();

  @Option(names = "--all-namespaces", description = "The rules of all packages count.")
  private boolean allNamespaces;

  @Option(names = "--combine", description = "Judge all files together, as a list.")
  private boolean combine;

  @Option(names = "--fail-on-warn", description = "A warning gives exit code 1, a failure 2.")
  private boolean failOnWarn;

  @Option(names = "--no-fail", description = "Exit code 0 whatever the rules say.")
  private boolean noFail;

  @Option(
      names = "--parser",
      paramLabel = "FORMAT",
      description = "Read every file as: ${COMPLETION-CANDIDATES}.")
  private @Nullable DocumentFormat parser;

  @Option(
      names = "--ignore",
      paramLabel = "REGEX",
      description = "Paths in folders that are left out.")
  private String ignore = "";

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "A Terraform plan: what `terraform show -json` prints. Where the policies have no"
              + " package main, they are asked as the server asks a pack.")
  private String plan = "";

  @Option(
      names = "--change",
      paramLabel = "FILE",
      description =
          "A change document: what `esclusa replay CHANGE --print-input` prints. Each --policy is"
              + " a pack, asked as the server asks it.")
  private String change = "";

  @Mixin private final PackOptions packs = new PackOptions();

  @Option(
      names = "--stdin-filename",
      paramLabel = "NAME",
      description = "What the standard input is called in the output.")
  private String standardInputName = InputFiles.STANDARD_INPUT;

  @Option(names = "--quiet", description = "Say nothing when nothing failed.")
  private boolean quiet;

  @Option(names = "--trace", description = "Tell on the error stream what each rule did.")
  private boolean trace;

  @Option(names = "--show-builtin-errors", description = "End at a built-in that fails.")
  private boolean builtinErrors;

  @Mixin private final ReportOptions report = new ReportOptions();

  CheckTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    if (!change.isEmpty()) {
      return judged(packs.read(terminal, policies), change, ChangeFile::read);
    }
    if (!plan.isEmpty() && places.isEmpty() && namespaces.isEmpty() && !allNamespaces) {
      List<PackFolder> folders = packs.read(terminal, policies);
      if (folders.stream().noneMatch(PackFolder::isForConftest)) {
        return judged(folders, plan, packs::plan);
      }
    }
    return checked();
  }

  /** As the server judges a change. */
  private ExitCode judged(
      List<PackFolder> folders, String file, BiFunction<Terminal, String, WrittenChange> read) {
    if (!places.isEmpty() || combine || parser != null || sources.hasData()) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0028",
              "A change is judged by packs alone: no files, --combine, --parser or --data.",
              "Lay data into the folder of the pack, as data.json or data.yaml."));
    }
    JudgedChange judged =
        new JudgedChange(
            file, packs.judge(terminal, folders, namespaces, read.apply(terminal, file)));
    boolean refused = judged.judgement().refused();
    ExitCode exit = exit(refused, judged.warns());
    if (!quiet || exit != ExitCode.OK) {
      if (report.forPeople()) {
        terminal.lines(judged.lines());
      } else {
        terminal.text(report.isJson() ? judged.json() : report.text(judged.results(), terminal));
      }
    }
    return noFail ? ExitCode.OK : exit;
  }

  private ExitCode checked() {
    List<InputFiles.InputFile> inputs = inputs();
    PolicyPack pack = sources.compiled(terminal, policies);
    PolicyCheck check =
        new PolicyCheck(
            pack, terminal, new PolicyCheck.Watching(sources.prints(), trace, builtinErrors));
    List<PolicyResult> results = new ArrayList<>();
    for (String namespace : namespaces(pack)) {
      if (combine) {
        results.add(check.check("Combined", List.of(combined(inputs)), namespace));
      } else {
        inputs.forEach(it -> results.add(check.check(it.name(), it.documents(), namespace)));
      }
    }
    ExitCode exit = exit(PolicyResult.anyFailure(results), PolicyResult.anyWarning(results));
    if (!quiet || exit != ExitCode.OK) {
      terminal.text(report.text(results, terminal));
    }
    return noFail ? ExitCode.OK : exit;
  }

  private List<InputFiles.InputFile> inputs() {
    if (places.isEmpty() && plan.isEmpty()) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0028",
              "There is nothing to check.",
              "Name files or folders, - for the standard input, a plan with --plan, a change with"
                  + " --change."));
    }
    List<InputFiles.InputFile> inputs = new ArrayList<>();
    if (!places.isEmpty()) {
      inputs.addAll(new InputFiles(terminal, parser, ignored()).read(places, standardInputName));
    }
    if (!plan.isEmpty()) {
      inputs.add(TerraformPlan.read(terminal, plan));
    }
    return inputs;
  }

  private @Nullable Pattern ignored() {
    try {
      return ignore.isEmpty() ? null : Pattern.compile(ignore);
    } catch (PatternSyntaxException e) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0030",
              "'" + ignore + "' is no regular expression: " + e.getDescription() + ".",
              "Mend it, or put a backslash before characters that mean themselves."),
          e);
    }
  }

  private List<String> namespaces(PolicyPack pack) {
    List<String> asked = namespaces.isEmpty() ? List.of("main") : namespaces;
    if (!allNamespaces && asked.stream().noneMatch(it -> it.matches(".*[*?\\[].*"))) {
      return asked;
    }
    List<PathMatcher> wanted =
        (allNamespaces ? List.of("*") : asked)
            .stream().map(it -> FileSystems.getDefault().getPathMatcher("glob:" + it)).toList();
    return PolicyCheck.namespaces(pack).stream()
        .filter(name -> wanted.stream().anyMatch(it -> it.matches(Path.of(name))))
        .toList();
  }

  /** {@code [{path, contents}]}, one for each document. */
  private static RegoValue combined(List<InputFiles.InputFile> inputs) {
    List<RegoValue> all = new ArrayList<>();
    for (InputFiles.InputFile input : inputs) {
      for (RegoValue document : input.documents()) {
        all.add(RegoObject.of("path", RegoValue.of(input.name()), "contents", document));
      }
    }
    return RegoArray.of(all);
  }

  private ExitCode exit(boolean failed, boolean warned) {
    if (failed) {
      return failOnWarn ? ExitCode.FAILED_BESIDE_WARNINGS : ExitCode.REFUSED;
    }
    return failOnWarn && warned ? ExitCode.REFUSED : ExitCode.OK;
  }
}
