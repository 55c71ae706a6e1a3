package dev.esclusa.stack;

import dev.esclusa.model.ChangeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a stack, first in, first out. A value: it can be made again at any time from the
 * changes that are approved and not begun, each with the instant since when.
 *
 * @param holder who has the stack now; absent while it is free
 * @param waiting in the order in which they go
 */
public record StackQueue(@Nullable ChangeId holder, List<Waiting> waiting) {
  public static final StackQueue EMPTY = new StackQueue(null, List.of());

  /**
   * One that waits.
   *
   * @param reason why it does not go now, beyond those before it; empty when there is none
   */
  public record Waiting(ChangeId change, Instant since, String reason) {
    private boolean before(Waiting other) {
      int order = since.compareTo(other.since);
      return order < 0 || (order == 0 && change.compareTo(other.change) < 0);
    }
  }

  /**
   * A place in the queue.
   *
   * @param number from 1
   * @param words e.g. {@code 2nd for this stack; c-1 has it, then c-2}
   */
  public record Position(int number, String words) {}

  public StackQueue {
    waiting = List.copyOf(waiting);
  }

  /** Whoever waits already keeps the place, with the newer reason. */
  public StackQueue joined(ChangeId change, Instant since, String reason) {
    if (change.equals(holder)) {
      return this;
    }
    Instant first =
        waiting.stream()
            .filter(it -> it.change.equals(change))
            .map(Waiting::since)
            .findFirst()
            .orElse(since);
    Waiting one = new Waiting(change, first, reason);
    List<Waiting> next = new ArrayList<>(left(change).waiting);
    int place = 0;
    while (place < next.size() && next.get(place).before(one)) {
      place++;
    }
    next.add(place, one);
    return new StackQueue(holder, next);
  }

  /** Without one that has the stack or waits for it. */
  public StackQueue left(ChangeId change) {
    return new StackQueue(
        change.equals(holder) ? null : holder,
        waiting.stream().filter(it -> !it.change.equals(change)).toList());
  }

  /** Who may go now: the first, when the stack is free. */
  public Optional<ChangeId> next() {
    return holder != null || waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(waiting.getFirst().change);
  }

  /**
   * The first has the stack now.
   *
   * @throws IllegalStateException when it is not the turn of this one
   */
  public StackQueue begun(ChangeId change) {
    if (!next().equals(Optional.of(change))) {
      throw new IllegalStateException("it is not the turn of " + change);
    }
    return new StackQueue(change, waiting.subList(1, waiting.size()));
  }

  /** Empty for one that does not wait. */
  public Optional<Position> position(ChangeId change) {
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.get(i).change.equals(change)) {
        return Optional.of(new Position(i + 1, words(i)));
      }
    }
    return Optional.empty();
  }

  private String words(int index) {
    StringBuilder words = new StringBuilder(ordinal(index + 1)).append(" for this stack");
    if (holder != null) {
      words.append("; ").append(holder).append(" has it");
    }
    if (index > 0) {
      words.append(holder == null ? "; " : ", then ").append(waiting.get(index - 1).change);
      words.append(holder == null ? " goes before" : "");
    }
    String reason = waiting.get(index).reason;
    return reason.isEmpty() ? words.toString() : words + "; " + reason;
  }

  private static String ordinal(int number) {
    boolean teen = number % 100 / 10 == 1;
    return number
        + switch (teen ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }
}
