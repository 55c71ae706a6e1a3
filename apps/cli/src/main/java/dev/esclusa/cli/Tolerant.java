package dev.esclusa.cli;

import dev.esclusa.tree.Records;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Value;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads answers of a server that may be newer: unknown keys of our own shapes are skipped, missing
 * lists are empty. The model's nouns inside of them stay strict.
 */
final class Tolerant {
  private Tolerant() {}

  /**
   * @throws TreeException when it still is another thing
   */
  static <T> T read(Class<T> type, Value value) {
    return Records.fromValue(type, fitted(value, type));
  }

  private static Value fitted(Value value, Type type) {
    if (type instanceof Class<?> plain && isOurs(plain) && value instanceof Value.Mapping mapping) {
      return fitted(mapping, plain);
    }
    if (isList(type) && value instanceof Value.Sequence(List<Value> items)) {
      Type inner = ((ParameterizedType) type).getActualTypeArguments()[0];
      return new Value.Sequence(items.stream().map(item -> fitted(item, inner)).toList());
    }
    return value;
  }

  private static Value fitted(Value.Mapping mapping, Class<?> record) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (RecordComponent part : Objects.requireNonNull(record.getRecordComponents())) {
      Value seen = mapping.get(part.getName());
      if (seen != null && !seen.equals(Value.NULL)) {
        entries.put(part.getName(), fitted(seen, part.getGenericType()));
      } else if (isList(part.getGenericType())) {
        entries.put(part.getName(), Value.sequence());
      }
    }
    return Value.mapping(entries);
  }

  private static boolean isOurs(Class<?> type) {
    return type.isRecord() && type.getEnclosingClass() == Api.class;
  }

  private static boolean isList(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == List.class;
  }
}
