package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.List;

/** The columns of pods: how many containers are ready, and the most telling reason why not. */
final class PodColumns {
  private static final String NONE = "<none>";

  private final Ages ages;

  PodColumns(Ages ages) {
    this.ages = ages;
  }

  Column ready() {
    return Column.text(
        "Ready",
        pod -> {
          long ready =
              statuses(pod).stream()
                  .filter(status -> Value.TRUE.equals(status.get("ready")))
                  .count();
          return ready + "/" + Meta.itemsAt(pod, "spec", "containers").size();
        });
  }

  Column status() {
    return Column.text("Status", PodColumns::reason);
  }

  Column restarts() {
    return Column.text("Restarts", this::restartsOf);
  }

  Column address() {
    return Column.wide("IP", pod -> Meta.textOr(pod, NONE, "status", "podIP"));
  }

  Column node() {
    return Column.wide("Node", pod -> Meta.textOr(pod, NONE, "spec", "nodeName"));
  }

  Column nominated() {
    return Column.wide(
        "Nominated Node", pod -> Meta.textOr(pod, NONE, "status", "nominatedNodeName"));
  }

  Column gates() {
    return Column.wide("Readiness Gates", pod -> NONE);
  }

  private static String reason(Mapping pod) {
    String phase = Meta.textOr(pod, "", "status", "phase");
    boolean over = List.of("Succeeded", "Failed").contains(phase);
    if (Meta.isBeingDeleted(pod) && !over) return "Terminating";
    String reason = Meta.textOr(pod, phase, "status", "reason");
    for (Mapping status : statuses(pod)) {
      reason = Meta.textOr(status, reason, "state", "waiting", "reason");
      reason = Meta.textOr(status, reason, "state", "terminated", "reason");
    }
    return reason;
  }

  private String restartsOf(Mapping pod) {
    long count = 0;
    String last = null;
    for (Mapping status : statuses(pod)) {
      count += Meta.longOr(status, 0, "restartCount");
      String finished = status.text("lastState", "terminated", "finishedAt");
      if (finished != null) last = finished;
    }
    return count > 0 && last != null
        ? count + " (" + ages.since(last) + " ago)"
        : Long.toString(count);
  }

  private static List<Mapping> statuses(Mapping pod) {
    return Meta.mappingsAt(pod, "status", "containerStatuses");
  }
}
