package dev.esclusa.control;

import dev.esclusa.control.Journal.Wanted;
import dev.esclusa.control.Journal.Work;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The work items of an {@link InMemoryJournal}, one for each kind and key. Not safe by itself. */
final class InMemoryWork {
  private final Map<Name, Item> items = new TreeMap<>();
  private long claims;

  void want(Wanted wanted) {
    Name name = new Name(wanted.kind(), wanted.key());
    Item item = items.get(name);
    items.put(name, item == null ? Item.free(wanted.dueAt(), 0) : item.wanted(wanted.dueAt()));
  }

  List<Work> take(int max, Instant now, Instant heldUntil) {
    List<Name> due =
        items.entrySet().stream()
            .filter(entry -> !entry.getValue().readyAt.isAfter(now))
            .sorted(Comparator.comparing(entry -> entry.getValue().readyAt))
            .limit(max)
            .map(Map.Entry::getKey)
            .toList();
    return due.stream().map(name -> take(name, heldUntil)).toList();
  }

  private Work take(Name name, Instant heldUntil) {
    Item was = items.get(name);
    int attempt = was == null ? 1 : was.attempt + 1;
    long claim = ++claims;
    items.put(name, new Item(heldUntil, attempt, claim, null));
    return new Work(name.kind, name.key, attempt, claim);
  }

  /**
   * @return when the item is due again, because it was asked for while it was held
   */
  @Nullable Instant done(Work work) {
    Name name = new Name(work.kind(), work.key());
    Item item = items.get(name);
    if (item == null || item.claim != work.claim()) {
      return null;
    }
    if (item.askedAt == null) {
      items.remove(name);
    } else {
      items.put(name, Item.free(item.askedAt, 0));
    }
    return item.askedAt;
  }

  void again(Work work, Instant at) {
    Name name = new Name(work.kind(), work.key());
    Item item = items.get(name);
    if (item != null && item.claim == work.claim()) {
      items.put(name, Item.free(earlier(item.askedAt, at), item.attempt));
    }
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one != null && one.isBefore(other) ? one : other;
  }

  private record Name(String kind, String key) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      return Comparator.comparing(Name::kind).thenComparing(Name::key).compare(this, other);
    }
  }

  /**
   * @param readyAt when it may be taken: while it is held, the end of the hold
   * @param claim of the worker that holds it, 0 for none
   * @param askedAt earliest due time that was asked for while it was held
   */
  private record Item(Instant readyAt, int attempt, long claim, @Nullable Instant askedAt) {
    static Item free(Instant readyAt, int attempt) {
      return new Item(readyAt, attempt, 0, null);
    }

    Item wanted(Instant dueAt) {
      return claim == 0
          ? free(earlier(readyAt, dueAt), attempt)
          : new Item(readyAt, attempt, claim, earlier(askedAt, dueAt));
    }
  }
}
