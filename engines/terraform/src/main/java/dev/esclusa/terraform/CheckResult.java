package dev.esclusa.terraform;

import java.util.List;

/**
 * What became of one {@code check} block or condition. A failed one is only a warning to the
 * engine: the apply goes on.
 *
 * @param address {@code check.enough_servers}
 * @param status {@code pass}, {@code fail}, {@code error} or {@code unknown}
 */
public record CheckResult(String address, String kind, String status, List<String> problems) {
  public CheckResult {
    problems = List.copyOf(problems);
  }

  public boolean failed() {
    return status.equals("fail") || status.equals("error");
  }
}
