package dev.esclusa.evidence;

import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Stream;
import dev.esclusa.tree.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether leaves follow each other without a gap: in the change, and about the target. */
final class ChainCheck {
  private ChainCheck() {}

  static void stream(ChangeId change, List<Logged> facts, Notes notes) {
    if (facts.isEmpty()) {
      throw Refuted.chain("bundle", "It has no fact of change " + change + ".");
    }
    Stream stream = Stream.of(change);
    Digest previous = null;
    for (int i = 0; i < facts.size(); i++) {
      Logged fact = facts.get(i);
      if (!fact.envelope().stream().equals(stream)) {
        throw Refuted.chain(
            fact.place(), "It belongs to " + fact.envelope().stream() + ", not to " + stream + ".");
      }
      if (fact.envelope().sequence() != i + 1) {
        throw Refuted.chain(
            fact.place(),
            "It is number "
                + fact.envelope().sequence()
                + " of its stream, wanted is number "
                + (i + 1)
                + ".");
      }
      follows(fact, fact.envelope().previousInStream(), previous, "fact of the change");
      previous = fact.leafHash();
    }
    notes.checked("facts 1 to " + facts.size() + " of the change follow each other without a gap");
  }

  /** Every leaf about a target names the one before it, so none in between can be left out. */
  static void target(List<Logged> facts, List<Logged> others, Notes notes) {
    Logged first = facts.getFirst();
    for (Logged other : others) {
      if (other.envelope().stream().equals(first.envelope().stream())) {
        throw Refuted.chain(other.place(), "It is a fact of the change, not one beside it.");
      }
      if (other.index() < first.index() || other.index() > facts.getLast().index()) {
        throw Refuted.chain(other.place(), "It lies outside of the change's time.");
      }
    }
    List<Logged> all = new ArrayList<>(facts);
    all.addAll(others);
    all.sort(Comparator.comparingLong(Logged::index));
    Logged previous = null;
    for (Logged leaf : all) {
      if (!Objects.equals(leaf.envelope().target(), first.envelope().target())) {
        throw Refuted.chain(leaf.place(), "It is about target " + leaf.envelope().target() + ".");
      }
      if (previous != null) {
        after(leaf, previous);
      }
      previous = leaf;
    }
    note(first, all, others, notes);
  }

  private static void after(Logged leaf, Logged previous) {
    follows(
        leaf, leaf.envelope().previousOfTarget(), previous.leafHash(), "entry about its target");
    if (leaf.envelope().recordedAt().isBefore(previous.envelope().recordedAt())) {
      throw Refuted.chain(
          leaf.place(),
          "It was recorded at "
              + leaf.envelope().recordedAt()
              + ", before "
              + previous.place()
              + ".");
    }
  }

  private static void note(Logged first, List<Logged> all, List<Logged> others, Notes notes) {
    notes.checked(
        "all "
            + all.size()
            + " entries about the target from leaf "
            + first.index()
            + " to leaf "
            + all.getLast().index()
            + " are here, "
            + others.size()
            + " of them of other streams");
    if (first.envelope().previousOfTarget() != null) {
      notes.unchecked("what happened to the target before leaf " + first.index());
    }
  }

  private static void follows(
      Logged leaf, @Nullable Digest named, @Nullable Digest before, String what) {
    if (!Objects.equals(named, before)) {
      throw Refuted.chain(
          leaf.place(),
          "The "
              + what
              + " before it is "
              + (named == null ? "none" : named)
              + ", the bundle has "
              + (before == null ? "none" : before)
              + ".");
    }
  }
}
