package dev.esclusa.terraform;

import static dev.esclusa.terraform.TerraformException.Code.FORMAT;
import static dev.esclusa.terraform.TerraformException.Code.NOT_A_STATE;

import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A state of version 4, as {@code terraform.tfstate} and state backends hold it (the engines'
 * internal/states/statefile/version4.go). It holds secrets in clear; {@link #shown} is for people.
 *
 * @param serial grows with each write
 * @param instances by address; a deposed one stands beside the current one
 */
public record StateFile(
    String engineVersion,
    long serial,
    String lineage,
    List<Instance> instances,
    List<Output> outputs,
    List<String> failedChecks) {
  /** States above it are refused: 256 MB, 200 levels, 8 million nodes. */
  public static final Limits LIMITS = PlanDocument.LIMITS;

  private static final long VERSION = 4;
  private static final Set<String> WORDS = Set.of("string", "number", "bool", "dynamic");
  private static final Set<String> SHAPES = Set.of("object", "map", "list", "set", "tuple");

  public StateFile {
    instances = List.copyOf(instances);
    outputs = List.copyOf(outputs);
    failedChecks = List.copyOf(failedChecks);
  }

  /**
   * One object; its values are no part of {@code toString}.
   *
   * @param deposed the key of a deposed object, else null
   * @param tainted whether an earlier failure marks it for replacement
   * @param sensitive what the state itself marks
   */
  public record Instance(
      String address,
      @Nullable String deposed,
      String mode,
      String type,
      String provider,
      boolean tainted,
      Value attributes,
      Mask sensitive) {
    String key() {
      return deposed == null ? address : address + " (deposed " + deposed + ")";
    }

    @Override
    public String toString() {
      return key();
    }
  }

  /** One output; its value is no part of {@code toString}. */
  public record Output(String name, Value value, boolean sensitive) {
    @Override
    public String toString() {
      return "output." + name;
    }
  }

  public static StateFile read(byte[] bytes) {
    JsonCursor in = new JsonCursor("state", bytes, LIMITS);
    if (!in.atObject()) {
      throw notAState("The document is not an object.");
    }
    Value state = in.value();
    in.expectEnd();
    checkVersion(state);
    String lineage = state.text("lineage");
    if (lineage == null || lineage.isEmpty()) {
      throw notAState("The state has no lineage.");
    }
    String engine = state.text("terraform_version");
    return new StateFile(
        engine == null ? "" : engine,
        serial(state),
        lineage,
        instances(state),
        outputs(state),
        failedChecks(state));
  }

  private static void checkVersion(Value state) {
    Value version = state.at("version");
    if (!(version instanceof Value.Num number) || !number.isLong()) {
      throw notAState("The document has no version: it is another kind of file.");
    }
    if (number.longValue() != VERSION) {
      throw new TerraformException(
          FORMAT,
          "state at /version",
          "The state has another version than " + VERSION + ".",
          "Let the engine that belongs to it write it anew.");
    }
  }

  private static long serial(Value state) {
    if (state.at("serial") instanceof Value.Num number
        && number.isLong()
        && number.longValue() >= 0) {
      return number.longValue();
    }
    throw notAState("The state has no serial.");
  }

  private static List<Instance> instances(Value state) {
    if (!(state.at("resources") instanceof Value.Sequence(List<Value> resources))) {
      throw notAState("The state has no list of resources.");
    }
    Map<String, Instance> found = new TreeMap<>();
    for (Value resource : resources) {
      String type = resource.text("type");
      String name = resource.text("name");
      if (type == null || name == null) {
        throw notAState("A resource of the state has no type or name.");
      }
      for (Value instance : PlanReader.items(resource.at("instances"))) {
        Instance one = instance(resource, type, name, instance);
        if (found.put(one.key(), one) != null) {
          throw notAState("An object of the state stands twice.");
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Instance instance(Value resource, String type, String name, Value instance) {
    String module = resource.text("module");
    String mode = resource.text("mode");
    boolean data = "data".equals(mode);
    String provider = resource.text("provider");
    Value attributes = instance.at("attributes");
    String address =
        (module == null ? "" : module + ".")
            + (data ? "data." : "")
            + type
            + "."
            + name
            + index(instance.at("index_key"));
    return new Instance(
        address,
        instance.text("deposed"),
        mode == null ? "managed" : mode,
        type,
        provider == null ? "" : provider,
        "tainted".equals(instance.text("status")),
        unwrapped(attributes),
        marks(instance.at("sensitive_attributes")));
  }

  /**
   * Attributes of any type are kept with their type: {@code {"value": "x", "type": "string"}}.
   * Plans and marks know only the value.
   */
  private static Value unwrapped(@Nullable Value attributes) {
    Map<String, Value> plain = new LinkedHashMap<>(PlanReader.entries(attributes));
    plain.replaceAll(
        (name, value) -> {
          Value inner = value.at("value");
          boolean wrapped =
              inner != null
                  && value instanceof Value.Mapping mapping
                  && mapping.size() == 2
                  && isType(value.at("type"));
          return inner != null && wrapped ? inner : value;
        });
    return Value.mapping(plain);
  }

  /** The types of the engines' language in JSON. */
  private static boolean isType(@Nullable Value type) {
    return switch (type) {
      case Value.Text(String word) -> WORDS.contains(word);
      case Value.Sequence(List<Value> items) ->
          !items.isEmpty()
              && items.getFirst() instanceof Value.Text(String word)
              && SHAPES.contains(word);
      case null -> false;
      default -> false;
    };
  }

  private static String index(@Nullable Value key) {
    return switch (key) {
      case Value.Num number -> "[" + number + "]";
      case Value.Text text -> "[" + text + "]";
      case null -> "";
      default -> "";
    };
  }

  /** Paths of steps: {@code [[{"type":"get_attr","value":"password"}]]}. */
  private static Mask marks(@Nullable Value paths) {
    Mask marks = Mask.NONE;
    for (Value path : PlanReader.items(paths)) {
      Value mark = Value.TRUE;
      List<Value> steps = PlanReader.items(path);
      for (int i = steps.size() - 1; i >= 0; i--) {
        Value key = steps.get(i).at("value");
        Value named = key instanceof Value.Mapping ? key.at("value") : key;
        boolean attribute = "get_attr".equals(steps.get(i).text("type"));
        if (!attribute && !(named instanceof Value.Text)) {
          mark = Value.sequence(mark);
        } else {
          mark = Value.mapping(named instanceof Value.Text(String text) ? text : "", mark);
        }
      }
      marks = marks.or(Mask.spread(mark));
    }
    return marks;
  }

  private static List<Output> outputs(Value state) {
    List<Output> found = new ArrayList<>();
    new TreeMap<>(PlanReader.entries(state.at("outputs")))
        .forEach(
            (name, output) -> {
              Value value = output.at("value");
              found.add(
                  new Output(
                      name,
                      value == null ? Value.NULL : value,
                      Value.TRUE.equals(output.at("sensitive"))));
            });
    return found;
  }

  private static List<String> failedChecks(Value state) {
    Set<String> failed = new HashSet<>();
    for (Value check : PlanReader.items(state.at("check_results"))) {
      String status = check.text("status");
      String address = check.text("config_addr");
      if (address != null && ("fail".equals(status) || "error".equals(status))) {
        failed.add(address);
      }
    }
    return failed.stream().sorted().toList();
  }

  /** All that is secret in it, for texts about it. */
  public Secrets secrets() {
    return Secrets.of(this);
  }

  /** The whole, by address, for people or for comparing: secrets are masked. */
  public Value shown(Masking masking) {
    Sensitivity sensitivity = secrets().sensitivity();
    Map<String, Value> resources = new LinkedHashMap<>();
    for (Instance instance : instances) {
      resources.put(instance.key(), shown(instance, sensitivity, masking));
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (Output output : outputs) {
      values.put(output.name(), shown(output, sensitivity, masking));
    }
    return Value.mapping(
        "engineVersion",
        engineVersion,
        "serial",
        serial,
        "lineage",
        lineage,
        "resources",
        Value.mapping(resources),
        "outputs",
        Value.mapping(values));
  }

  static Value shown(Instance instance, Sensitivity sensitivity, Masking masking) {
    Mask mask = sensitivity.join(instance.sensitive(), instance.attributes(), null);
    return Sensitivity.masked(instance.key(), Pointer.ROOT, instance.attributes(), mask, masking);
  }

  static Value shown(Output output, Sensitivity sensitivity, Masking masking) {
    Mask mask = output.sensitive() ? Mask.ALL : sensitivity.marks(output.name(), output.value());
    return Sensitivity.masked(
        "output." + output.name(), Pointer.ROOT, output.value(), mask, masking);
  }

  /** The managed objects that are current. */
  Snapshot snapshot() {
    Map<String, StateObject> objects = new TreeMap<>();
    for (Instance it : instances) {
      if (it.mode().equals("managed") && it.deposed() == null) {
        objects.put(
            it.address(),
            new StateObject(
                it.address(),
                it.mode(),
                it.type(),
                it.provider(),
                it.attributes(),
                it.sensitive()));
      }
    }
    return new Snapshot(objects);
  }

  private static TerraformException notAState(String cause) {
    return new TerraformException(
        NOT_A_STATE, "state", cause, "Give a whole state of version 4, as an engine wrote it.");
  }

  @Override
  public String toString() {
    return "state " + lineage + " serial " + serial + ", " + instances.size() + " objects";
  }
}
