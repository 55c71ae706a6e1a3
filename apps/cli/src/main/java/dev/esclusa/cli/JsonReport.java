package dev.esclusa.cli;

import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conftest's JSON, for programs. */
record JsonReport() implements PolicyReport {
  @Override
  public String text(List<PolicyResult> results) {
    Value all = Value.sequence(results.stream().map(JsonReport::value).toArray(Value[]::new));
    return GoJson.indented(all) + "\n";
  }

  private static Value value(PolicyResult result) {
    Map<String, Value> members = new LinkedHashMap<>();
    boolean named = !result.file().equals(InputFiles.STANDARD_INPUT);
    members.put("filename", Value.of(named ? result.file() : ""));
    members.put("namespace", Value.of(result.namespace()));
    members.put("successes", Value.of(result.successes()));
    put(members, "warnings", result.warnings());
    put(members, "failures", result.failures());
    put(members, "exceptions", result.exceptions());
    return Value.of(members);
  }

  private static void put(Map<String, Value> members, String name, List<PolicyFinding> findings) {
    if (!findings.isEmpty()) {
      members.put(
          name, Value.sequence(findings.stream().map(JsonReport::value).toArray(Value[]::new)));
    }
  }

  private static Value value(PolicyFinding finding) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("msg", Value.of(finding.message()));
    PolicyFinding.Place place = finding.place();
    if (place != null) {
      Map<String, Value> location = new LinkedHashMap<>();
      if (!place.file().isEmpty()) {
        location.put("file", Value.of(place.file()));
      }
      if (!place.line().isEmpty()) {
        location.put("line", Value.of(new BigDecimal(place.line())));
      }
      members.put("loc", Value.of(location));
    }
    if (finding.metadata() != null) {
      members.put("metadata", finding.metadata());
    }
    return Value.of(members);
  }
}
