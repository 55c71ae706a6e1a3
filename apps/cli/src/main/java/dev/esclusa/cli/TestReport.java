package dev.esclusa.cli;

import dev.esclusa.rego.Coverage;
import dev.esclusa.rego.Explanation;
import dev.esclusa.rego.PolicyTests;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What tests came to, in the forms that a person or a program may want. */
record TestReport(List<PolicyTests.Outcome> outcomes, boolean verbose, boolean values) {
  private static final String RULE = "-".repeat(80) + "\n";

  String pretty(@Nullable Coverage coverage) {
    StringBuilder out = new StringBuilder();
    for (PolicyTests.Outcome outcome : outcomes) {
      if (verbose || outcome.verdict() != PolicyTests.Verdict.PASSED) {
        out.append(outcome.position().file()).append(':').append(outcome.position().line());
        out.append(":\n").append(outcome.name()).append(": ").append(word(outcome)).append('\n');
        reasons(out, outcome);
      }
    }
    out.append(out.isEmpty() ? "" : RULE);
    counts(out);
    if (coverage != null) {
      covered(out, coverage);
    }
    return PolicyReport.plain(out.toString()) + "\n";
  }

  private static String word(PolicyTests.Outcome outcome) {
    return switch (outcome.verdict()) {
      case PASSED -> "PASS";
      case FAILED -> "FAIL";
      case ERROR -> "ERROR";
      case SKIPPED -> "SKIPPED";
    };
  }

  private void reasons(StringBuilder out, PolicyTests.Outcome outcome) {
    for (String line : outcome.printed()) {
      out.append("\n  ").append(line.stripTrailing()).append('\n');
    }
    if (outcome.verdict() == PolicyTests.Verdict.ERROR) {
      out.append("  ").append(outcome.reason()).append('\n');
    }
    for (Explanation.RuleTrace rule : stopped(outcome)) {
      Explanation.Condition condition = rule.stoppedAt();
      if (condition != null) {
        out.append("  ").append(condition.position().file()).append(':');
        out.append(condition.position().line()).append(": ").append(condition.text());
        out.append(" does not hold\n");
        if (values) {
          condition.values().forEach((name, value) -> value(out, name, value.toString()));
        }
      }
    }
  }

  private static void value(StringBuilder out, String name, String value) {
    if (!name.startsWith("__")) {
      out.append("    ").append(name).append(" = ").append(value).append('\n');
    }
  }

  /** The test first, then the rules below it that gave nothing. */
  private static List<Explanation.RuleTrace> stopped(PolicyTests.Outcome outcome) {
    Explanation explanation = outcome.explanation();
    return explanation == null
        ? List.of()
        : explanation.rules().stream()
            .filter(it -> it.values().isEmpty() || it.position().equals(outcome.position()))
            .filter(it -> it.stoppedAt() != null)
            .toList();
  }

  private long count(PolicyTests.Verdict verdict) {
    return outcomes.stream().filter(it -> it.verdict() == verdict).count();
  }

  private void counts(StringBuilder out) {
    for (PolicyTests.Verdict verdict : PolicyTests.Verdict.values()) {
      long count = count(verdict);
      if (count > 0) {
        String word =
            switch (verdict) {
              case PASSED -> "PASS";
              case FAILED -> "FAIL";
              case ERROR -> "ERROR";
              case SKIPPED -> "SKIPPED";
            };
        out.append(word).append(": ").append(count).append('/').append(outcomes.size());
        out.append('\n');
      }
    }
    if (outcomes.isEmpty()) {
      out.append("No test was run.\n");
    }
  }

  private static void covered(StringBuilder out, Coverage coverage) {
    out.append(RULE);
    coverage
        .files()
        .forEach(
            (name, file) -> {
              out.append(percent(file.percent())).append("  ").append(name);
              List<Integer> missed = new ArrayList<>(file.lines());
              missed.removeAll(file.covered());
              if (!missed.isEmpty()) {
                out.append("  not reached: ").append(ranges(missed));
              }
              out.append('\n');
            });
    out.append(percent(coverage.percent())).append("  all\n");
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%6.2f %%", percent);
  }

  /** {@code 3, 7-9}. */
  private static String ranges(List<Integer> lines) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 1; i <= lines.size(); i++) {
      if (i == lines.size() || lines.get(i) != lines.get(i - 1) + 1) {
        out.append(out.isEmpty() ? "" : ", ").append(lines.get(from));
        out.append(i - from > 1 ? "-" + lines.get(i - 1) : "");
        from = i;
      }
    }
    return out.toString();
  }

  /** As {@code opa test --format json}; with coverage the two of them by name. */
  String json(@Nullable Coverage coverage) {
    Value tests = Value.sequence(outcomes.stream().map(TestReport::value).toArray(Value[]::new));
    return GoJson.indented(
            coverage == null ? tests : Value.mapping("tests", tests, "coverage", value(coverage)))
        + "\n";
  }

  private static Value value(PolicyTests.Outcome outcome) {
    int dot = outcome.name().lastIndexOf('.', nameEnd(outcome.name()));
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(
        "location",
        Value.mapping(
            "file",
            outcome.position().file(),
            "row",
            outcome.position().line(),
            "col",
            outcome.position().column()));
    members.put("package", Value.of(outcome.name().substring(0, dot)));
    members.put("name", Value.of(outcome.name().substring(dot + 1)));
    switch (outcome.verdict()) {
      case FAILED -> members.put("fail", Value.of(true));
      case SKIPPED -> members.put("skip", Value.of(true));
      case ERROR -> members.put("error", Value.of(outcome.reason()));
      case PASSED -> {
        // said by the absence of the others
      }
    }
    List<Value> lines = new ArrayList<>();
    for (Explanation.RuleTrace rule : stopped(outcome)) {
      Explanation.Condition condition = rule.stoppedAt();
      if (condition != null) {
        lines.add(
            Value.mapping(
                "file",
                condition.position().file(),
                "row",
                condition.position().line(),
                "text",
                condition.text()));
      }
    }
    if (!lines.isEmpty()) {
      members.put("failing", Value.sequence(lines.toArray(Value[]::new)));
    }
    if (!outcome.printed().isEmpty()) {
      members.put("output", Value.of(String.join("\n", outcome.printed())));
    }
    return Value.of(members);
  }

  /** Keys of cases stand behind a slash and may hold dots. */
  private static int nameEnd(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? name.length() : slash;
  }

  private static Value value(Coverage coverage) {
    Map<String, Value> files = new LinkedHashMap<>();
    coverage
        .files()
        .forEach(
            (name, file) ->
                files.put(
                    name,
                    Value.mapping(
                        "coverage",
                        new java.math.BigDecimal(Double.toString(file.percent())),
                        "covered_lines",
                        numbers(file.covered()),
                        "lines",
                        numbers(file.lines()))));
    return Value.mapping(
        "files",
        Value.of(files),
        "coverage",
        new java.math.BigDecimal(Double.toString(coverage.percent())));
  }

  private static Value numbers(SortedSet<Integer> lines) {
    return Value.sequence(lines.stream().map(it -> Value.of((long) it)).toArray(Value[]::new));
  }

  String tap() {
    StringBuilder out = new StringBuilder("1.." + outcomes.size() + "\n");
    int number = 1;
    for (PolicyTests.Outcome outcome : outcomes) {
      out.append(
          switch (outcome.verdict()) {
            case PASSED, SKIPPED -> "ok ";
            case FAILED, ERROR -> "not ok ";
          });
      out.append(number++).append(" - ").append(Plain.line(outcome.name()));
      out.append(outcome.verdict() == PolicyTests.Verdict.SKIPPED ? " # SKIP" : "").append('\n');
      for (String line : told(outcome).lines().toList()) {
        out.append("# ").append(Plain.line(line)).append('\n');
      }
    }
    return out.toString();
  }

  private String told(PolicyTests.Outcome outcome) {
    StringBuilder out = new StringBuilder();
    reasons(out, outcome);
    return out.toString().lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }

  String junit() {
    Map<String, JunitSuite> suites = new LinkedHashMap<>();
    for (PolicyTests.Outcome outcome : outcomes) {
      int dot = outcome.name().lastIndexOf('.', nameEnd(outcome.name()));
      String suiteName = outcome.name().substring(0, dot).replaceFirst("^data\\.", "");
      JunitSuite suite = suites.computeIfAbsent(suiteName, JunitSuite::new);
      String name = outcome.name().substring(dot + 1);
      switch (outcome.verdict()) {
        case PASSED -> suite.passed(name);
        case SKIPPED -> suite.skipped(name, "todo");
        case FAILED, ERROR ->
            suite.failed(name, told(outcome).isEmpty() ? outcome.reason() : told(outcome));
      }
    }
    return JunitSuite.document(suites.values());
  }
}
