package dev.esclusa.sandbox;

import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A CustomResourceDefinition is accepted and established as soon as it is stored. */
final class DefinitionRule implements KindRule {
  private final Identity identity;

  DefinitionRule(Identity identity) {
    this.identity = identity;
  }

  @Override
  public Mapping created(Mapping object) {
    Mapping named = withNames(object);
    return named.with("status", status(named, identity.timestamp(), List.of()));
  }

  @Override
  public Mapping updated(Mapping live, Mapping next) {
    Mapping named = withNames(next);
    String since =
        Meta.mappingsAt(live, "status", "conditions").stream()
            .map(condition -> Meta.textOr(condition, "", "lastTransitionTime"))
            .findFirst()
            .orElseGet(identity::timestamp);
    return named.with(
        "status", status(named, since, Meta.textsAt(live, "status", "storedVersions")));
  }

  @Override
  public List<Refusal.Cause> faults(@Nullable Mapping live, Mapping next) {
    List<Refusal.Cause> faults = new ArrayList<>();
    String expected =
        Meta.textOr(next, "", "spec", "names", "plural")
            + "."
            + Meta.textOr(next, "", "spec", "group");
    if (!Meta.name(next).equals(expected)) {
      faults.add(
          Refusal.Cause.invalid(
              "metadata.name",
              NameRules.quoted(Meta.name(next)),
              "must be spec.names.plural+\".\"+spec.group"));
    }
    List<Mapping> versions = Meta.mappingsAt(next, "spec", "versions");
    long stored =
        versions.stream().filter(version -> Value.TRUE.equals(version.get("storage"))).count();
    if (stored != 1) {
      faults.add(
          Refusal.Cause.invalid(
              "spec.versions", "null", "must have exactly one version marked as storage version"));
    }
    for (int at = 0; at < versions.size(); at++) {
      if (versions.get(at).at("schema", "openAPIV3Schema") == null) {
        faults.add(
            Refusal.Cause.required(
                "spec.versions[" + at + "].schema.openAPIV3Schema", "schemas are required"));
      }
    }
    if (live != null && !scope(live).equals(scope(next))) {
      faults.add(
          Refusal.Cause.invalid("spec.scope", NameRules.quoted(scope(next)), "field is immutable"));
    }
    return faults;
  }

  private static String scope(Mapping definition) {
    return Meta.textOr(definition, "", "spec", "scope");
  }

  private static Mapping withNames(Mapping object) {
    Mapping spec = Meta.spec(object);
    Mapping names = Meta.mappingAt(spec, "names");
    String kind = Meta.textOr(names, "", "kind");
    if (!names.has("singular"))
      names = names.with("singular", Value.of(kind.toLowerCase(Locale.ROOT)));
    if (!names.has("listKind")) names = names.with("listKind", Value.of(kind + "List"));
    if (!spec.has("conversion")) spec = spec.with("conversion", Value.mapping("strategy", "None"));
    return object.with("spec", spec.with("names", names));
  }

  private static Mapping status(Mapping definition, String since, List<String> storedBefore) {
    List<String> stored = new ArrayList<>(storedBefore);
    for (Mapping version : Meta.mappingsAt(definition, "spec", "versions")) {
      String name = Meta.textOr(version, "", "name");
      if (Value.TRUE.equals(version.get("storage")) && !stored.contains(name)) stored.add(name);
    }
    return Value.mapping(
        "conditions",
        List.of(
            condition("NamesAccepted", "NoConflicts", "no conflicts found", since),
            condition(
                "Established",
                "InitialNamesAccepted",
                "the initial names have been accepted",
                since)),
        "acceptedNames",
        Meta.mappingAt(definition, "spec", "names"),
        "storedVersions",
        stored);
  }

  private static Mapping condition(String type, String reason, String message, String since) {
    return Value.mapping(
        "type",
        type,
        "status",
        "True",
        "lastTransitionTime",
        since,
        "reason",
        reason,
        "message",
        message);
  }
}
