package dev.esclusa.tree;

import java.util.LinkedHashMap;
import java.util.Map;

/** A sealed interface: each of its records, told apart by {@code kind}. */
final class SealedCodec implements Codec {
  private final Map<String, Class<?>> variants = new LinkedHashMap<>();

  SealedCodec(Class<?> type) {
    collect(type);
  }

  private void collect(Class<?> type) {
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isInterface() && permitted.isSealed()) {
        collect(permitted);
      } else if (permitted.isRecord()) {
        Class<?> former = variants.put(Codecs.kebab(permitted.getSimpleName()), permitted);
        if (former != null && former != permitted) {
          throw Codecs.noForm(type.getName() + " with two records named " + former.getSimpleName());
        }
      } else {
        throw Codecs.noForm(permitted.getName() + ", permitted by " + type.getName() + " but no record,");
      }
    }
  }

  @Override
  public Value write(Object object) {
    return Codecs.of(object.getClass()).write(object);
  }

  @Override
  public Object read(Value value, Trail trail) {
    Value kind = trail.mapping(value).get(RecordCodec.KIND);
    String wanted = "one of " + String.join(", ", variants.keySet());
    if (kind == null) {
      throw trail.refused("TRE-0013", "The kind is missing", "Write kind: " + wanted + ".", null);
    }
    trail.enter(RecordCodec.KIND);
    String name = trail.text(kind, wanted);
    Class<?> variant = variants.get(name);
    if (variant == null) {
      throw trail.misfit(wanted, name, null);
    }
    trail.leave();
    return Codecs.of(variant).read(value, trail);
  }
}
