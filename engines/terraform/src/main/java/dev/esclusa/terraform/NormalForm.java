package dev.esclusa.terraform;

import dev.esclusa.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One form for values that mean the same to a provider: null, empty text, empty collections, false
 * and zero are one (providers answer with any of them where nothing is set), and JSON inside of
 * text counts by its meaning.
 */
final class NormalForm {
  private NormalForm() {}

  /** For comparing only; what is zero becomes null. */
  static Value of(@Nullable Value value) {
    return form(value, true);
  }

  /** Without zeros inside of collections, all else as it was. */
  static @Nullable Value inside(@Nullable Value value) {
    return value instanceof Value.Mapping || value instanceof Value.Sequence
        ? form(value, false)
        : value;
  }

  static boolean isZero(@Nullable Value value) {
    return of(value).isNull();
  }

  private static Value form(@Nullable Value value, boolean readsJson) {
    return switch (value) {
      case Value.Mapping mapping -> ofMapping(mapping, readsJson);
      case Value.Sequence(List<Value> items) ->
          items.isEmpty()
              ? Value.NULL
              : new Value.Sequence(items.stream().map(it -> form(it, readsJson)).toList());
      case Value.Text(String text) -> ofText(text, readsJson);
      case Value.Num number -> number.decimal().signum() == 0 ? Value.NULL : number;
      case Value.Bool(boolean truth) -> truth ? Value.TRUE : Value.NULL;
      case Value.Null nothing -> nothing;
      case null -> Value.NULL;
    };
  }

  private static Value ofMapping(Value.Mapping mapping, boolean readsJson) {
    Map<String, Value> left = new LinkedHashMap<>();
    for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
      Value form = form(entry.getValue(), readsJson);
      if (!form.isNull()) {
        left.put(entry.getKey(), form);
      }
    }
    return left.isEmpty() ? Value.NULL : Value.mapping(left);
  }

  private static Value ofText(String text, boolean readsJson) {
    if (text.isEmpty()) {
      return Value.NULL;
    }
    Value nested = readsJson ? Sensitivity.nested(text) : null;
    return nested == null ? Value.of(text) : nested;
  }
}
