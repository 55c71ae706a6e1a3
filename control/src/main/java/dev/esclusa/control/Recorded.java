package dev.esclusa.control;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.TargetUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A change as the journal has it.
 *
 * @param marks its entries, oldest first
 * @param proposedAt when it began
 * @param movedAt when its newest fact was recorded
 */
public record Recorded(Change change, List<Mark> marks, Instant proposedAt, Instant movedAt) {

  /** One entry: where it stands in the log and which fact it holds. */
  public record Mark(long index, Fact.OfChange fact, Instant at) {}

  public Recorded {
    marks = List.copyOf(marks);
  }

  Recorded plus(Change next, Mark mark) {
    List<Mark> more = new ArrayList<>(marks);
    more.add(mark);
    return new Recorded(next, more, proposedAt, mark.at());
  }

  public ChangeId id() {
    return change.id();
  }

  public TargetUid target() {
    return change.target();
  }

  /** Position of its newest entry in its stream. */
  public long sequence() {
    return marks.size();
  }

  /** Log index of its newest fact of a type, or -1. */
  public long indexOf(Class<? extends Fact.OfChange> type) {
    for (int i = marks.size() - 1; i >= 0; i--) {
      if (type.isInstance(marks.get(i).fact())) {
        return marks.get(i).index();
      }
    }
    return -1;
  }

  /** It neither waits nor moves any more. */
  public boolean settled() {
    return change instanceof Change.Settled || change instanceof Change.Proven;
  }

  /** The state before its evidence was sealed, or the state it is in. */
  public Change unsealed() {
    return change instanceof Change.Proven proven ? proven.was() : change;
  }
}
