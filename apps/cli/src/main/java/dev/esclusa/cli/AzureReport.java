package dev.esclusa.cli;

import java.util.List;

/** Logging commands of Azure Pipelines (learn.microsoft.com, "Logging commands"). */
record AzureReport() implements PolicyReport {
  @Override
  public String text(List<PolicyResult> results) {
    StringBuilder out = new StringBuilder();
    for (PolicyResult result : results) {
      out.append("##[section]Testing '").append(line(result.file())).append("' against ");
      out.append(result.tests()).append(" policies in namespace '");
      out.append(line(result.namespace())).append("'\n##[group]See conftest results\n");
      issues(out, "error", result, result.failures());
      issues(out, "warning", result, result.warnings());
      issues(out, "warning", result, result.exceptions());
      if (result.successes() > 0) {
        out.append("success file=").append(line(result.file())).append(' ');
        out.append(result.successes()).append('\n');
      }
      out.append("##[endgroup]\n");
    }
    return out.append(PolicyResult.summary(results)).append('\n').toString();
  }

  private static void issues(
      StringBuilder out, String type, PolicyResult result, List<PolicyFinding> findings) {
    for (PolicyFinding finding : findings) {
      out.append("##vso[task.logissue type=").append(type).append("] file=");
      out.append(line(result.file())).append(" --> ").append(line(finding.message())).append('\n');
    }
  }

  /** A line end would end the command, and begin another one. */
  private static String line(String text) {
    return Plain.line(text.replace("\r", "%0D").replace("\n", "%0A"));
  }
}
