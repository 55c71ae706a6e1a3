package dev.esclusa.cli;

import java.util.List;
import java.util.stream.Collectors;

/** One form of results. What rules say is never trusted: it is made plain before it is written. */
interface PolicyReport {
  String text(List<PolicyResult> results);

  /** Lines stay lines; other control characters are spelled out. */
  static String plain(String text) {
    return text.lines().map(Plain::line).collect(Collectors.joining("\n"));
  }

  /** {@code - a.yaml - main -}, of the standard input {@code - - main -}. */
  static String place(PolicyResult result) {
    String file = result.file().equals(InputFiles.STANDARD_INPUT) ? "" : " " + result.file();
    return plain("-" + file + " - " + result.namespace() + " -");
  }
}
