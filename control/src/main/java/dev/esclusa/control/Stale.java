package dev.esclusa.control;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.plan.Staleness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out whether a waiting change still means what was judged, and replaces it where not. */
final class Stale {
  private static final int MAX_DIFFERENCES = 5;

  private final Shared shared;
  private final Proposer proposer;

  Stale(Shared shared, Proposer proposer) {
    this.shared = shared;
    this.proposer = proposer;
  }

  /** What was planned now where it still is what was judged; else the change was replaced. */
  Planning.Outcome.@Nullable Ready same(Recorded seen, Planning.Outcome now) {
    return switch (now) {
      case Planning.Outcome.Broken it -> {
        replace(seen, "it can no longer be planned: " + it.problems().getFirst());
        yield null;
      }
      case Planning.Outcome.Ready it -> {
        Plan before = shared.story.plan(seen);
        if (before.hash().equals(it.plan().hash())) {
          yield it;
        }
        replace(seen, "the plan is stale: " + difference(before, it.plan()));
        yield null;
      }
    };
  }

  /** Judges again by the rules in force now; true when the change was replaced. */
  boolean replaceIfJudgedOtherwise(Recorded seen, Change.Judged judged) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Estate estate = shared.estates.now();
    Payloads.Planned planned = shared.story.planned(seen);
    if (Judging.lacks(planned, proposed, estate)) {
      replace(seen, "the rules in force now read more than was kept with its plan");
      return true;
    }
    PolicyDecision now = shared.judging.decision(planned, proposed, estate);
    if (now.verdictHash().equals(judged.decided().verdictHash())) {
      return false;
    }
    replace(seen, otherwise(shared.story.decision(seen), now, estate));
    return true;
  }

  /** Which rules made the difference. */
  static String otherwise(PolicyDecision before, PolicyDecision now, Estate estate) {
    List<String> words = differences(before, now);
    String shown = String.join("; ", words.subList(0, Math.min(words.size(), MAX_DIFFERENCES)));
    int more = words.size() - MAX_DIFFERENCES;
    return "the rules of "
        + estate.commit().substring(0, 12)
        + " judge it otherwise"
        + (shown.isEmpty() ? "" : ": " + shown + (more > 0 ? "; and " + more + " more" : ""));
  }

  /** Of two decisions, each in words. */
  static List<String> differences(PolicyDecision before, PolicyDecision now) {
    List<String> words = new ArrayList<>();
    if (before.outcome() != now.outcome()) {
      words.add(word(before.outcome()) + " before, " + word(now.outcome()) + " now");
    }
    now.findings().stream()
        .filter(it -> !before.findings().contains(it))
        .forEach(it -> words.add("new from rule " + it.rule() + ": " + it.message()));
    before.findings().stream()
        .filter(it -> !now.findings().contains(it))
        .forEach(it -> words.add("no longer from rule " + it.rule() + ": " + it.message()));
    now.required().stream()
        .filter(it -> !before.required().contains(it))
        .forEach(
            it ->
                words.add(
                    "rule " + it.rule() + " asks for " + it.count() + " of team " + it.team()));
    before.required().stream()
        .filter(it -> !now.required().contains(it))
        .forEach(it -> words.add("rule " + it.rule() + " no longer asks team " + it.team()));
    if (!before.packHash().equals(now.packHash())) {
      words.add("the packs or their engine are others");
    }
    if (!before.inputHash().equals(now.inputHash())) {
      words.add("what they read is other");
    }
    return words;
  }

  private static String word(PolicyDecision.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String difference(Plan before, Plan now) {
    return switch (Staleness.compare(before, now)) {
      case Staleness.Fresh _ -> "its hash differs";
      case Staleness.Stale it -> String.join("; ", it.differences());
    };
  }

  /** The same wish again, planned and judged anew; approvals of the old change are void. */
  ChangeId replace(Recorded seen, String reason) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Recorder record = shared.record();
    ChangeId next =
        proposer.propose(
            record,
            new Proposer.Proposal(
                proposed.managed(),
                seen.change().intent(),
                proposed.revision(),
                proposed.subject(),
                seen.change().proposed().desiredHash(),
                shared
                    .estates
                    .now()
                    .configHash(proposed.managed().target(), proposed.managed().document()),
                "change " + seen.id(),
                reason,
                proposed.actor()),
            List.of(seen));
    record.write();
    return next;
  }
}
