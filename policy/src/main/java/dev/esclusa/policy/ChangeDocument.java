package dev.esclusa.policy;

import dev.esclusa.model.Environment;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.Principal;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Revision;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What rules in Rego have as {@code input}: one change in one document, the same for the same
 * change wherever it is made. It knows neither clock nor approvals, and every secret in it is
 * masked ({@code {"$masked": {"hmac", "origin"}}}). Its shape is published beside this class as
 * {@code change.schema.json}; fields may be added, none changes its meaning within a version.
 */
public final class ChangeDocument {
  /** What {@code input.version} says. */
  public static final String VERSION = "esclusa.dev/change/v1";

  /** Where the JSON Schema (2020-12) lies among this module's resources. */
  public static final String SCHEMA = "/dev/esclusa/policy/change.schema.json";

  private final PackInput input;
  private final Plan plan;
  private final Map<String, PlanObjects.Seen> objects = new HashMap<>();

  private ChangeDocument(PackInput input) {
    this.input = input;
    this.plan = input.plan();
    input.objects().objects().forEach(it -> objects.put(it.address().text(), it));
  }

  public static Value.Mapping of(PackInput input) {
    return new ChangeDocument(input).document();
  }

  private Value.Mapping document() {
    Value.Mapping document =
        Value.mapping(
            "version", VERSION,
            "target", target(),
            "intent", plan.intent().word(),
            "broughtBy", principal(input.broughtBy()),
            "changedFiles", input.objects().changedFiles(),
            "plan", plan(),
            "objects", wanted());
    Environment environment = input.environment();
    if (environment != null) {
      document = document.with("environment", Value.mapping("name", environment.name()));
    }
    Revision revision = plan.revision();
    if (revision != null) {
      document = document.with("revision", revision(revision));
    }
    Value authority = input.objects().authorityPlan();
    return authority == null
        ? document
        : document.with(plan.target().authority().text(), Value.mapping("plan", authority));
  }

  private Value target() {
    Target target = plan.target();
    return Value.mapping(
        "uid", target.uid().text(),
        "name", target.name().text(),
        "environment", target.environment(),
        "region", target.name().region(),
        "project", target.project(),
        "authority", target.authority().text(),
        "owner", target.owner(),
        "riskTier", word(target.riskTier()),
        "place", Value.mapping(texts(target.place())));
  }

  private static Map<String, Value> texts(Map<String, String> texts) {
    Map<String, Value> values = new TreeMap<>();
    texts.forEach((key, text) -> values.put(key, Value.of(text)));
    return values;
  }

  private static Value revision(Revision revision) {
    return Value.mapping(
        "repository", revision.repository(),
        "commit", revision.commit(),
        "path", revision.path(),
        "proposal", revision.isProposal(),
        "broughtBy", principal(revision.broughtBy()),
        "authors", revision.authors());
  }

  private static Value principal(Principal principal) {
    return switch (principal) {
      case Principal.Known it ->
          Value.mapping("name", it.id(), "known", true, "proof", word(it.proof()));
      case Principal.Unknown it -> Value.mapping("name", it.claimed(), "known", false);
    };
  }

  private Value plan() {
    Value.Mapping document =
        Value.mapping(
            "risk",
                Value.mapping(
                    "level", word(plan.risk().level()),
                    "reasons", plan.risk().reasons(),
                    "destructive", plan.risk().destructive()),
            "changes", plan.changes().stream().map(this::change).toList(),
            "leftAlone", plan.leftAlone().stream().map(this::change).toList());
    SavedPlan saved = plan.artifact();
    return saved == null
        ? document
        : document
            .with("engine", Value.of(saved.engine()))
            .with("summary", Value.of(saved.summary()));
  }

  private Value change(ResourceChange change) {
    Value.Mapping document =
        Value.mapping(
            "address", change.address().text(),
            "action", word(change.action()),
            "destroys", change.action().destroys(),
            "guarded", change.guarded(),
            "fields", change.fields().stream().map(ChangeDocument::field).toList());
    PlanObjects.Seen seen = objects.get(change.address().text());
    Value before = seen == null ? null : seen.live();
    Value after = seen == null ? null : seen.wanted();
    document = with(document, "before", before);
    document = with(document, "after", after);
    String unpredicted = change.unpredictedBecause();
    return unpredicted == null ? document : document.with("unpredicted", Value.of(unpredicted));
  }

  private static Value field(FieldChange field) {
    Value.Mapping document =
        Value.mapping("path", field.pointer().toString(), "sensitive", field.sensitive());
    document = with(document, "before", field.before());
    document = with(document, "after", field.after());
    String taken = field.takenFrom();
    return taken == null ? document : document.with("takenFrom", Value.of(taken));
  }

  private static Value.Mapping with(Value.Mapping document, String name, @Nullable Value value) {
    return value == null ? document : document.with(name, value);
  }

  private List<Value> wanted() {
    List<Value> all = new ArrayList<>();
    for (PlanObjects.Seen one : input.objects().objects()) {
      Value object = one.wanted();
      if (object != null) {
        all.add(Value.mapping("address", one.address().text(), "object", object));
      }
    }
    return all;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
