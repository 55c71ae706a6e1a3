package dev.esclusa.adapters.database;

import java.util.LinkedHashMap;
import java.util.Map;

/** The newest of something, by key, up to a number. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final int MAX = 50_000;

  Recent() {
    super(1024, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > MAX;
  }
}
