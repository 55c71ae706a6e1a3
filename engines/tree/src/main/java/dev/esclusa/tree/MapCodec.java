package dev.esclusa.tree;

import dev.esclusa.tree.Value.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps whose keys travel as text: strings, enums, digests, transparent records of these. */
final class MapCodec implements Codec {
  private final Codec key;
  private final Codec item;

  MapCodec(Codec key, Codec item) {
    this.key = key;
    this.item = item;
  }

  @Override
  public Value write(Object object) {
    LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) object).entrySet()) {
      if (!(key.write(entry.getKey()) instanceof Text(String name))) {
        throw Codecs.noForm("A map with keys of " + entry.getKey().getClass().getName());
      }
      entries.put(name, item.write(entry.getValue()));
    }
    return Value.Mapping.owning(entries);
  }

  @Override
  public Object read(Value value, Trail trail) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, Value> entry : trail.mapping(value).entries().entrySet()) {
      trail.enter(entry.getKey());
      map.put(key.read(new Text(entry.getKey()), trail), item.read(entry.getValue(), trail));
      trail.leave();
    }
    return Collections.unmodifiableMap(map);
  }
}
