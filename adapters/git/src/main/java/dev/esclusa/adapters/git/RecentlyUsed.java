package dev.esclusa.adapters.git;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by id, those used last, within a total weight. Safe for many threads. */
final class RecentlyUsed<V> {
  private final long weightMax;
  private final Map<String, Weighed<V>> values = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  private record Weighed<V>(V value, long weight) {}

  RecentlyUsed(long weightMax) {
    this.weightMax = weightMax;
  }

  synchronized @Nullable V get(String id) {
    Weighed<V> weighed = values.get(id);
    return weighed == null ? null : weighed.value();
  }

  synchronized void put(String id, V value, long itsWeight) {
    if (itsWeight > weightMax / 4) {
      return;
    }
    Weighed<V> former = values.put(id, new Weighed<>(value, itsWeight));
    weight += itsWeight - (former == null ? 0 : former.weight());
    Iterator<Weighed<V>> eldest = values.values().iterator();
    while (weight > weightMax && eldest.hasNext()) {
      weight -= eldest.next().weight();
      eldest.remove();
    }
  }
}
