package dev.esclusa.rego;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What depends on the world and so goes through {@link Capabilities}; what the evaluator and the
 * compiler do themselves.
 */
final class WorldBuiltins {
  private WorldBuiltins() {}

  static void declare(BuiltinTable table) {
    table.world("rand.intn(str: string, n: number) -> y: number", WorldBuiltins::random);
    table.world("uuid.rfc4122(k: string) -> output: string", once("uuid.rfc4122"));
    table.world(
        "net.lookup_ip_addr(name: string) -> addrs: set[string]",
        (call, x) -> {
          Operand.text(x, 1);
          return once("net.lookup_ip_addr").call(call, x);
        });
    table.world(
        "http.send(request: object[string: any]) -> response: object[any: any]",
        (call, x) -> {
          AwsSignature.checkRequest(Operand.object(x, 1));
          return once("http.send").call(call, x);
        });
    table.world("opa.runtime() -> output: object[string: any]", once("opa.runtime"));
    evaluated(table);
  }

  private static void evaluated(BuiltinTable table) {
    table.add("trace(note: string) -> result: boolean", null);
    table.add("print(...any)", null);
    table.add("internal.print(array[set[any]])", null);
    table.add("internal.test_case(array[any])", null);
    table.add("rego.metadata.chain() -> chain: array[any]", outsideOfRule("rego.metadata.chain"));
    table.add("rego.metadata.rule() -> output: any", outsideOfRule("rego.metadata.rule"));
  }

  /** The compiler replaces the call inside of rules. */
  private static Builtin outsideOfRule(String name) {
    return (call, x) -> {
      throw new BuiltinFailure(
          "the " + name + " function must only be called within the scope of a rule");
    };
  }

  /** Asks each time; one query still sees one time. */
  static Builtin answer(String name) {
    return once(name);
  }

  /** The query's time in nanoseconds since 1970. */
  static long now(BuiltinCall call) {
    RegoValue now = once("time.now_ns").call(call, new RegoValue[0]);
    if (now instanceof RegoNumber number && number.isLong()) {
      return number.longValue();
    }
    throw new BuiltinFailure("time.now_ns: not a number of nanoseconds: " + now);
  }

  /** The same arguments get the same answer for a whole query. */
  private static Builtin once(String name) {
    return (call, x) -> {
      List<RegoValue> arguments = List.of(x);
      return call.remembered(
          List.of(name, arguments), () -> call.capabilities().answer(name, arguments));
    };
  }

  private static @Nullable RegoValue random(BuiltinCall call, RegoValue[] operands) {
    Operand.text(operands, 1);
    long bound = Operand.integer(operands, 2);
    return bound == 0
        ? RegoNumber.ZERO
        : once("rand.intn")
            .call(call, new RegoValue[] {operands[0], RegoNumber.of(Math.abs(bound))});
  }
}
