package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A plan in the shape of {@code terraform show -json} (Terraform documentation, "JSON Output
 * Format") as rules may read it: every secret masked, without the state, variables and outputs.
 * {@code resource_changes} and the providers and modules of {@code configuration} are there.
 */
public final class MaskedPlan {
  private final Secrets secrets;
  private final Masking masking;

  private MaskedPlan(Secrets secrets, Masking masking) {
    this.secrets = secrets;
    this.masking = masking;
  }

  public static Value.Mapping of(PlanDocument plan, Secrets secrets, Masking masking) {
    MaskedPlan masked = new MaskedPlan(secrets, masking);
    return Value.mapping(
        "format_version", plan.formatVersion(),
        "terraform_version", plan.engineVersion(),
        "resource_changes", plan.changes().stream().map(masked::change).toList(),
        "configuration", configuration(plan.configuration()));
  }

  private Value change(ResourceChange change) {
    String config = change.configAddress();
    Value.Mapping document =
        Value.mapping(
            "address", change.address(),
            "mode", change.mode(),
            "type", change.type(),
            "name", config.substring(config.lastIndexOf('.') + 1),
            "provider_name", change.providerName(),
            "change", values(change));
    document = with(document, "previous_address", change.previousAddress());
    document = with(document, "deposed", change.deposed());
    return with(document, "action_reason", change.actionReason());
  }

  private static Value.Mapping with(Value.Mapping document, String name, @Nullable String text) {
    return text == null ? document : document.with(name, Value.of(text));
  }

  private Value values(ResourceChange change) {
    Value before = secrets.before(change, masking);
    Value after = secrets.after(change, masking);
    return Value.mapping(
        "actions", change.actions(),
        "before", before == null ? Value.NULL : before,
        "after", after == null ? Value.NULL : after,
        "after_unknown",
            marks(change.after(), change.unknownPointers().stream().map(Pointer::tokens).toList()),
        "replace_paths", change.replacePaths().stream().map(it -> Value.of(it.tokens())).toList());
  }

  /** {@code true} in the place of what is marked, lists as long as those of the value. */
  private static Value marks(@Nullable Value value, List<List<String>> paths) {
    if (paths.stream().anyMatch(List::isEmpty)) {
      return Value.TRUE;
    }
    Map<String, List<List<String>>> below = new LinkedHashMap<>();
    for (List<String> path : paths) {
      below
          .computeIfAbsent(path.getFirst(), _ -> new ArrayList<>())
          .add(path.subList(1, path.size()));
    }
    if (value instanceof Value.Sequence sequence) {
      List<Value> items = new ArrayList<>();
      for (int i = 0; i < sequence.items().size(); i++) {
        List<List<String>> inside = below.get(Integer.toString(i));
        items.add(inside == null ? Value.FALSE : marks(sequence.items().get(i), inside));
      }
      return Value.of(items);
    }
    Map<String, Value> marks = new TreeMap<>();
    below.forEach(
        (key, inside) ->
            marks.put(
                key, marks(value instanceof Value.Mapping map ? map.get(key) : null, inside)));
    return Value.mapping(marks);
  }

  private static Value configuration(ConfigurationFacts facts) {
    Map<String, Value> providers = new TreeMap<>();
    facts
        .providers()
        .forEach(
            it ->
                providers.put(
                    it.name(),
                    Value.mapping(
                        "name", it.name(),
                        "full_name", it.source(),
                        "version_constraint", it.versionConstraint())));
    return Value.mapping(
        "provider_config",
        Value.mapping(providers),
        "module_calls",
        facts.modules().stream()
            .map(
                it ->
                    Value.mapping(
                        "address", it.address(),
                        "source", it.source(),
                        "version_constraint", it.versionConstraint()))
            .toList());
  }
}
