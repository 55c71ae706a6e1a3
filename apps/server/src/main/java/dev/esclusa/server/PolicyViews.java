package dev.esclusa.server;

import dev.esclusa.control.ControlPlane;
import dev.esclusa.control.Payloads;
import dev.esclusa.control.Recorded;
import dev.esclusa.control.Tally;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Finding;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Waiver;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the API shows of packs and waivers. */
final class PolicyViews {
  private final ControlPlane plane;
  private final Views views;

  PolicyViews(ControlPlane plane, Views views) {
    this.plane = plane;
    this.views = views;
  }

  /**
   * A waiver and who used it.
   *
   * @param declared absent where the configuration in force has none of that name any more
   * @param useCount of all changes, whether the caller may read them or not
   * @param uses in changes that the caller may read, oldest first
   */
  record WaiverView(
      String waiver,
      @Nullable Waiver declared,
      int useCount,
      @Nullable Instant lastUsedAt,
      List<UseView> uses) {}

  /** An admission that counted on it. */
  record UseView(ChangeId change, String target, Instant at) {}

  List<Tally.PackTally> packs() {
    return plane.tally().packs();
  }

  /**
   * @param readable whether the caller may read a change
   */
  List<WaiverView> waivers(Predicate<Recorded> readable) {
    return plane.tally().waivers().stream().map(it -> view(it, readable)).toList();
  }

  private WaiverView view(Tally.WaiverTally tally, Predicate<Recorded> readable) {
    List<Tally.Use> uses = tally.uses();
    return new WaiverView(
        tally.waiver(),
        tally.declared(),
        uses.size(),
        uses.stream().map(Tally.Use::at).max(Instant::compareTo).orElse(null),
        uses.stream().map(it -> use(it, readable)).filter(Objects::nonNull).toList());
  }

  private @Nullable UseView use(Tally.Use use, Predicate<Recorded> readable) {
    Recorded change = plane.ledger().change(use.change());
    return change == null || !readable.test(change)
        ? null
        : new UseView(use.change(), views.summary(change).target(), use.at());
  }

  /** The waivers that a decision counts on, as they were when it was made. */
  static List<Waiver> conditions(ControlPlane plane, Payloads.@Nullable Decided decided) {
    List<String> named =
        decided == null
            ? List.of()
            : decided.decision().findings().stream()
                .map(Finding::waiver)
                .filter(Objects::nonNull)
                .toList();
    if (decided == null || named.isEmpty()) {
      return List.of();
    }
    try {
      return plane.estateAt(decided.configurationCommit()).waivers().stream()
          .filter(it -> named.contains(it.name()))
          .toList();
    } catch (ProblemException e) {
      return List.of(); // the findings name them; only their words cannot be read now
    }
  }
}
