package dev.esclusa.terraform;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A plan in the shape of {@code terraform show -json} (Terraform documentation, "JSON Output
 * Format") as rules may read it: every secret masked, without the state, variables and outputs.
 * {@code resource_changes} and the providers and modules of {@code configuration} are there, and of
 * each resource which attributes the code gives: {@code expressions} without what they say.
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
    String module = change.moduleAddress();
    document = with(document, "module_address", module.isEmpty() ? null : module);
    document = with(document, "previous_address", change.previousAddress());
    document = with(document, "deposed", change.deposed());
    return with(document, "action_reason", change.actionReason());
  }

  private static Value.Mapping with(Value.Mapping document, String name, @Nullable String text) {
    return text == null ? document : document.with(name, Value.of(text));
  }

  private Value values(ResourceChange change) {
    Value before = secrets.before(change, masking);
    Value after = change.after() == change.before() ? before : secrets.after(change, masking);
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
            .toList(),
        "root_module",
        new WrittenModule(facts).document());
  }

  /** The resources that a module writes, and the modules that it calls. */
  private static final class WrittenModule {
    private final List<Value> resources = new ArrayList<>();
    private final Map<String, WrittenModule> calls = new TreeMap<>();

    private WrittenModule() {}

    WrittenModule(ConfigurationFacts facts) {
      new TreeMap<>(facts.configured()).forEach((address, paths) -> add(address, paths));
    }

    private void add(String address, Set<String> paths) {
      String[] words = address.split("\\.", 3);
      if (words.length == 3 && words[0].equals("module")) {
        calls.computeIfAbsent(words[1], _ -> new WrittenModule()).add(words[2], paths);
        return;
      }
      boolean data = words.length == 3 && words[0].equals("data");
      int type = data ? 1 : 0;
      if (words.length == type + 2) {
        resources.add(
            Value.mapping(
                "address",
                address,
                "mode",
                data ? "data" : "managed",
                "type",
                words[type],
                "name",
                words[type + 1],
                "expressions",
                expressions(paths)));
      }
    }

    /** Names of attributes; of a block that it is one. */
    private static Value expressions(Set<String> paths) {
      Map<String, Value> expressions = new TreeMap<>();
      for (String path : paths) {
        int end = path.indexOf('/');
        if (end < 0) {
          expressions.put(path, Value.mapping());
        } else if (end == path.length() - 1) {
          expressions.put(path.substring(0, end), Value.of(List.of(Value.mapping())));
        }
      }
      return Value.mapping(expressions);
    }

    Value document() {
      Map<String, Value> called = new TreeMap<>();
      calls.forEach((name, it) -> called.put(name, Value.mapping("module", it.document())));
      return Value.mapping("resources", resources, "module_calls", Value.mapping(called));
    }
  }
}
