package dev.esclusa.cli;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SARIF 2.1.0 (docs.oasis-open.org/sarif): a rule for each kind of result in a namespace. */
record SarifReport() implements PolicyReport {
  private static final String SCHEMA =
      "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/"
          + "sarif-schema-2.1.0.json";

  /** What a result is, with SARIF's level. */
  private enum Kind {
    DENY("error", "Policy violation"),
    WARN("warning", "Policy warning"),
    ALLOW("note", "Policy exception"),
    SUCCESS("none", "Policy was satisfied successfully"),
    SKIP("none", "Policy check was skipped");

    private final String level;
    private final String description;

    Kind(String level, String description) {
      this.level = level;
      this.description = description;
    }
  }

  /** Rules and results of the run while they grow. */
  private static final class Growing {
    private final Map<String, Value> rules = new LinkedHashMap<>();
    private final List<Value> results = new ArrayList<>();

    void add(Kind kind, PolicyResult result, PolicyFinding finding) {
      String id = result.namespace() + "/" + kind.name().toLowerCase(java.util.Locale.ROOT);
      rules.computeIfAbsent(id, it -> rule(it, kind, finding));
      int index = List.copyOf(rules.keySet()).indexOf(id);
      results.add(
          Value.mapping(
              "ruleId",
              id,
              "ruleIndex",
              index,
              "level",
              kind.level,
              "message",
              Value.mapping("text", finding.message()),
              "locations",
              Value.sequence(
                  Value.mapping("physicalLocation", place(result.file(), finding.place())))));
    }

    private static Value rule(String id, Kind kind, PolicyFinding finding) {
      Value.Mapping rule =
          Value.mapping("id", id, "shortDescription", Value.mapping("text", kind.description));
      return finding.metadata() == null ? rule : rule.with("properties", finding.metadata());
    }

    private static Value place(String file, PolicyFinding.@Nullable Place place) {
      String uri = place == null ? file : place.file();
      Value.Mapping location =
          Value.mapping("artifactLocation", Value.mapping("uri", uri.replace('\\', '/')));
      if (place == null || place.line().isEmpty()) {
        return location;
      }
      Value line = Value.of(new BigDecimal(place.line()));
      return location.with("region", Value.mapping("startLine", line, "endLine", line));
    }
  }

  @Override
  public String text(List<PolicyResult> results) {
    Growing growing = new Growing();
    for (PolicyResult result : results) {
      result.failures().forEach(it -> growing.add(Kind.DENY, result, it));
      result.warnings().forEach(it -> growing.add(Kind.WARN, result, it));
      result.exceptions().forEach(it -> growing.add(Kind.ALLOW, result, it));
      if (result.failures().isEmpty() && result.warnings().isEmpty()) {
        boolean any = result.tests() > 0;
        Kind kind = any ? Kind.SUCCESS : Kind.SKIP;
        growing.add(
            kind,
            result,
            new PolicyFinding(
                kind.description, null, Value.mapping("description", kind.description)));
      }
    }
    return Plain.json(Json.text(document(growing, results))) + "\n";
  }

  private static Value document(Growing growing, List<PolicyResult> results) {
    Value driver =
        Value.mapping(
            "name",
            "esclusa",
            "version",
            Objects.requireNonNullElse(
                SarifReport.class.getPackage().getImplementationVersion(), "development"),
            "rules",
            Value.sequence(growing.rules.values().toArray(Value[]::new)));
    boolean failed = PolicyResult.anyFailure(results);
    String told =
        failed
            ? "Policy violations found"
            : PolicyResult.anyWarning(results)
                ? "Policy warnings found"
                : "No policy violations found";
    Value invocation =
        Value.mapping(
            "executionSuccessful", true, "exitCode", failed ? 1 : 0, "exitCodeDescription", told);
    Value run =
        Value.mapping(
            "tool",
            Value.mapping("driver", driver),
            "invocations",
            Value.sequence(invocation),
            "results",
            Value.sequence(growing.results.toArray(Value[]::new)));
    return Value.mapping("version", "2.1.0", "$schema", SCHEMA, "runs", Value.sequence(run));
  }
}
