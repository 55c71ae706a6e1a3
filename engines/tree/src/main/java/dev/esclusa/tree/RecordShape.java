package dev.esclusa.tree;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constructor and accessors of one record class as method handles. */
final class RecordShape {
  final List<Part> parts = new ArrayList<>();
  private final MethodHandle constructor;

  RecordShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        parts.add(new Part(components[i], lookup.unreflect(components[i].getAccessor())));
      }
      constructor =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, types))
              .asSpreader(Object[].class, types.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot open the record " + type.getName(), e);
    }
  }

  /** Makes the record; what its constructor refuses is refused at the trail's place. */
  @SuppressWarnings("NullAway") // null stands for a nullable component
  Object make(@Nullable Object[] arguments, Trail trail) {
    try {
      return constructor.invokeExact(arguments);
    } catch (TreeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw trail.refused(
          "TRE-0014", "The value is refused: " + e.getMessage(), "Mend the value.", e);
    }
  }

  /** One component; its codec is looked up late because records may contain themselves. */
  static final class Part {
    final String name;
    final boolean nullable;
    private final AnnotatedType type;
    private final MethodHandle accessor;
    private volatile @Nullable Codec codec;

    private Part(RecordComponent component, MethodHandle accessor) {
      this.name = component.getName();
      this.type = component.getAnnotatedType();
      this.nullable = Codecs.isNullable(type);
      this.accessor = accessor.asType(MethodType.methodType(Object.class, Object.class));
    }

    Codec codec() {
      Codec known = codec;
      if (known == null) {
        known = Codecs.of(type.getType());
        codec = known;
      }
      return known;
    }

    @SuppressWarnings("NullAway") // accessors of nullable components return null
    @Nullable Object get(Object record) {
      try {
        return accessor.invokeExact(record);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("the accessor " + name + " failed", e);
      }
    }
  }
}
