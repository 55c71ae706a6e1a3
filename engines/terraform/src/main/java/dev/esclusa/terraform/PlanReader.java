package dev.esclusa.terraform;

import static dev.esclusa.terraform.TerraformException.Code.FORMAT;
import static dev.esclusa.terraform.TerraformException.Code.NOT_A_PLAN;

import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Takes from the stream of a plan what is wanted, part by part. */
final class PlanReader {
  private static final Set<String> KNOWN_AND_UNUSED =
      Set.of("timestamp", "planned_values", "relevant_attributes", "proposed_unknown");
  private static final Comparator<ResourceChange> BY_ADDRESS =
      Comparator.comparing(ResourceChange::address)
          .thenComparing(it -> it.deposed() == null ? "" : it.deposed());

  private final JsonCursor in;
  private final ConfigurationReader config;
  private final List<PlanDocument.Hidden> values = new ArrayList<>();
  String formatVersion = "";
  String engineVersion = "";
  boolean errored;
  @Nullable Boolean complete;
  @Nullable Boolean applyable;
  boolean listsChanges;
  final List<ResourceChange> changes = new ArrayList<>();
  final List<ResourceChange> drift = new ArrayList<>();
  final List<ResourceChange> deferred = new ArrayList<>();
  final List<OutputChange> outputs = new ArrayList<>();
  final List<CheckResult> checks = new ArrayList<>();
  final Set<String> variables = new TreeSet<>();
  final List<StateObject> priorState = new ArrayList<>();
  final Set<String> unknownParts = new TreeSet<>();
  ConfigurationFacts configuration = ConfigurationFacts.NONE;

  PlanReader(JsonCursor in) {
    this.in = in;
    this.config = new ConfigurationReader(in);
  }

  PlanDocument read() {
    if (!in.atObject()) {
      throw notAPlan("The document is not an object.");
    }
    in.enterObject();
    Set<String> seen = new HashSet<>();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      if (!seen.add(key)) {
        throw notAPlan("A part of the plan stands twice.");
      }
      readPart(key);
    }
    in.expectEnd();
    if (formatVersion.isEmpty() || engineVersion.isEmpty()) {
      throw notAPlan("The document has no format_version and terraform_version.");
    }
    configuration = config.facts();
    changes.sort(BY_ADDRESS);
    drift.sort(BY_ADDRESS);
    refuseTwins(changes);
    refuseTwins(drift);
    return new PlanDocument(this);
  }

  /** No engine writes two; of an edited plan, one of them might be overlooked. */
  private void refuseTwins(List<ResourceChange> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      if (BY_ADDRESS.compare(sorted.get(i - 1), sorted.get(i)) == 0) {
        throw notAPlan("An object stands twice.");
      }
    }
  }

  private void readPart(String key) {
    switch (key) {
      case "format_version" -> formatVersion = checkedFormat(in.value());
      case "terraform_version" -> engineVersion = words(in.value());
      case "errored" -> errored = truth(in.value());
      case "complete" -> complete = truth(in.value());
      case "applyable" -> applyable = truth(in.value());
      case "variables" -> readVariables();
      case "resource_changes" -> {
        listsChanges = true;
        readChanges(changes);
      }
      case "resource_drift" -> readChanges(drift);
      case "deferred_changes" -> readDeferred();
      case "output_changes" -> readOutputs();
      case "checks" -> readChecks();
      case "configuration" -> config.read();
      case "prior_state" -> readPriorState();
      default -> {
        if (!KNOWN_AND_UNUSED.contains(key) && unknownParts.size() < 100) {
          unknownParts.add(key.length() > 100 ? key.substring(0, 100) : key);
        }
        in.skip();
      }
    }
  }

  /** What {@code variables} and the configuration together say of secrets. */
  List<PlanDocument.Hidden> hidden() {
    List<PlanDocument.Hidden> all = new ArrayList<>(config.hidden());
    for (PlanDocument.Hidden value : values) {
      boolean declared = configuration.sensitiveVariables().contains(value.name());
      all.add(new PlanDocument.Hidden(value.name(), value.value(), declared));
    }
    return List.copyOf(all);
  }

  private void readVariables() {
    if (skipsNull()) {
      return;
    }
    in.enterObject();
    for (String name = in.nextKey(); name != null; name = in.nextKey()) {
      variables.add(name);
      Value value = in.value().at("value");
      if (value != null) {
        values.add(new PlanDocument.Hidden(name, value, false));
      }
    }
  }

  private void readChanges(List<ResourceChange> found) {
    if (skipsNull()) {
      return;
    }
    in.enterArray();
    while (in.nextItem()) {
      found.add(change(in.value()));
    }
  }

  private void readDeferred() {
    if (skipsNull()) {
      return;
    }
    in.enterArray();
    while (in.nextItem()) {
      Value entry = in.value().at("resource_change");
      if (entry != null) {
        deferred.add(change(entry));
      }
    }
  }

  private ResourceChange change(Value entry) {
    Value change = mapping(entry.at("change"));
    List<String> actions = wordList(change.at("actions"));
    Value importing = change.at("importing");
    return new ResourceChange(
        required(entry, "address"),
        entry.text("previous_address"),
        entry.text("deposed"),
        optional(entry, "mode", "managed"),
        optional(entry, "type", ""),
        optional(entry, "provider_name", ""),
        Step.of(actions),
        actions,
        entry.text("action_reason"),
        replacePaths(change.at("replace_paths")),
        importing != null && !importing.isNull(),
        importing == null ? null : importing.text("id"),
        change.text("generated_config"),
        present(change.at("before")),
        present(change.at("after")),
        Mask.exact(change.at("after_unknown")),
        Mask.spread(change.at("before_sensitive")),
        Mask.spread(change.at("after_sensitive")));
  }

  private void readOutputs() {
    if (skipsNull()) {
      return;
    }
    in.enterObject();
    for (String name = in.nextKey(); name != null; name = in.nextKey()) {
      Value change = mapping(in.value());
      List<String> actions = wordList(change.at("actions"));
      outputs.add(
          new OutputChange(
              name,
              Step.of(actions),
              actions,
              present(change.at("before")),
              present(change.at("after")),
              Mask.exact(change.at("after_unknown")),
              Mask.spread(change.at("before_sensitive")),
              Mask.spread(change.at("after_sensitive"))));
    }
    outputs.sort(Comparator.comparing(OutputChange::name));
  }

  private void readChecks() {
    if (skipsNull()) {
      return;
    }
    in.enterArray();
    while (in.nextItem()) {
      Value check = mapping(in.value());
      String address = check.text("address", "to_display");
      String kind = check.text("address", "kind");
      checks.add(
          new CheckResult(
              address == null ? "" : address,
              kind == null ? "" : kind,
              optional(check, "status", "unknown"),
              problems(check)));
    }
  }

  private static List<String> problems(Value check) {
    List<String> found = new ArrayList<>();
    for (Value instance : items(check.at("instances"))) {
      for (Value problem : items(instance.at("problems"))) {
        String message = problem.text("message");
        if (message != null) {
          found.add(message);
        }
      }
    }
    return found;
  }

  /** The engine writes the changes first; where it wrote none, this tells what exists. */
  private void readPriorState() {
    if (listsChanges || skipsNull()) {
      if (listsChanges) {
        in.skip();
      }
      return;
    }
    in.enterObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      if (key.equals("values") && in.atObject()) {
        in.enterObject();
        for (String part = in.nextKey(); part != null; part = in.nextKey()) {
          if (part.equals("root_module") && in.atObject()) {
            readStateModule();
          } else {
            in.skip();
          }
        }
      } else {
        in.skip();
      }
    }
  }

  private void readStateModule() {
    in.enterObject();
    for (String key = in.nextKey(); key != null; key = in.nextKey()) {
      if (key.equals("resources") && in.atArray()) {
        in.enterArray();
        while (in.nextItem()) {
          stateObject(in.value());
        }
      } else if (key.equals("child_modules") && in.atArray()) {
        in.enterArray();
        while (in.nextItem()) {
          readStateModule();
        }
      } else {
        in.skip();
      }
    }
  }

  private void stateObject(Value resource) {
    Value values = resource.at("values");
    if (values == null || resource.text("deposed_key") != null) {
      return;
    }
    priorState.add(
        new StateObject(
            required(resource, "address"),
            optional(resource, "mode", "managed"),
            optional(resource, "type", ""),
            optional(resource, "provider_name", ""),
            values,
            Mask.spread(resource.at("sensitive_values"))));
  }

  private boolean skipsNull() {
    if (in.atObject() || in.atArray()) {
      return false;
    }
    if (!in.value().isNull()) {
      throw notAPlan("A part of the plan is neither an object nor a list.");
    }
    return true;
  }

  /** Minor versions add; a new major one may change what is known (plan format documentation). */
  private String checkedFormat(Value value) {
    String version = words(value);
    String major = version.contains(".") ? version.substring(0, version.indexOf('.')) : version;
    if (!major.equals("1") && !major.equals("0")) {
      throw new TerraformException(
          FORMAT,
          in.where(),
          "The plan has format " + version + ", and 1 is read.",
          "Use an engine that writes format 1, or a newer version of this product.");
    }
    return version;
  }

  private List<Pointer> replacePaths(@Nullable Value paths) {
    List<Pointer> found = new ArrayList<>();
    for (Value path : items(paths)) {
      List<String> tokens = new ArrayList<>();
      for (Value token : items(path)) {
        tokens.add(token instanceof Value.Text(String text) ? text : token.toString());
      }
      found.add(new Pointer(tokens));
    }
    found.sort(null);
    return found;
  }

  private List<String> wordList(@Nullable Value list) {
    if (!(list instanceof Value.Sequence(List<Value> items)) || items.isEmpty()) {
      throw notAPlan("A change has no actions.");
    }
    return items.stream().map(this::words).toList();
  }

  private static @Nullable Value present(@Nullable Value value) {
    return value == null || value.isNull() ? null : value;
  }

  static List<Value> items(@Nullable Value list) {
    return list instanceof Value.Sequence(List<Value> items) ? items : List.of();
  }

  static Map<String, Value> entries(@Nullable Value object) {
    return object instanceof Value.Mapping mapping ? mapping.entries() : Map.of();
  }

  private Value mapping(@Nullable Value value) {
    if (!(value instanceof Value.Mapping)) {
      throw notAPlan("An entry of the plan is not an object.");
    }
    return value;
  }

  private String required(Value entry, String key) {
    String text = entry.text(key);
    if (text == null || text.isEmpty()) {
      throw notAPlan("An entry of the plan has no " + key + ".");
    }
    return text;
  }

  private static String optional(Value entry, String key, String otherwise) {
    String text = entry.text(key);
    return text == null ? otherwise : text;
  }

  private boolean truth(Value value) {
    if (value instanceof Value.Bool(boolean truth)) {
      return truth;
    }
    throw notAPlan("A flag of the plan is not true or false.");
  }

  private String words(Value value) {
    if (value instanceof Value.Text(String text)) {
      return text;
    }
    throw notAPlan("A part of the plan that should be text is not.");
  }

  private TerraformException notAPlan(String cause) {
    return new TerraformException(
        NOT_A_PLAN, in.where(), cause, "Use the unedited output of `show -json` of a saved plan.");
  }
}
