package dev.esclusa.tree;

import dev.esclusa.tree.RecordShape.Part;
import org.jspecify.annotations.Nullable;

/** A record of one component that travels as that component's value. */
final class TransparentCodec implements Codec {
  private final Class<?> type;
  private final RecordShape shape;
  private final Part part;

  TransparentCodec(Class<?> type) {
    this.type = type;
    shape = new RecordShape(type);
    if (shape.parts.size() != 1 || RecordCodec.isVariant(type)) {
      throw Codecs.noForm(
          "The transparent record " + type.getName() + ", which has several components or a kind,");
    }
    part = shape.parts.getFirst();
  }

  @Override
  public Value write(Object object) {
    Object component = part.get(object);
    if (component == null) {
      throw Codecs.noForm("A transparent " + type.getName() + " of null");
    }
    return part.codec().write(component);
  }

  @Override
  public Object read(Value value, Trail trail) {
    return shape.make(new @Nullable Object[] {part.codec().read(value, trail)}, trail);
  }
}
