package dev.esclusa.rego;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The built-in functions by name, with what they are declared to take and give. */
final class Builtins {
  /**
   * A built-in as the compiler sees it.
   *
   * @param name with dots: {@code "json.unmarshal"}
   * @param infix the operator that also calls it, null for most
   * @param type arguments and result
   * @param deterministic whether the answer depends on the arguments only
   * @param relation whether a call yields many results ({@code walk})
   * @param deprecated whether strict mode and v1 refuse it
   * @param code null for what the evaluator does itself
   */
  record Declared(
      String name,
      @Nullable String infix,
      Type.Function type,
      boolean deterministic,
      boolean relation,
      boolean deprecated,
      @Nullable Builtin code) {}

  private static final Map<String, Declared> BY_NAME = new HashMap<>();

  static {
    BuiltinTable table = new BuiltinTable(builtin -> BY_NAME.put(builtin.name(), builtin));
    NumberBuiltins.declare(table);
    CollectionBuiltins.declare(table);
    ObjectBuiltins.declare(table);
    TypeBuiltins.declare(table);
    StringBuiltins.declare(table);
    TextBuiltins.declare(table);
    EncodingBuiltins.declare(table);
    TimeBuiltins.declare(table);
    NetBuiltins.declare(table);
    JsonBuiltins.declare(table);
    CryptoBuiltins.declare(table);
    TokenBuiltins.declare(table);
    AwsSignature.declare(table);
    GraphqlBuiltins.declare(table);
    WorldBuiltins.declare(table);
    ModuleJson.declare(table);
  }

  private Builtins() {}

  static @Nullable Declared of(String name) {
    return BY_NAME.get(name);
  }

  static Iterable<Declared> all() {
    return BY_NAME.values();
  }
}
