package dev.esclusa.rego;

/** Kinds of values and casts between them. */
final class TypeBuiltins {
  private TypeBuiltins() {}

  static void declare(BuiltinTable table) {
    table.add(
        "is_array(x: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0] instanceof RegoArray));
    table.add(
        "is_boolean(x: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0] instanceof RegoBoolean));
    table.add(
        "is_null(x: any) -> result: boolean", (call, x) -> RegoValue.of(x[0] instanceof RegoNull));
    table.add(
        "is_number(x: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0] instanceof RegoNumber));
    table.add(
        "is_object(x: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0] instanceof RegoObject));
    table.add(
        "is_set(x: any) -> result: boolean", (call, x) -> RegoValue.of(x[0] instanceof RegoSet));
    table.add(
        "is_string(x: any) -> result: boolean",
        (call, x) -> RegoValue.of(x[0] instanceof RegoString));
    table.add("type_name(x: any) -> type: string", (call, x) -> RegoValue.of(x[0].typeName()));
    table.add(
        "to_number(value: (null | boolean | number | string)) -> num: number",
        (call, x) -> number(x[0]));
    table.deprecated(
        "cast_array(any) -> array[any]",
        (call, x) -> RegoArray.owning(Operand.elements(x, 1, "array", "set")));
    table.deprecated(
        "cast_set(any) -> set[any]",
        (call, x) ->
            x[0] instanceof RegoSet set ? set : RegoSet.of(Operand.elements(x, 1, "array", "set")));
    table.deprecated("cast_string(any) -> string", same(RegoString.class, "string"));
    table.deprecated("cast_boolean(any) -> boolean", same(RegoBoolean.class, "boolean"));
    table.deprecated("cast_null(any) -> null", same(RegoNull.class, "null"));
    table.deprecated("cast_object(any) -> object[any: any]", same(RegoObject.class, "object"));
  }

  private static Builtin same(Class<? extends RegoValue> kind, String name) {
    return (call, x) -> {
      if (!kind.isInstance(x[0])) {
        throw BuiltinFailure.operand(1, name, x[0]);
      }
      return x[0];
    };
  }

  private static RegoValue number(RegoValue value) {
    return switch (value) {
      case RegoNull n -> RegoNumber.ZERO;
      case RegoBoolean bool -> bool.value() ? RegoNumber.ONE : RegoNumber.ZERO;
      case RegoNumber number -> number;
      case RegoString text -> parsed(text);
      default -> throw Operand.oneOf(1, value, "null", "boolean", "number", "string");
    };
  }

  /** What Go's strconv.ParseFloat takes, as far as it is also a number of Rego. */
  private static RegoNumber parsed(RegoString value) {
    String text = value.value();
    String size = text.replaceFirst("^[+-]+", "").toLowerCase(java.util.Locale.ROOT);
    if (size.equals("inf") || size.equals("infinity") || size.equals("nan")) {
      throw BuiltinFailure.operand(1, "valid number string", value);
    }
    if (!NumberText.isDecimal(text)) {
      StringBuilder reason = new StringBuilder("strconv.ParseFloat: parsing ");
      GoText.quote(text, reason);
      throw new BuiltinFailure(reason.append(": invalid syntax").toString());
    }
    RegoNumber number = RegoNumber.parse(NumberText.plain(text));
    if (Double.isInfinite(number.doubleValue())) {
      StringBuilder reason = new StringBuilder("strconv.ParseFloat: parsing ");
      GoText.quote(text, reason);
      throw new BuiltinFailure(reason.append(": value out of range").toString());
    }
    return number;
  }
}
