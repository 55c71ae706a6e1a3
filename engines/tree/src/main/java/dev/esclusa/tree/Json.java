package dev.esclusa.tree;

import dev.esclusa.tree.Value.Bool;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Null;
import dev.esclusa.tree.Value.Num;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Value.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) in and out. Reading is strict: UTF-8, no duplicate keys, exact numbers, and no
 * key {@code $decimal}, which belongs to {@link Canonical}. Writing keeps the order of keys.
 */
public final class Json {
  private static final String UNNAMED = "(json)";

  private Json() {}

  public static Value read(byte[] bytes) {
    return read(UNNAMED, bytes, Limits.DEFAULT);
  }

  public static Value read(String text) {
    return read(UNNAMED, text, Limits.DEFAULT);
  }

  public static Value read(String file, byte[] bytes, Limits limits) {
    limits.checkBytes(file, bytes.length);
    return new JsonParser(file, Unicode.decode(file, bytes), limits).value();
  }

  public static Value read(String file, String text, Limits limits) {
    limits.checkBytes(file, text.length());
    return new JsonParser(file, text, limits).value();
  }

  /** Reads one value together with its source positions. */
  public static Document document(String file, byte[] bytes, Limits limits) {
    limits.checkBytes(file, bytes.length);
    return new JsonParser(file, Unicode.decode(file, bytes), limits).document();
  }

  static Value readCanonical(byte[] bytes) {
    Limits.DEFAULT.checkBytes(UNNAMED, bytes.length);
    String text = Unicode.decode(UNNAMED, bytes);
    return new JsonParser(UNNAMED, text, Limits.DEFAULT).allowingDecimalKey().value();
  }

  /** Compact, without a line end. */
  public static byte[] write(Value value) {
    Utf8Writer out = new Utf8Writer();
    write(out, value);
    return out.toBytes();
  }

  public static String text(Value value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /** Indented by two spaces, with a line end. */
  public static String pretty(Value value) {
    Utf8Writer out = new Utf8Writer();
    writePretty(out, value, "\n");
    out.ascii('\n');
    return new String(out.toBytes(), StandardCharsets.UTF_8);
  }

  private static void write(Utf8Writer out, Value value) {
    switch (value) {
      case Sequence sequence -> {
        char separator = '[';
        for (Value item : sequence.items()) {
          out.ascii(separator);
          write(out, item);
          separator = ',';
        }
        out.ascii(sequence.items().isEmpty() ? "[]" : "]");
      }
      case Mapping mapping -> {
        char separator = '{';
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          out.ascii(separator);
          out.quoted(entry.getKey());
          out.ascii(':');
          write(out, entry.getValue());
          separator = ',';
        }
        out.ascii(mapping.isEmpty() ? "{}" : "}");
      }
      case Null n -> writeScalar(out, n);
      case Bool b -> writeScalar(out, b);
      case Num n -> writeScalar(out, n);
      case Text t -> writeScalar(out, t);
    }
  }

  private static void writeScalar(Utf8Writer out, Value scalar) {
    if (scalar instanceof Text text) {
      out.quoted(text.value());
    } else {
      out.ascii(scalar.toString());
    }
  }

  private static void writePretty(Utf8Writer out, Value value, String newline) {
    String inner = newline + "  ";
    switch (value) {
      case Sequence(List<Value> items) when !items.isEmpty() -> {
        char separator = '[';
        for (Value item : items) {
          out.ascii(separator);
          out.ascii(inner);
          writePretty(out, item, inner);
          separator = ',';
        }
        out.ascii(newline);
        out.ascii(']');
      }
      case Mapping mapping when !mapping.isEmpty() -> {
        char separator = '{';
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          out.ascii(separator);
          out.ascii(inner);
          out.quoted(entry.getKey());
          out.ascii(": ");
          writePretty(out, entry.getValue(), inner);
          separator = ',';
        }
        out.ascii(newline);
        out.ascii('}');
      }
      case Value flat -> write(out, flat);
    }
  }
}
