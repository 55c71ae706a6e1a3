package dev.esclusa.estate;

import dev.esclusa.tree.Value;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a checked mapping; what is not written has the value that the table says. */
record Fields(Value.Mapping value, List<Field> shape) {
  boolean has(String name) {
    return value.has(name);
  }

  String text(String name) {
    return get(name).asText();
  }

  @Nullable String textOrNull(String name) {
    return has(name) ? text(name) : null;
  }

  Value value(String name) {
    return get(name);
  }

  boolean truth(String name) {
    return get(name).asBool();
  }

  int whole(String name) {
    return Math.toIntExact(get(name).asLong());
  }

  List<String> texts(String name) {
    return get(name).asSequence().items().stream().map(Value::asText).toList();
  }

  Fields part(String name) {
    return new Fields(get(name).asMapping(), ((FieldType.Parts) field(name).type()).fields());
  }

  List<Fields> parts(String name) {
    FieldType item = ((FieldType.Many) field(name).type()).item();
    List<Field> fields = ((FieldType.Parts) item).fields();
    return get(name).asSequence().items().stream()
        .map(one -> new Fields(one.asMapping(), fields))
        .toList();
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private Value get(String name) {
    Value written = value.get(name);
    Value found = written == null ? field(name).otherwise() : written;
    if (found == null) {
      throw new IllegalStateException("field " + name + " is read although it may be absent");
    }
    return found;
  }

  private Field field(String name) {
    return shape.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no field " + name + " in the table"));
  }
}
