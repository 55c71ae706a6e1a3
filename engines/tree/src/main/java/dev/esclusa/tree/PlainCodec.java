package dev.esclusa.tree;

import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The codecs of types that are one scalar. */
final class PlainCodec {
  private static final Map<Class<?>, Codec> PLAIN = plain();

  private PlainCodec() {}

  static @Nullable Codec of(Class<?> type) {
    return Value.class.isAssignableFrom(type) ? valueCodec(type) : PLAIN.get(type);
  }

  private static Map<Class<?>, Codec> plain() {
    Map<Class<?>, Codec> codecs = new HashMap<>();
    codecs.put(String.class, text("text", text -> text, Object::toString));
    codecs.put(Instant.class, text("an instant like 2026-01-31T12:00:00Z", Instant::parse));
    codecs.put(Duration.class, text("a duration like PT5M", Duration::parse));
    codecs.put(Digest.class, text("a digest like sha256:9f86d0…", Digest::parse));
    codecs.put(Pointer.class, text("a JSON pointer like /spec/replicas", Pointer::parse));
    codecs.put(Position.class, text("a position like deploy.yaml:3:7", Position::parse));
    codecs.put(URI.class, text("a URI", URI::create));
    codecs.put(
        byte[].class,
        text(
            "base64",
            text -> Base64.getDecoder().decode(text),
            bytes -> Base64.getEncoder().encodeToString((byte[]) bytes)));
    Codec bool = new BoolCodec();
    codecs.put(boolean.class, bool);
    codecs.put(Boolean.class, bool);
    Codec wholeLong = new LongCodec();
    codecs.put(long.class, wholeLong);
    codecs.put(Long.class, wholeLong);
    Codec wholeInt = new IntCodec();
    codecs.put(int.class, wholeInt);
    codecs.put(Integer.class, wholeInt);
    codecs.put(BigDecimal.class, new DecimalCodec());
    return Map.copyOf(codecs);
  }

  private static Codec text(String wanted, Function<String, Object> parse) {
    return text(wanted, parse, Object::toString);
  }

  private static Codec text(
      String wanted, Function<String, Object> parse, Function<Object, String> print) {
    return new TextCodec(wanted, parse, print);
  }

  private static Codec valueCodec(Class<?> type) {
    return new Codec() {
      @Override
      public Value write(Object object) {
        return (Value) object;
      }

      @Override
      public Object read(Value value, Trail trail) {
        if (!type.isInstance(value)) {
          return trail.refuseKind(Codecs.kebab(type.getSimpleName()), value);
        }
        return value;
      }
    };
  }

  private record TextCodec(
      String wanted, Function<String, Object> parse, Function<Object, String> print)
      implements Codec {
    @Override
    public Value write(Object object) {
      return new Value.Text(print.apply(object));
    }

    @Override
    public Object read(Value value, Trail trail) {
      String text = trail.text(value, wanted);
      try {
        return parse.apply(text);
      } catch (DateTimeException | IllegalArgumentException | TreeException e) {
        throw trail.misfit(wanted, text, e);
      }
    }
  }

  private record BoolCodec() implements Codec {
    @Override
    public Value write(Object object) {
      return Value.of((boolean) object);
    }

    @Override
    public Object read(Value value, Trail trail) {
      return value instanceof Value.Bool(boolean truth)
          ? truth
          : trail.<Object>refuseKind("true or false", value);
    }
  }

  private record LongCodec() implements Codec {
    @Override
    public Value write(Object object) {
      return Value.of((long) object);
    }

    @Override
    public Object read(Value value, Trail trail) {
      return value instanceof Value.Num number && number.isLong()
          ? number.longValue()
          : trail.<Object>refuseKind("a whole number", value);
    }
  }

  private record IntCodec() implements Codec {
    @Override
    public Value write(Object object) {
      return Value.of((long) (int) object);
    }

    @Override
    public Object read(Value value, Trail trail) {
      if (!(value instanceof Value.Num number) || !number.isLong()) {
        return trail.refuseKind("a whole number", value);
      }
      long whole = number.longValue();
      if (whole != (int) whole) {
        throw trail.misfit("a whole number of 32 bits", number.toString(), null);
      }
      return (int) whole;
    }
  }

  private record DecimalCodec() implements Codec {
    @Override
    public Value write(Object object) {
      return Value.of((BigDecimal) object);
    }

    @Override
    public Object read(Value value, Trail trail) {
      return value instanceof Value.Num number
          ? number.decimal()
          : trail.refuseKind("a number", value);
    }
  }
}
