package dev.esclusa.cli;

import dev.esclusa.model.Problem;
import dev.esclusa.rego.Coverage;
import dev.esclusa.rego.EvaluationLimits;
import dev.esclusa.rego.PolicyPack;
import dev.esclusa.rego.PolicyTests;
import dev.esclusa.rego.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The tests of policies. */
@Command(
    name = "test",
    description = {
      "Run the rules of policies whose names begin with test_, without server or network.",
      "As `opa test` does with folders, and `conftest verify` with --policy."
    },
    footer = {
      "",
      "Examples:",
      "  esclusa test",
      "  esclusa test policies --run 'main_test.*replicas' --verbose",
      "  esclusa test --policy policies --coverage --threshold 90",
      "",
      "Exit codes: 0 all passed, 1 one failed or the coverage is below the threshold;",
      "3 a file is missing, 7 a limit was reached, 9 a policy is malformed."
    })
final class TestTask extends Task {
  /** The forms. */
  enum Form {
    PRETTY,
    JSON,
    TAP,
    JUNIT
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Policies and data, by the folders they lie in.")
  private List<String> places = List.of();

  @Option(
      names = {"-p", "--policy"},
      split = ",",
      paramLabel = "PATH",
      description = "Policies alone; policy where neither is said.")
  private List<String> policies = List.of();

  @Mixin private final PolicySources sources = new PolicySources();

  @Option(
      names = {"-r", "--run"},
      paramLabel = "REGEX",
      description = "Only tests whose full name has this in it.")
  private String run = "";

  @Option(
      names = {"-c", "--coverage"},
      description = "Tell which lines the tests reach.")
  private boolean coverage;

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      description = "Fail when the tests reach less; tells the coverage too.")
  private @Nullable Double threshold;

  @Option(
      names = {"-v", "--verbose"},
      description = "Name the tests that passed too.")
  private boolean verbose;

  @Option(names = "--var-values", description = "Show the variables of the line that failed.")
  private boolean values;

  @Option(names = "--fail-on-empty", description = "No test at all is a failure.")
  private boolean failOnEmpty;

  @Option(
      names = "--timeout",
      paramLabel = "SPAN",
      description = "The longest that one test may take; 5s unless said.")
  private Duration timeout = Duration.ofSeconds(5);

  @Option(
      names = {"-o", "--output", "-f", "--format"},
      paramLabel = "FORM",
      description = "pretty, json, tap or junit.")
  private Form form = Form.PRETTY;

  TestTask(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    Pattern wanted = wanted();
    PolicyPack pack = pack();
    Coverage reached = coverage || threshold != null ? new Coverage(pack) : null;
    List<PolicyTests.Outcome> outcomes =
        PolicyTests.run(pack, name -> wanted.matcher(name).find(), question(), reached);
    TestReport report = new TestReport(outcomes, verbose, values);
    terminal.text(
        switch (form) {
          case PRETTY -> report.pretty(reached);
          case JSON -> report.json(reached);
          case TAP -> report.tap();
          case JUNIT -> report.junit();
        });
    return exit(outcomes, reached);
  }

  private Pattern wanted() {
    try {
      return Pattern.compile(run);
    } catch (PatternSyntaxException e) {
      throw Failure.of(
          ExitCode.USAGE,
          Problem.caller(
              "CLI-0030",
              "'" + run + "' is no regular expression: " + e.getDescription() + ".",
              "Mend it, or put a backslash before characters that mean themselves."),
          e);
    }
  }

  private PolicyPack pack() {
    if (places.isEmpty()) {
      return sources.compiled(terminal, policies.isEmpty() ? List.of("policy") : policies);
    }
    List<String> all = new java.util.ArrayList<>(places);
    all.addAll(policies);
    sources.alsoDataOf(places.stream().filter(it -> !it.endsWith(".rego")).toList());
    return sources.compiled(terminal, all);
  }

  private Question question() {
    Instant zero = terminal.tempo().now();
    EvaluationLimits limits =
        EvaluationLimits.DEFAULT.withTime(
            timeout.toNanos(), () -> Duration.between(zero, terminal.tempo().now()).toNanos());
    return Question.BARE.within(limits).with(new PolicyWorld(terminal));
  }

  private ExitCode exit(List<PolicyTests.Outcome> outcomes, @Nullable Coverage reached) {
    boolean failed =
        outcomes.stream()
            .anyMatch(
                it ->
                    switch (it.verdict()) {
                      case FAILED, ERROR -> true;
                      case PASSED, SKIPPED -> false;
                    });
    if (failed) {
      return ExitCode.REFUSED;
    }
    if (failOnEmpty && outcomes.isEmpty()) {
      terminal.note("No test was run.");
      return ExitCode.REFUSED;
    }
    if (threshold != null && reached != null && reached.percent() < threshold) {
      terminal.note(
          "The tests reach %.2f %% of the lines, and %.2f %% are wanted."
              .formatted(reached.percent(), threshold));
      return ExitCode.REFUSED;
    }
    return ExitCode.OK;
  }
}
