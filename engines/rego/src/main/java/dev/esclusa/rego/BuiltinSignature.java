package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a built-in takes and gives, read from a line such as {@code array.slice(arr: array[any],
 * start: number, stop: number) -> slice: array[any]}. Types are written {@code null boolean number
 * string any array[T] set[T] object[K: V] [T, U] {name: T, ...K: V} (T | U)}; names before a colon
 * are documentation.
 */
record BuiltinSignature(String name, List<String> argumentNames, Type.Function type) {

  static BuiltinSignature parse(String line) {
    return new Reader(line).signature();
  }

  private static final class Reader {
    private final String line;
    private int at;

    Reader(String line) {
      this.line = line;
    }

    BuiltinSignature signature() {
      String name = word();
      expect("(");
      List<String> names = new ArrayList<>();
      List<Type> arguments = new ArrayList<>();
      Type variadic = null;
      while (!taken(")")) {
        taken(",");
        if (taken("...")) {
          variadic = type();
        } else {
          names.add(label());
          arguments.add(type());
        }
      }
      Type result = null;
      if (taken("->")) {
        label();
        result = type();
      }
      return new BuiltinSignature(
          name, List.copyOf(names), new Type.Function(List.copyOf(arguments), variadic, result));
    }

    /** A name with a colon, when there is one; the text up to it may hold spaces. */
    private String label() {
      int start = at;
      String word = word();
      if (!word.isEmpty() && taken(":")) {
        return word;
      }
      at = start;
      return "";
    }

    private Type type() {
      if (taken("(")) {
        return union();
      }
      if (taken("[")) {
        return tuple();
      }
      if (taken("{")) {
        return members();
      }
      String word = word();
      return switch (word) {
        case "any" -> Type.ANY;
        case "null" -> Type.NULL;
        case "boolean" -> Type.BOOLEAN;
        case "number" -> Type.NUMBER;
        case "string" -> Type.STRING;
        case "array" -> Type.array(bracketed());
        case "set" -> Type.set(bracketed());
        case "object" -> object();
        default -> throw new IllegalArgumentException("no type '" + word + "' in " + line);
      };
    }

    private Type union() {
      List<Type> types = new ArrayList<>();
      do {
        types.add(type());
      } while (taken("|"));
      expect(")");
      return Type.or(types.toArray(new Type[0]));
    }

    private Type tuple() {
      List<Type> types = new ArrayList<>();
      do {
        types.add(type());
      } while (taken(","));
      expect("]");
      return Type.tuple(types.toArray(new Type[0]));
    }

    private Type bracketed() {
      expect("[");
      Type type = type();
      expect("]");
      return type;
    }

    private Type object() {
      expect("[");
      Type keys = type();
      expect(":");
      Type values = type();
      expect("]");
      return Type.object(keys, values);
    }

    private Type members() {
      List<Type.Member> members = new ArrayList<>();
      @Nullable Type keys = null;
      @Nullable Type values = null;
      while (!taken("}")) {
        taken(",");
        if (taken("...")) {
          keys = type();
          expect(":");
          values = type();
        } else {
          RegoValue key = RegoValue.of(word());
          expect(":");
          members.add(new Type.Member(key, type()));
        }
      }
      return new Type.Obj(List.copyOf(members), keys, values);
    }

    private String word() {
      space();
      int start = at;
      while (at < line.length()
          && (Character.isLetterOrDigit(line.charAt(at))
              || line.charAt(at) == '_'
              || line.charAt(at) == '.' && !line.startsWith("...", at))) {
        at++;
      }
      return line.substring(start, at);
    }

    private boolean taken(String mark) {
      space();
      if (line.startsWith(mark, at)) {
        at += mark.length();
        return true;
      }
      return false;
    }

    private void expect(String mark) {
      if (!taken(mark)) {
        throw new IllegalArgumentException("wanted '" + mark + "' at " + at + " of " + line);
      }
    }

    private void space() {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
    }
  }
}
