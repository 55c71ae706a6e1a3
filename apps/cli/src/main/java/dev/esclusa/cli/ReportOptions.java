package dev.esclusa.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** In which form results are written, with the choices that some forms have. */
final class ReportOptions {
  /** Conftest's forms. */
  enum Form {
    STDOUT,
    JSON,
    TAP,
    TABLE,
    JUNIT,
    GITHUB,
    SARIF,
    AZUREDEVOPS
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "stdout, json, tap, table, junit, github, sarif or azuredevops.")
  private Form form = Form.STDOUT;

  @Option(names = "--no-color", description = "No colours on a terminal either.")
  private boolean plain;

  @Option(names = "--suppress-exceptions", description = "stdout: leave exceptions out.")
  private boolean suppressExceptions;

  @Option(names = "--junit-hide-message", description = "junit: names without messages.")
  private boolean hideMessage;

  @Option(names = "--github-hide-passed", description = "github: no group where all passed.")
  private boolean hidePassed;

  boolean forPeople() {
    return form == Form.STDOUT;
  }

  boolean isJson() {
    return form == Form.JSON;
  }

  String text(List<PolicyResult> results, Terminal terminal) {
    PolicyReport report =
        switch (form) {
          case STDOUT -> new StandardReport(terminal.coloured() && !plain, suppressExceptions);
          case JSON -> new JsonReport();
          case TAP -> new TapReport();
          case TABLE -> new TableReport();
          case JUNIT -> new JunitReport(hideMessage);
          case GITHUB -> new GithubReport(hidePassed);
          case SARIF -> new SarifReport();
          case AZUREDEVOPS -> new AzureReport();
        };
    return report.text(results);
  }
}
