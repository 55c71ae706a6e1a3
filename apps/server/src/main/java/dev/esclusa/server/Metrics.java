package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.TargetRecord;
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
    return out.toString();
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
