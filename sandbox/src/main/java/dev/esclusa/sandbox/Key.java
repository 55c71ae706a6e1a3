package dev.esclusa.sandbox;

import java.util.Comparator;

/**
 * Where an object is kept, whatever version it is asked for in: {@code
 * apps/deployments/crm-dev/crm-core}.
 */
record Key(String group, String plural, String namespace, String name) implements Comparable<Key> {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::group)
          .thenComparing(Key::plural)
          .thenComparing(Key::namespace)
          .thenComparing(Key::name);

  static Key cluster(String group, String plural, String name) {
    return new Key(group, plural, "", name);
  }

  boolean isOf(String group, String plural) {
    return this.plural.equals(plural) && this.group.equals(group);
  }

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }
}
