package dev.esclusa.control;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lifecycle;
import dev.esclusa.model.TargetUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A target's way in, as the journal has it: who is in it, and who waits before it. First in, first
 * out: a change comes in when it has become approved, in the order of the log. A value that can be
 * made again at any time; nothing is stored for it.
 *
 * @param holder who has the lane; absent while it is free
 * @param waiting in the order in which they go
 */
public record Lane(@Nullable Holder holder, List<Waiting> waiting) {
  /** The change that is applied now, or whose apply nobody saw end. */
  public record Holder(ChangeId change, boolean inDoubt, Instant since) {}

  /**
   * An approved change that has not begun.
   *
   * @param position from 1
   * @param refused code of the newest refusal of admission; absent before one
   */
  public record Waiting(ChangeId change, int position, Instant since, @Nullable String refused) {}

  /** Where in the log a change has become approved, for good so far. */
  private record Entry(Recorded change, Change.Approved state, long index, Instant since) {}

  public Lane {
    waiting = List.copyOf(waiting);
  }

  /** Empty for a change that does not wait for the lane. */
  public Optional<Waiting> of(ChangeId change) {
    return waiting.stream().filter(it -> it.change().equals(change)).findFirst();
  }

  static Lane of(Ledger ledger, TargetUid target) {
    Holder holder = null;
    List<Entry> entries = new ArrayList<>();
    for (ChangeId id : ledger.target(target).open()) {
      Recorded change = ledger.change(id);
      if (change == null) {
        continue;
      }
      if (change.change() instanceof Change.Approved it) {
        entries.add(entry(change, it));
      } else if (change.change() instanceof Change.Applying) {
        holder = holder(change, Fact.ApplyStarted.class, false);
      } else if (change.change() instanceof Change.InDoubt) {
        holder = holder(change, Fact.RunnerLost.class, true);
      }
    }
    entries.sort(Comparator.comparingLong(Entry::index));
    List<Waiting> waiting = new ArrayList<>();
    for (Entry one : entries) {
      Fact.AdmissionRefused refused = one.state().refused();
      waiting.add(
          new Waiting(
              one.change().id(),
              waiting.size() + 1,
              one.since(),
              refused == null ? null : refused.code()));
    }
    return new Lane(holder, waiting);
  }

  private static Holder holder(
      Recorded change, Class<? extends Fact.OfChange> since, boolean inDoubt) {
    long index = change.indexOf(since);
    Instant at =
        change.marks().stream()
            .filter(it -> it.index() == index)
            .map(Recorded.Mark::at)
            .findFirst()
            .orElse(change.movedAt());
    return new Holder(change.id(), inDoubt, at);
  }

  /** An approval that lapsed and came again puts its change at the end. */
  private static Entry entry(Recorded change, Change.Approved state) {
    Change folded = Lifecycle.begin(change.marks().getFirst().fact());
    Recorded.Mark since = change.marks().getFirst();
    for (Recorded.Mark mark : change.marks().subList(1, change.marks().size())) {
      boolean before = folded instanceof Change.Approved;
      folded = Lifecycle.next(folded, mark.fact());
      if (folded instanceof Change.Approved && !before) {
        since = mark;
      }
    }
    return new Entry(change, state, since.index(), since.at());
  }
}
