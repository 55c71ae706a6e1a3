package dev.esclusa.cli;

import java.util.Collection;

/** One suite of JUnit's XML while it grows. */
final class JunitSuite {
  private final String name;
  private final StringBuilder cases = new StringBuilder();
  private int tests;
  private int failures;

  JunitSuite(String name) {
    this.name = name;
  }

  void passed(String test) {
    open(test, "></testcase>\n");
  }

  void failed(String test, String message) {
    failures++;
    open(test, ">\n");
    cases.append("\t\t\t<failure message=\"Failed\" type=\"\">").append(escaped(message));
    cases.append("</failure>\n\t\t</testcase>\n");
  }

  void skipped(String test, String message) {
    open(test, ">\n");
    cases.append("\t\t\t<skipped message=\"").append(escaped(message)).append("\"></skipped>\n");
    cases.append("\t\t</testcase>\n");
  }

  private void open(String test, String end) {
    tests++;
    cases.append("\t\t<testcase classname=\"").append(escaped(name));
    cases.append("\" name=\"").append(escaped(test)).append("\" time=\"0.000\"").append(end);
  }

  static String document(Collection<JunitSuite> suites) {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (suites.isEmpty()) {
      return out.append("<testsuites></testsuites>\n").toString();
    }
    out.append("<testsuites>\n");
    for (JunitSuite suite : suites) {
      out.append("\t<testsuite tests=\"").append(suite.tests);
      out.append("\" failures=\"").append(suite.failures).append("\" time=\"0.000\" name=\"");
      out.append(escaped(suite.name)).append("\">\n").append(suite.cases);
      out.append("\t</testsuite>\n");
    }
    return out.append("</testsuites>\n").toString();
  }

  /** XML 1.0, section 2.2: most control characters cannot stand in a document at all. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                case '\n' -> out.append("&#xA;");
                case '\t' -> out.append("&#x9;");
                case '\r' -> out.append("&#xD;");
                default -> out.append(Plain.line(Character.toString(point)));
              }
            });
    return out.toString();
  }
}
