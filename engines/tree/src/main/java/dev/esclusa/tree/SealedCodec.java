package dev.esclusa.tree;

import java.util.LinkedHashMap;
import java.util.Map;

/** A sealed interface: each of its records, told apart by the name under its tag. */
final class SealedCodec implements Codec {
  private final Map<String, Class<?>> variants = new LinkedHashMap<>();

  private final String tag;
  private final String wanted;

  SealedCodec(Class<?> type) {
    tag = RecordCodec.tagOf(type);
    collect(type);
    wanted = "one of " + String.join(", ", variants.keySet());
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
        throw Codecs.noForm(
            permitted.getName() + ", permitted by " + type.getName() + " but no record,");
      }
    }
  }

  @Override
  public Value write(Object object) {
    return Codecs.of(object.getClass()).write(object);
  }

  @Override
  public Object read(Value value, Trail trail) {
    Value kind = trail.mapping(value).get(tag);
    if (kind == null) {
      throw trail.refused(
          "TRE-0013", "The " + tag + " is missing", "Write " + tag + ": " + wanted + ".", null);
    }
    trail.enter(tag);
    String name = trail.text(kind, wanted);
    Class<?> variant = variants.get(name);
    if (variant == null) {
      throw trail.misfit(wanted, name, null);
    }
    trail.leave();
    return Codecs.of(variant).read(value, trail);
  }
}
