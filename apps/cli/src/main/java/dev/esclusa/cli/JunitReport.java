package dev.esclusa.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JUnit's XML: a suite for each namespace, a case for each result; warnings are failures. */
record JunitReport(boolean hideMessage) implements PolicyReport {
  @Override
  public String text(List<PolicyResult> results) {
    Map<String, JunitSuite> suites = new LinkedHashMap<>();
    for (PolicyResult result : results) {
      if (result.tests() == result.exceptions().size()) {
        continue;
      }
      JunitSuite suite =
          suites.computeIfAbsent(result.namespace(), it -> new JunitSuite("conftest." + it));
      result.warnings().forEach(it -> suite.failed(name(result, it), it.message()));
      result.failures().forEach(it -> suite.failed(name(result, it), it.message()));
      for (int i = 0; i < result.successes(); i++) {
        suite.passed(result.file());
      }
    }
    return JunitSuite.document(suites.values());
  }

  private String name(PolicyResult result, PolicyFinding finding) {
    String first = finding.message().lines().findFirst().orElse("");
    return hideMessage || first.isEmpty() ? result.file() : result.file() + " - " + first;
  }
}
