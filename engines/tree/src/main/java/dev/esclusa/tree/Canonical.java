package dev.esclusa.tree;

import dev.esclusa.tree.Value.Bool;
import dev.esclusa.tree.Value.Mapping;
import dev.esclusa.tree.Value.Null;
import dev.esclusa.tree.Value.Num;
import dev.esclusa.tree.Value.Sequence;
import dev.esclusa.tree.Value.Text;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Canonical form v1: RFC 8785 JSON, the same bytes for equal values. A number whose RFC 8785 text
 * would denote another decimal value is written {@code {"$decimal":"…"}}; a mapping that uses that
 * key is refused, so that no two values share their bytes.
 */
public final class Canonical {
  static final String DECIMAL = "$decimal";

  private Canonical() {}

  public static byte[] bytes(Value value) {
    Utf8Writer out = new Utf8Writer();
    write(out, value);
    return out.toBytes();
  }

  public static String text(Value value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /** SHA-256 over the UTF-8 of the domain, a zero byte, and the canonical bytes. */
  public static Digest hash(String domain, Value value) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(domain.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
    return Digest.ofHash(sha256.digest(bytes(value)));
  }

  /** Reads canonical bytes back; refuses bytes that {@link #bytes} would not have written. */
  public static Value read(byte[] bytes) {
    Value value = restored(Json.readCanonical(bytes));
    if (!Arrays.equals(bytes(value), bytes)) {
      throw new TreeException(
          "TRE-0019",
          null,
          "The JSON is not in canonical form.",
          "Use the bytes as they were stored; never write them again.");
    }
    return value;
  }

  static TreeException reserved(@Nullable Position position) {
    return new TreeException(
        "TRE-0009",
        position,
        "The key '" + DECIMAL + "' is reserved for the canonical form.",
        "Choose another key.");
  }

  private static void write(Utf8Writer out, Value value) {
    switch (value) {
      case Null n -> out.ascii("null");
      case Bool bool -> out.ascii(bool.value() ? "true" : "false");
      case Text text -> out.quoted(text.value());
      case Num number -> writeNumber(out, number);
      case Sequence sequence -> writeSequence(out, sequence.items());
      case Mapping mapping -> writeMapping(out, mapping);
    }
  }

  private static void writeNumber(Utf8Writer out, Num number) {
    String text = number.toString();
    if (isPlain(number)) {
      out.ascii(text);
    } else {
      out.ascii("{\"" + DECIMAL + "\":\"" + text + "\"}");
    }
  }

  private static boolean isPlain(Num number) {
    if (number.isLong()) {
      long value = number.longValue();
      if (value >= -(1L << 53) && value <= 1L << 53) {
        return true;
      }
    }
    return Decimals.isDoubleText(number.decimal());
  }

  private static void writeSequence(Utf8Writer out, List<Value> items) {
    out.ascii('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.ascii(',');
      }
      write(out, items.get(i));
    }
    out.ascii(']');
  }

  private static void writeMapping(Utf8Writer out, Mapping mapping) {
    if (mapping.has(DECIMAL)) {
      throw reserved(null);
    }
    String[] keys = mapping.keys().toArray(new String[0]);
    Arrays.sort(keys); // String order is UTF-16 order, as RFC 8785 section 3.2.3 asks
    out.ascii('{');
    for (int i = 0; i < keys.length; i++) {
      if (i > 0) {
        out.ascii(',');
      }
      out.quoted(keys[i]);
      out.ascii(':');
      write(out, Objects.requireNonNull(mapping.get(keys[i])));
    }
    out.ascii('}');
  }

  private static Value restored(Value value) {
    return switch (value) {
      case Mapping mapping when mapping.has(DECIMAL) -> decimal(mapping);
      case Mapping mapping -> {
        LinkedHashMap<String, Value> entries = LinkedHashMap.newLinkedHashMap(mapping.size());
        for (Map.Entry<String, Value> entry : mapping.entries().entrySet()) {
          entries.put(entry.getKey(), restored(entry.getValue()));
        }
        yield Mapping.owning(entries);
      }
      case Sequence sequence ->
          new Sequence(sequence.items().stream().map(Canonical::restored).toList());
      case Null n -> n;
      case Bool b -> b;
      case Num n -> n;
      case Text t -> t;
    };
  }

  private static Value decimal(Mapping mapping) {
    // Whatever else the mapping holds, the comparison of the bytes in read() refuses it.
    if (!(mapping.get(DECIMAL) instanceof Text text) || text.value().length() > 1100) {
      throw reserved(null);
    }
    try {
      return Value.of(new BigDecimal(text.value()));
    } catch (NumberFormatException e) {
      throw new TreeException(
          "TRE-0005", null, "'" + text.value() + "' is no decimal number.", "Write digits.", e);
    }
  }
}
