package dev.esclusa.rego;

import dev.esclusa.rego.Type.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How types join, fit and are looked into (OPA's rules for static types). */
final class Types {
  /** Unions of more are taken for any type: policies may make them grow without end. */
  private static final int MAX_UNION = 100;

  private static final int MAX_DEPTH = 40;
  private static final int MAX_PARTS = 20_000;

  private Types() {}

  static boolean isUnknown(@Nullable Type type) {
    return switch (type) {
      case null -> true;
      case Type.Unknown unknown -> true;
      case Type.Array array ->
          array.prefix().stream().anyMatch(Types::isUnknown)
              || array.rest() != null && isUnknown(array.rest());
      case Type.Obj object ->
          object.members().stream().anyMatch(member -> isUnknown(member.value()))
              || object.values() != null
                  && (isUnknown(object.keys()) || isUnknown(object.values()));
      case Type.Set set -> isUnknown(set.element());
      case Type.Function function ->
          function.arguments().stream().anyMatch(Types::isUnknown)
              || function.result() != null && isUnknown(function.result());
      default -> false;
    };
  }

  /** The type, or any type when it has more parts than anybody would write. */
  static Type bounded(Type type) {
    return parts(type, MAX_PARTS) < 0 ? Type.ANY : type;
  }

  /** What is left of the budget; negative when the type has more parts. */
  private static int parts(@Nullable Type type, int budget) {
    if (type == null || budget < 0) {
      return budget;
    }
    int left = budget - 1;
    switch (type) {
      case Type.Array array -> {
        for (int i = 0; i < array.prefix().size() && left >= 0; i++) {
          left = parts(array.prefix().get(i), left);
        }
        left = parts(array.rest(), left);
      }
      case Type.Obj object -> {
        for (int i = 0; i < object.members().size() && left >= 0; i++) {
          left = parts(object.members().get(i).value(), left);
        }
        left = parts(object.values(), parts(object.keys(), left));
      }
      case Type.Set set -> left = parts(set.element(), left);
      case Type.Or or -> {
        for (Type each : or.types()) {
          left = parts(each, left);
        }
      }
      default -> {}
    }
    return left;
  }

  private static List<Type> alternatives(Type type) {
    return type instanceof Type.Or or ? or.types() : List.of(type);
  }

  /** One or the other. */
  static Type or(@Nullable Type a, @Nullable Type b) {
    if (a == null || a instanceof Type.Unknown) {
      return b == null ? Type.UNKNOWN : b;
    }
    if (b == null || b instanceof Type.Unknown) {
      return a;
    }
    if (a instanceof Type.Function f && b instanceof Type.Function g) {
      return functions(f, g);
    }
    if (a instanceof Type.Any || b instanceof Type.Any) {
      return Type.ANY;
    }
    List<Type> all = new ArrayList<>(alternatives(a));
    for (Type type : alternatives(b)) {
      if (!all.contains(type)) {
        all.add(type);
      }
    }
    if (all.size() == 1) {
      return all.getFirst();
    }
    boolean tooMuch = all.size() > MAX_UNION || all.stream().anyMatch(t -> deeper(t, MAX_DEPTH));
    return tooMuch ? Type.ANY : new Type.Or(List.copyOf(all));
  }

  private static boolean deeper(@Nullable Type type, int than) {
    if (than == 0) {
      return true;
    }
    return switch (type) {
      case null -> false;
      case Type.Array array ->
          array.prefix().stream().anyMatch(t -> deeper(t, than - 1))
              || deeper(array.rest(), than - 1);
      case Type.Obj object ->
          object.members().stream().anyMatch(m -> deeper(m.value(), than - 1))
              || deeper(object.keys(), than - 1)
              || deeper(object.values(), than - 1);
      case Type.Set set -> deeper(set.element(), than - 1);
      case Type.Or or -> or.types().stream().anyMatch(t -> deeper(t, than - 1));
      default -> false;
    };
  }

  private static Type functions(Type.Function a, Type.Function b) {
    if (a.arguments().size() != b.arguments().size()) {
      return a;
    }
    List<Type> arguments = new ArrayList<>();
    for (int i = 0; i < a.arguments().size(); i++) {
      arguments.add(or(a.arguments().get(i), b.arguments().get(i)));
    }
    return new Type.Function(arguments, a.variadic(), or(a.result(), b.result()));
  }

  static Type of(RegoValue value) {
    return switch (value) {
      case RegoNull n -> Type.NULL;
      case RegoBoolean bool -> Type.BOOLEAN;
      case RegoNumber number -> Type.NUMBER;
      case RegoString text -> Type.STRING;
      case RegoArray array -> {
        List<Type> items = new ArrayList<>();
        array.forEach(item -> items.add(of(item)));
        yield new Type.Array(items, items.isEmpty() ? Type.ANY : null);
      }
      case RegoSet set -> {
        Type element = null;
        for (RegoValue item : set) {
          element = or(element, of(item));
        }
        yield new Type.Set(element == null ? Type.ANY : element);
      }
      case RegoObject object -> {
        List<Member> members = new ArrayList<>();
        object.forEach((key, item) -> members.add(new Member(key, of(item))));
        yield members.isEmpty()
            ? new Type.Obj(List.of(), Type.ANY, Type.ANY)
            : new Type.Obj(members, null, null);
      }
    };
  }

  /** What a value of this type has at the key; null when it can have nothing there. */
  static @Nullable Type at(@Nullable Type type, RegoValue key) {
    return switch (type) {
      case Type.Any any -> any;
      case Type.Array array -> {
        if (!(key instanceof RegoNumber number) || !number.isPlainInt() || number.signum() < 0) {
          yield null;
        }
        long index = number.isLong() ? number.longValue() : Long.MAX_VALUE;
        yield index < array.prefix().size() ? array.prefix().get((int) index) : array.rest();
      }
      case Type.Obj object -> {
        for (Member member : object.members()) {
          if (member.key().equals(key)) {
            yield member.value();
          }
        }
        Type keys = object.keys();
        yield keys != null && holds(keys, of(key)) ? object.values() : null;
      }
      case Type.Set set -> holds(set.element(), of(key)) ? of(key) : null;
      case Type.Or or -> {
        Type found = null;
        for (Type each : or.types()) {
          Type one = at(each, key);
          if (one != null) {
            found = or(one, found);
          }
        }
        yield found;
      }
      case null, default -> null;
    };
  }

  private static boolean holds(Type wide, Type narrow) {
    return wide instanceof Type.Any
        || wide.equals(narrow)
        || wide instanceof Type.Or or && or.types().contains(narrow);
  }

  /** What a reference into it may look for; null for scalars. */
  static @Nullable Type keys(@Nullable Type type) {
    return switch (type) {
      case Type.Any any -> any;
      case Type.Array array -> Type.NUMBER;
      case Type.Set set -> set.element();
      case Type.Obj object -> {
        Type keys = null;
        for (Member member : object.members()) {
          keys = or(keys, of(member.key()));
        }
        yield object.keys() == null ? keys : or(keys, object.keys());
      }
      case Type.Or or -> {
        Type keys = null;
        for (Type each : or.types()) {
          Type own = keys(each);
          keys = own == null ? keys : or(own, keys);
        }
        yield keys;
      }
      case null, default -> null;
    };
  }

  /** What a reference into it may find; null for scalars. */
  static @Nullable Type values(@Nullable Type type) {
    return switch (type) {
      case Type.Any any -> any;
      case Type.Array array -> {
        Type values = array.rest();
        for (Type item : array.prefix()) {
          values = or(values, item);
        }
        yield values;
      }
      case Type.Set set -> set.element();
      case Type.Obj object -> {
        Type values = object.values();
        for (Member member : object.members()) {
          values = or(values, member.value());
        }
        yield values;
      }
      case Type.Or or -> {
        Type values = null;
        for (Type each : or.types()) {
          Type own = values(each);
          values = own == null ? values : or(values, own);
        }
        yield values;
      }
      case null, default -> null;
    };
  }

  /** Whether a value could be of both types. */
  static boolean fit(@Nullable Type a, @Nullable Type b) {
    if (a == null || b == null || a instanceof Type.Unknown || b instanceof Type.Unknown) {
      return false;
    }
    boolean wideA = a instanceof Type.Any || a instanceof Type.Or;
    boolean wideB = b instanceof Type.Any || b instanceof Type.Or;
    if (wideA || wideB) {
      return wideA && fitsOne(a, b) || wideB && fitsOne(b, a);
    }
    return switch (a) {
      case Type.Array left -> b instanceof Type.Array right && arrays(left, right);
      case Type.Obj left -> b instanceof Type.Obj right && objects(left, right);
      case Type.Set left -> b instanceof Type.Set right && fit(left.element(), right.element());
      case Type.Function left ->
          b instanceof Type.Function right
              && left.arguments().size() == right.arguments().size()
              && allFit(left.arguments(), right.arguments());
      default -> a.equals(b);
    };
  }

  private static boolean fitsOne(Type wide, Type type) {
    if (type instanceof Type.Function) {
      return false;
    }
    return wide instanceof Type.Any
        || wide instanceof Type.Or or && or.types().stream().anyMatch(each -> fit(each, type));
  }

  private static boolean allFit(List<Type> a, List<Type> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!fit(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean arrays(Type.Array a, Type.Array b) {
    return prefixFits(a, b)
        && prefixFits(b, a)
        && (a.rest() == null || b.rest() == null || fit(a.rest(), b.rest()));
  }

  private static boolean prefixFits(Type.Array a, Type.Array b) {
    for (int i = 0; i < a.prefix().size(); i++) {
      Type other = i < b.prefix().size() ? b.prefix().get(i) : b.rest();
      if (!fit(a.prefix().get(i), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean objects(Type.Obj a, Type.Obj b) {
    return membersFit(a, b)
        && membersFit(b, a)
        && (a.values() == null || b.values() == null || fit(a.values(), b.values()));
  }

  private static boolean membersFit(Type.Obj a, Type.Obj b) {
    for (Member member : a.members()) {
      if (!fit(member.value(), at(b, member.key()))) {
        return false;
      }
    }
    return true;
  }

  /** As messages name it: {@code array[string]}. */
  static String text(@Nullable Type type) {
    return switch (type) {
      case null -> "nothing";
      case Type.Unknown unknown -> "unknown";
      case Type.Any any -> "any";
      case Type.Null n -> "null";
      case Type.Bool bool -> "boolean";
      case Type.Num number -> "number";
      case Type.Text text -> "string";
      case Type.Array array -> {
        List<String> parts = new ArrayList<>(array.prefix().stream().map(Types::text).toList());
        if (array.rest() != null) {
          parts.add("any number of " + text(array.rest()));
        }
        yield "array<" + shortened(parts) + ">";
      }
      case Type.Set set -> "set<" + text(set.element()) + ">";
      case Type.Obj object -> {
        List<String> parts =
            new ArrayList<>(
                object.members().stream().map(m -> m.key() + ": " + text(m.value())).toList());
        if (object.values() != null) {
          parts.add("[" + text(object.keys()) + "]: " + text(object.values()));
        }
        yield "object<" + shortened(parts) + ">";
      }
      case Type.Or or -> or.types().stream().map(Types::text).collect(Collectors.joining(" or "));
      case Type.Function function -> "function";
    };
  }

  private static String shortened(List<String> parts) {
    return parts.size() <= 6
        ? String.join(", ", parts)
        : String.join(", ", parts.subList(0, 6)) + ", ...";
  }
}
