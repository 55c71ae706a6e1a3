package dev.esclusa.tree;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codec of each Java type, made once per class. */
final class Codecs {
  private static final ClassValue<Codec> BY_CLASS =
      new ClassValue<>() {
        @Override
        protected Codec computeValue(Class<?> type) {
          return make(type);
        }
      };

  private Codecs() {}

  static Codec of(Type type) {
    return switch (type) {
      case Class<?> plain -> BY_CLASS.get(plain);
      case ParameterizedType generic -> ofGeneric(generic);
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0]);
      case TypeVariable<?> variable -> of(variable.getBounds()[0]);
      case GenericArrayType array -> throw noForm(array.getTypeName());
      default -> throw noForm(type.getTypeName());
    };
  }

  /** Whether jspecify's {@code @Nullable} stands on the type. */
  static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /** {@code PlanComputed}, {@code PLAN_COMPUTED} → {@code plan-computed}. */
  static String kebab(String name) {
    StringBuilder kebab = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        kebab.append('-');
      } else {
        if (startsWord(name, i)) {
          kebab.append('-');
        }
        kebab.append(Character.toLowerCase(c));
      }
    }
    return kebab.toString();
  }

  private static boolean startsWord(String name, int i) {
    if (i == 0 || !Character.isUpperCase(name.charAt(i)) || name.charAt(i - 1) == '_') {
      return false;
    }
    boolean lowerBefore = !Character.isUpperCase(name.charAt(i - 1));
    boolean lowerAfter = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
    return lowerBefore || lowerAfter;
  }

  static TreeException noForm(String type) {
    return new TreeException(
        "TRE-0018",
        null,
        type + " has no form as a value.",
        "Use records, sealed interfaces, enums, List, Set, Map<String, …> and plain values.");
  }

  private static Codec ofGeneric(ParameterizedType generic) {
    Class<?> raw = (Class<?>) generic.getRawType();
    Type[] arguments = generic.getActualTypeArguments();
    if (raw == List.class) {
      return CollectionCodec.list(of(arguments[0]));
    }
    if (raw == Set.class) {
      return CollectionCodec.set(of(arguments[0]));
    }
    if (raw == Map.class) {
      return new MapCodec(of(arguments[0]), of(arguments[1]));
    }
    return of(raw);
  }

  private static Codec make(Class<?> type) {
    Codec plain = PlainCodec.of(type);
    if (plain != null) {
      return plain;
    }
    if (type.isRecord()) {
      return isTransparent(type) ? new TransparentCodec(type) : new RecordCodec(type);
    }
    if (type.isEnum() || type.isAnonymousClass() && type.getSuperclass().isEnum()) {
      return new EnumCodec(type.isEnum() ? type : type.getSuperclass());
    }
    if (type.isInterface() && type.isSealed()) {
      return new SealedCodec(type);
    }
    if (List.class.isAssignableFrom(type)) {
      return CollectionCodec.list(Dynamic.INSTANCE);
    }
    if (Set.class.isAssignableFrom(type)) {
      return CollectionCodec.set(Dynamic.INSTANCE);
    }
    if (Map.class.isAssignableFrom(type)) {
      return new MapCodec(Dynamic.INSTANCE, Dynamic.INSTANCE);
    }
    if (type == Object.class) {
      return Dynamic.INSTANCE;
    }
    throw noForm(type.getName());
  }

  private static boolean isTransparent(Class<?> type) {
    boolean marked = type.isAnnotationPresent(Records.Transparent.class);
    for (var component : type.getRecordComponents()) {
      marked |= component.isAnnotationPresent(Records.Transparent.class);
    }
    return marked;
  }

  /** Where only the object itself knows its type: it can be written but not read. */
  private enum Dynamic implements Codec {
    INSTANCE;

    @Override
    public Value write(Object object) {
      return Records.toValue(object);
    }

    @Override
    public Object read(Value value, Trail trail) {
      throw noForm("A type known only at run time");
    }
  }
}
