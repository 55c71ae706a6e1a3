package dev.esclusa.control;

import dev.esclusa.model.Address;
import dev.esclusa.model.Approval;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PolicyDecision;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.tree.Canonical;
import dev.esclusa.tree.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads the payloads of the journal: what a change wanted, planned, decided and did. */
public final class Story {
  private static final int DECLARATIONS_KEPT = 20_000;

  private final Journal journal;
  // By log index, whose payload never changes; a sync looks at all of them.
  private final Map<Long, Managed> declarations = new ConcurrentHashMap<>();

  public Story(Journal journal) {
    this.journal = journal;
  }

  /**
   * @throws dev.esclusa.model.ProblemException CALLER when it was erased
   */
  public Payloads.Proposed proposed(Recorded change) {
    return need(change, Fact.ChangeProposed.class, Payloads.Proposed.class);
  }

  public Managed managed(Recorded change) {
    return proposed(change).managed();
  }

  public Plan plan(Recorded change) {
    return planned(change).plan();
  }

  /** The plan with what it is about. */
  public Payloads.Planned planned(Recorded change) {
    return need(change, Fact.PlanComputed.class, Payloads.Planned.class);
  }

  public PolicyDecision decision(Recorded change) {
    return need(change, Fact.PolicyDecided.class, Payloads.Decided.class).decision();
  }

  /** What an apply in doubt may or may not have touched; empty where nobody can name it. */
  public List<Address> inDoubt(Recorded change) {
    long index = change.indexOf(Fact.RunnerLost.class);
    Payloads.Because because = index < 0 ? null : payload(index, Payloads.Because.class);
    List<Address> named = because == null ? null : because.inDoubt();
    return named == null ? List.of() : named;
  }

  /** Every approval that was granted or carried, whether it stands or not. */
  public List<Approval> approvals(Recorded change) {
    List<Approval> approvals = new ArrayList<>();
    for (Recorded.Mark mark : change.marks()) {
      if (mark.fact() instanceof Fact.ApprovalGranted
          || mark.fact() instanceof Fact.ApprovalCarried) {
        Payloads.Granted granted = payload(mark.index(), Payloads.Granted.class);
        if (granted != null) {
          approvals.add(granted.approval());
        }
      }
    }
    return approvals;
  }

  /** The newest recorded result of each step, by index. */
  public Map<Integer, StepResult> stepResults(Recorded change) {
    Map<Integer, StepResult> results = new HashMap<>();
    for (Recorded.Mark mark : change.marks()) {
      if (mark.fact() instanceof Fact.StepStarted started) {
        results.remove(started.index());
      } else if (mark.fact() instanceof Fact.StepFinished finished) {
        Payloads.StepEnded ended = payload(mark.index(), Payloads.StepEnded.class);
        if (ended != null) {
          results.put(finished.index(), ended.result());
        }
      }
    }
    return results;
  }

  public Inventory inventory(TargetRecord target) {
    if (target.inventory() < 0) {
      return Inventory.empty(target.uid());
    }
    return needAt(target.inventory(), Payloads.Owned.class).inventory();
  }

  public Managed declared(TargetRecord target) {
    Managed known = declarations.get(target.registered());
    if (known != null) {
      return known;
    }
    Managed read = needAt(target.registered(), Payloads.Declared.class).managed();
    if (declarations.size() >= DECLARATIONS_KEPT) {
      declarations.clear();
    }
    declarations.put(target.registered(), read);
    return read;
  }

  private <T extends Record> T need(
      Recorded change, Class<? extends Fact.OfChange> fact, Class<T> type) {
    long index = change.indexOf(fact);
    if (index < 0) {
      throw Problem.caller(
              "CTL-0002",
              "change "
                  + change.id()
                  + " is "
                  + change.change().state()
                  + " and has no "
                  + fact.getSimpleName()
                  + " yet",
              "Watch it with: esclusa watch " + change.id())
          .asException();
    }
    return needAt(index, type);
  }

  private <T extends Record> T needAt(long index, Class<T> type) {
    T payload = payload(index, type);
    if (payload == null) {
      throw Problem.caller(
              "CTL-0003",
              "the payload of log entry " + index + " was erased",
              "The log still proves that it was there; its content is gone for good.")
          .asException();
    }
    return payload;
  }

  /** The payload of an entry, absent when it was erased. */
  public <T extends Record> @Nullable T payload(long index, Class<T> type) {
    Journal.Payload payload = journal.payload(index);
    return payload == null ? null : Records.fromValue(type, Canonical.read(payload.bytes()));
  }
}
