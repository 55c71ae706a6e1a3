package dev.esclusa.tree;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Enum constants in lower-kebab-case. */
final class EnumCodec implements Codec {
  private final Map<String, Object> constants = new LinkedHashMap<>();
  private final Value[] texts;
  private final String wanted;

  EnumCodec(Class<?> type) {
    Object[] all = type.getEnumConstants();
    texts = new Value[all.length];
    for (int i = 0; i < all.length; i++) {
      String name = Codecs.kebab(((Enum<?>) all[i]).name().toLowerCase(Locale.ROOT));
      constants.put(name, all[i]);
      texts[i] = new Value.Text(name);
    }
    wanted = "one of " + String.join(", ", constants.keySet());
  }

  @Override
  public Value write(Object object) {
    return texts[((Enum<?>) object).ordinal()];
  }

  @Override
  public Object read(Value value, Trail trail) {
    String text = trail.text(value, wanted);
    Object constant = constants.get(text);
    if (constant == null) {
      throw trail.misfit(wanted, text, null);
    }
    return constant;
  }
}
