package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Lane;
import dev.esclusa.control.Payloads;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.TargetRecord;
import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who waits for the lane of a target, and why, in the words of people. */
final class LaneViews {
  private final ControlPlane plane;

  LaneViews(ControlPlane plane) {
    this.plane = plane;
  }

  Views.LaneView of(TargetRecord target) {
    Lane lane = plane.lane(target.uid());
    return new Views.LaneView(
        holder(target, lane.holder()),
        lane.waiting().stream()
            .map(it -> waiting(target, lane, it))
            .filter(Objects::nonNull)
            .toList());
  }

  /** Absent for a change that does not wait for the lane. */
  Views.@Nullable WaitingView of(Recorded change) {
    TargetRecord target = plane.ledger().target(change.target());
    Lane lane = plane.lane(change.target());
    return lane.of(change.id()).map(it -> waiting(target, lane, it)).orElse(null);
  }

  /** On one line; nothing for one whose turn has come. */
  List<String> waitsFor(Recorded change, Change.Approved state) {
    Lane lane = plane.lane(change.target());
    int position = lane.of(change.id()).map(Lane.Waiting::position).orElse(1);
    Lane.Holder holder = lane.holder();
    List<String> words = new ArrayList<>();
    if (holder != null && !holder.change().equals(change.id()) && !goesInside(change, holder)) {
      words.add("the lane, position " + position + ": " + shortly(holder));
    } else if (position > 1) {
      ChangeId before = lane.waiting().get(position - 2).change();
      words.add("the lane, position " + position + ": after " + before);
    }
    if (state.refused() instanceof Fact.AdmissionRefused refused) {
      words.add("admission, refused with " + refused.code());
    }
    return words;
  }

  private static String shortly(Lane.Holder holder) {
    return holder.change() + (holder.inDoubt() ? " is in doubt" : " is being applied");
  }

  private Views.@Nullable HolderView holder(TargetRecord target, Lane.@Nullable Holder holder) {
    return holder == null
        ? null
        : new Views.HolderView(
            holder.change(),
            holder.inDoubt() ? "in-doubt" : "applying",
            holder.since(),
            words(target, holder));
  }

  private String words(TargetRecord target, Lane.Holder holder) {
    String since = shortly(holder) + " since " + holder.since();
    return holder.inDoubt() ? since + "; " + leadsOut(target, holder.change()) : since;
  }

  private String leadsOut(TargetRecord target, ChangeId doubt) {
    return target.open().stream()
        .map(plane.ledger()::change)
        .filter(Objects::nonNull)
        .filter(
            it ->
                it.change().intent() instanceof Intent.Recover recover
                    && recover.change().equals(doubt))
        .findFirst()
        .map(it -> it.id() + ", which leads it out, is " + it.change().state())
        .orElse("look at what it did, then lead it out with: esclusa recover " + doubt);
  }

  private Views.@Nullable WaitingView waiting(TargetRecord target, Lane lane, Lane.Waiting one) {
    Recorded change = plane.ledger().change(one.change());
    return change == null
        ? null
        : new Views.WaitingView(
            one.change(),
            change.change().intent().word(),
            one.position(),
            lane.waiting().size(),
            one.since(),
            reasons(target, lane, one, change));
  }

  private List<String> reasons(TargetRecord target, Lane lane, Lane.Waiting one, Recorded change) {
    List<String> reasons = new ArrayList<>();
    Lane.Holder holder = lane.holder();
    if (holder != null) {
      reasons.add(
          goesInside(change, holder)
              ? "it goes inside the lane of " + holder.change()
              : words(target, holder));
    }
    if (one.position() > 1 && !(change.change().intent() instanceof Intent.Recover)) {
      reasons.add(lane.waiting().get(one.position() - 2).change() + " came before it");
    }
    if (plane.ledger().installation().paused()) {
      reasons.add("everything is paused");
    } else if (target.paused()) {
      reasons.add("the target is paused");
    }
    refusal(change).map(it -> "not admitted: " + it).ifPresent(reasons::add);
    return reasons;
  }

  private static boolean goesInside(Recorded change, Lane.Holder holder) {
    return switch (change.change().intent()) {
      case Intent.Recover it -> it.change().equals(holder.change());
      case Intent.Unlock _ -> holder.inDoubt();
      default -> false;
    };
  }

  private Optional<Problem> refusal(Recorded change) {
    if (!(change.change() instanceof Change.Approved approved) || approved.refused() == null) {
      return Optional.empty();
    }
    Payloads.Because because =
        plane.story().payload(change.indexOf(Fact.AdmissionRefused.class), Payloads.Because.class);
    return because == null ? Optional.empty() : because.problems().stream().findFirst();
  }
}
