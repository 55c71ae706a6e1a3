package dev.esclusa.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that an API server has answered, as its {@code /metrics} tell.
 *
 * @param reads what asks only: get, list, watch
 * @param trials writes with a dry run
 * @param writes writes that were meant
 */
record Requests(long reads, long trials, long writes) {
  private static final Pattern LINE =
      Pattern.compile("(?m)^apiserver_request_total\\{([^}]*)\\} ([0-9.e+]+)$");
  private static final Pattern VERB = Pattern.compile("verb=\"([A-Z]+)\"");
  private static final Pattern READS = Pattern.compile("GET|LIST|WATCH|HEAD");

  static Requests of(ClusterDoor cluster) throws Exception {
    long reads = 0;
    long trials = 0;
    long writes = 0;
    Matcher lines = LINE.matcher(cluster.get("/metrics"));
    while (lines.find()) {
      long count = (long) Double.parseDouble(lines.group(2));
      Matcher verb = VERB.matcher(lines.group(1));
      if (!verb.find() || READS.matcher(verb.group(1)).matches()) {
        reads += count;
      } else if (lines.group(1).contains("dry_run=\"All\"")) {
        trials += count;
      } else {
        writes += count;
      }
    }
    return new Requests(reads, trials, writes);
  }

  Requests since(Requests before) {
    return new Requests(reads - before.reads, trials - before.trials, writes - before.writes);
  }

  long all() {
    return reads + trials + writes;
  }
}
