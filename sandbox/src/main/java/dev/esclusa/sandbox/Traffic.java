package dev.esclusa.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests, and tells them as kube-apiserver does: {@code apiserver_request_total} of {@code
 * /metrics} (Kubernetes docs, "Kubernetes Metrics Reference"), with the labels that matter here. A
 * watch counts when it begins.
 */
final class Traffic {
  private final Map<Line, LongAdder> counts = new ConcurrentSkipListMap<>();

  private record Line(String verb, String dryRun, String resource) implements Comparable<Line> {
    @Override
    public int compareTo(Line other) {
      return text().compareTo(other.text());
    }

    String text() {
      return "apiserver_request_total{verb=\""
          + verb
          + "\",dry_run=\""
          + dryRun
          + "\",resource=\""
          + resource
          + "\"}";
    }
  }

  void count(ResourcePath path, String verb, Request request) {
    String type = request.headers().getFirst("Content-Type");
    boolean apply =
        verb.equals("patch") && type != null && type.startsWith("application/apply-patch");
    String resource =
        path.plural() + (path.subresource().isEmpty() ? "" : "/" + path.subresource());
    Line line =
        new Line(
            apply ? "APPLY" : verb.toUpperCase(java.util.Locale.ROOT),
            request.query().getOrDefault("dryRun", ""),
            resource);
    counts.computeIfAbsent(line, _ -> new LongAdder()).increment();
  }

  Answer answer() {
    StringBuilder text = new StringBuilder("# TYPE apiserver_request_total counter\n");
    counts.forEach(
        (line, count) -> text.append(line.text()).append(' ').append(count.sum()).append('\n'));
    return Answer.text(200, text.toString());
  }
}
