package dev.esclusa.control;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.plan.Staleness;
import java.util.List;

/** Finds out whether a waiting change still means what was judged, and replaces it where not. */
final class Stale {
  private final Shared shared;
  private final Proposer proposer;

  Stale(Shared shared, Proposer proposer) {
    this.shared = shared;
    this.proposer = proposer;
  }

  /** Plans again; true when the change was replaced because the world or Git has moved. */
  boolean replaceIfMoved(Recorded seen, Planning.Outcome now) {
    return switch (now) {
      case Planning.Outcome.Broken it -> {
        replace(seen, "it can no longer be planned: " + it.problems().getFirst());
        yield true;
      }
      case Planning.Outcome.Ready it -> {
        Plan before = shared.story.plan(seen);
        if (before.hash().equals(it.plan().hash())) {
          yield false;
        }
        replace(seen, "the plan is stale: " + difference(before, it.plan()));
        yield true;
      }
    };
  }

  /** Judges again by the rules in force now; true when the change was replaced. */
  boolean replaceIfJudgedOtherwise(Recorded seen, Change.Judged judged) {
    Payloads.Proposed proposed = shared.story.proposed(seen);
    Estate estate = shared.estates.now();
    PolicyDecision now = Driver.decision(shared.story.plan(seen), proposed, estate);
    if (now.verdictHash().equals(judged.decided().verdictHash())) {
      return false;
    }
    replace(seen, "the rules of " + estate.commit().substring(0, 12) + " judge it otherwise");
    return true;
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
