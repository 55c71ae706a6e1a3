package dev.esclusa.sandbox;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Sequence;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Kubernetes protobuf, which kubectl sends for the kinds it knows and does not fall back
 * from: the magic number, an envelope that names the kind, and the message (apimachinery,
 * serializer/protobuf).
 */
final class Protobuf {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private Protobuf() {}

  static Mapping read(byte[] body) {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw Refusal.badRequest(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    try {
      return envelope(new ProtobufReader(body, MAGIC.length, body.length));
    } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
      Refusal refusal = Refusal.badRequest("the protobuf body ends in the middle of a field");
      refusal.initCause(malformed);
      throw refusal;
    }
  }

  private static Mapping envelope(ProtobufReader in) {
    String apiVersion = "";
    String kind = "";
    byte[] raw = new byte[0];
    while (in.next()) {
      if (in.field() == 1) {
        ProtobufReader meta = in.message();
        while (meta.next()) {
          if (meta.field() == 1) apiVersion = meta.text();
          else if (meta.field() == 2) kind = meta.text();
          else meta.skip();
        }
      } else if (in.field() == 2) raw = in.bytes();
      else in.skip();
    }
    String message = ProtobufTable.get().messageOf(apiVersion, kind);
    if (message == null)
      throw Refusal.gap("protobuf bodies of " + apiVersion + " " + kind + "; send JSON");
    Mapping head = Value.mapping("apiVersion", apiVersion, "kind", kind);
    Map<String, Value> fields = new LinkedHashMap<>(head.entries());
    message(message, new ProtobufReader(raw, 0, raw.length), fields);
    return Value.mapping(fields);
  }

  private static void message(String name, ProtobufReader in, Map<String, Value> into) {
    Map<Integer, ProtobufTable.Field> fields = ProtobufTable.get().fieldsOf(name);
    while (in.next()) {
      ProtobufTable.Field field = fields.get(in.field());
      if (field == null) {
        in.skip();
        continue;
      }
      switch (field.form()) {
        case ONE -> put(into, field.name(), value(field.type(), in));
        case LIST -> append(into, field.name(), value(field.type(), in));
        case MAP -> entry(into, field, in.message());
        case INLINE -> message(field.type(), in.message(), into);
      }
    }
  }

  private static void put(Map<String, Value> into, String name, Value value) {
    if (!value.isNull()) into.put(name, value);
  }

  private static void append(Map<String, Value> into, String name, Value value) {
    List<Value> items = new ArrayList<>();
    if (into.get(name) instanceof Sequence before) items.addAll(before.items());
    items.add(value);
    into.put(name, new Sequence(items));
  }

  private static void entry(Map<String, Value> into, ProtobufTable.Field field, ProtobufReader in) {
    String key = "";
    Value value = Value.of("");
    while (in.next()) {
      if (in.field() == 1) key = in.text();
      else if (in.field() == 2) value = value(field.type(), in);
      else in.skip();
    }
    Mapping before = into.get(field.name()) instanceof Mapping found ? found : Meta.EMPTY;
    into.put(field.name(), before.with(key, value));
  }

  /** Null for a time that is not set. */
  private static Value value(String type, ProtobufReader in) {
    return switch (type) {
      case "s" -> Value.of(in.text());
      case "i" -> Value.of(in.varint());
      case "b" -> Value.of(in.varint() != 0);
      case "y" -> Value.of(Base64.getEncoder().encodeToString(in.bytes()));
      case "d" -> Value.of(Double.valueOf(Double.longBitsToDouble(in.fixed64())));
      case "time" -> time(in.message());
      case "intstr" -> integerOrText(in.message());
      case "quantity" -> Value.of(firstText(in.message()));
      case "raw" -> Json.read(firstText(in.message()));
      default -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        message(type, in.message(), fields);
        yield Value.mapping(fields);
      }
    };
  }

  private static Value time(ProtobufReader in) {
    long seconds = 0;
    long nanos = 0;
    while (in.next()) {
      if (in.field() == 1) seconds = in.varint();
      else if (in.field() == 2) nanos = in.varint();
      else in.skip();
    }
    return seconds == 0 ? Value.NULL : Value.of(Instant.ofEpochSecond(seconds, nanos).toString());
  }

  private static Value integerOrText(ProtobufReader in) {
    long type = 0;
    long number = 0;
    String text = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.varint();
        case 2 -> number = in.varint();
        case 3 -> text = in.text();
        default -> in.skip();
      }
    }
    return type == 0 ? Value.of(number) : Value.of(text);
  }

  private static String firstText(ProtobufReader in) {
    String text = "";
    while (in.next()) {
      if (in.field() == 1) text = new String(in.bytes(), StandardCharsets.UTF_8);
      else in.skip();
    }
    return text;
  }
}
