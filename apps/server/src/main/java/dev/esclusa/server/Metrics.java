package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.Tally;
import dev.esclusa.control.TargetRecord;
import dev.esclusa.model.Waiver;
import java.util.Map;
import java.util.TreeMap;

/** Prometheus text (exposition format 0.0.4), counted from the ledger when asked. */
final class Metrics {
  private final ControlPlane plane;
  private final Status status;

  Metrics(ControlPlane plane, Status status) {
    this.plane = plane;
    this.status = status;
  }

  String text() {
    StringBuilder out = new StringBuilder();
    Map<String, Integer> states = new TreeMap<>();
    for (Recorded change : plane.ledger().changes()) {
      states.merge(change.change().state(), 1, Integer::sum);
    }
    head(out, "esclusa_changes", "gauge", "Changes by state.");
    states.forEach(
        (state, count) ->
            out.append("esclusa_changes{state=\"")
                .append(state)
                .append("\"} ")
                .append(count)
                .append('\n'));
    int drifted = 0;
    int targets = 0;
    for (TargetRecord target : plane.ledger().targets()) {
      if (target.registered() >= 0 && !target.removed()) {
        targets++;
        drifted += target.episodes().isEmpty() ? 0 : 1;
      }
    }
    one(out, "esclusa_targets", "gauge", "Targets under control.", targets);
    one(out, "esclusa_drifted_targets", "gauge", "Targets with open drift.", drifted);
    one(out, "esclusa_log_entries", "gauge", "Entries of the log.", plane.ledger().position());
    one(
        out,
        "esclusa_log_witnessed_entries",
        "gauge",
        "Entries covered by a witnessed checkpoint.",
        plane.witnessedSize());
    one(
        out,
        "esclusa_work_failures_total",
        "counter",
        "Work that failed and was tried again.",
        status.count());
    rules(out);
    waivers(out);
    return out.toString();
  }

  /** Gauges, because what is erased counts no more. */
  private void rules(StringBuilder out) {
    StringBuilder judged = new StringBuilder();
    StringBuilder changes = new StringBuilder();
    StringBuilder findings = new StringBuilder();
    for (Tally.PackTally pack : plane.tally().packs()) {
      for (Tally.RuleTally rule : pack.rules()) {
        for (boolean shadow : new boolean[] {false, true}) {
          Tally.Found found = shadow ? rule.inShadow() : rule.deciding();
          String labels =
              "{rule=\"" + rule.rule() + "\",mode=\"" + (shadow ? "shadow" : "deciding") + "\"} ";
          sample(judged, "esclusa_rule_judged_changes", labels, found.judged());
          sample(changes, "esclusa_rule_found_changes", labels, found.changes());
          sample(findings, "esclusa_rule_findings", labels, found.findings());
        }
      }
    }
    head(out, "esclusa_rule_judged_changes", "gauge", "Changes that a rule was asked about.");
    out.append(judged);
    head(out, "esclusa_rule_found_changes", "gauge", "Changes that it found something in.");
    out.append(changes);
    head(out, "esclusa_rule_findings", "gauge", "What it found, in all changes.");
    out.append(findings);
  }

  private void waivers(StringBuilder out) {
    StringBuilder uses = new StringBuilder();
    StringBuilder expiry = new StringBuilder();
    for (Tally.WaiverTally waiver : plane.tally().waivers()) {
      String labels = "{waiver=\"" + waiver.waiver() + "\"} ";
      sample(uses, "esclusa_waiver_uses", labels, waiver.uses().size());
      Waiver declared = waiver.declared();
      if (declared != null) {
        sample(
            expiry,
            "esclusa_waiver_expiry_timestamp_seconds",
            labels,
            declared.expiresAt().getEpochSecond());
      }
    }
    head(out, "esclusa_waiver_uses", "gauge", "Applies that were admitted under a waiver.");
    out.append(uses);
    head(out, "esclusa_waiver_expiry_timestamp_seconds", "gauge", "When a waiver ends.");
    out.append(expiry);
  }

  private static void sample(StringBuilder out, String name, String labels, long value) {
    out.append(name).append(labels).append(value).append('\n');
  }

  private static void one(StringBuilder out, String name, String type, String help, long value) {
    head(out, name, type, help);
    out.append(name).append(' ').append(value).append('\n');
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }
}
