package dev.esclusa.control;

import dev.esclusa.desired.Claims;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.FieldAddress;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Inventory;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Revision;
import dev.esclusa.model.Target;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.Moves;
import dev.esclusa.plan.PlanInput;
import dev.esclusa.plan.PlanOutcome;
import dev.esclusa.plan.Planner;
import dev.esclusa.plan.Prediction;
import dev.esclusa.plan.PredictionRequest;
import dev.esclusa.tempo.Tempo;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ReadSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a commit to a plan: render, predict, compare. Used to plan, to prove freshness, to look. */
final class Planning {
  private final Desires desires;
  private final Authorities authorities;
  private final Redaction redaction;
  private final Registry registry;
  private final Tempo tempo;
  private final String installation;

  Planning(
      Desires desires,
      Authorities authorities,
      Redaction redaction,
      Registry registry,
      Tempo tempo,
      String installation) {
    this.registry = registry;
    this.desires = desires;
    this.authorities = authorities;
    this.redaction = redaction;
    this.tempo = tempo;
    this.installation = installation;
  }

  /** The targets that are under control, whether Git still declares them or not. */
  interface Registry {
    /** Absent when it never was, or was let go. */
    @Nullable Target target(TargetUid uid);

    /** The commit that it was last brought to. */
    @Nullable String inPlace(TargetUid uid);
  }

  /** What came of it. */
  sealed interface Outcome {
    /**
     * @param desired whole, for the runner only
     * @param prediction likewise
     * @param moves what passes to or from other targets
     */
    record Ready(Plan plan, DesiredState desired, Prediction prediction, Moves moves)
        implements Outcome {}

    record Broken(List<Problem> problems) implements Outcome {}
  }

  /**
   * What to plan.
   *
   * @param revision absent for an intent without a commit
   * @param keep whether the plan is made to be applied, and not only to look
   */
  record Wish(
      Managed managed,
      Intent intent,
      @Nullable Revision revision,
      Inventory inventory,
      Estate estate,
      boolean keep) {
    /** A look. */
    Wish(
        Managed managed,
        Intent intent,
        @Nullable Revision revision,
        Inventory inventory,
        Estate estate) {
      this(managed, intent, revision, inventory, estate, false);
    }

    /** To be applied. */
    Wish kept() {
      return new Wish(managed, intent, revision, inventory, estate, true);
    }
  }

  Ownership ownership(Managed managed) {
    return new Ownership(installation, managed.target().uid());
  }

  /**
   * @throws dev.esclusa.model.ProblemException ENVIRONMENT when the authority gave no answer that a
   *     plan could be made of: that says nothing about the wish
   */
  Outcome plan(Wish wish) {
    return switch (desired(wish)) {
      case DesiredOutcome.Broken it -> new Outcome.Broken(it.problems());
      case DesiredOutcome.Ready it -> unclaimed(wish, it.state());
    };
  }

  /** One owner for each object: a second claimant is told before anything is asked of the world. */
  private Outcome unclaimed(Wish wish, DesiredState desired) {
    List<Problem> conflicts = inPlace(wish.intent()) ? List.of() : desires.conflicts(wish, desired);
    return conflicts.isEmpty() ? predicted(wish, desired) : new Outcome.Broken(conflicts);
  }

  /** It asks for what is in place, which may move away later; nothing comes to it. */
  private static boolean inPlace(Intent intent) {
    return intent instanceof Intent.Restore;
  }

  private Outcome predicted(Wish wish, DesiredState desired) {
    Prediction prediction;
    try {
      prediction = predict(wish, desired, wish.inventory(), List.of());
    } catch (ProblemException e) {
      if (e.problem().fault() == Problem.Fault.CALLER) {
        return new Outcome.Broken(List.of(located(wish, desired, e))); // refuses what Git asks
      }
      throw e;
    }
    PlanInput input = input(wish, desired, prediction, wish.inventory());
    return switch (Planner.plan(input)) {
      case PlanOutcome.Ready it -> new Outcome.Ready(it.plan(), desired, prediction, input.moves());
      case PlanOutcome.Refused it -> refused(it.problems());
    };
  }

  /** With the place in Git where the refused value is written, which no authority can know. */
  private Problem located(Wish wish, DesiredState desired, ProblemException refusal) {
    Problem problem = refusal.problem();
    FieldAddress field = refusal.field();
    if (field == null) {
      return problem;
    }
    return place(wish, field)
        .or(() -> ofObject(desired, field.address()))
        .map(
            at ->
                new Problem(
                    problem.code(), problem.fault(), at + ": " + problem.cause(), problem.fix()))
        .orElse(problem);
  }

  private Optional<Position> place(Wish wish, FieldAddress field) {
    Revision revision = wish.revision();
    return revision == null
        ? Optional.empty()
        : desires.place(wish.managed(), revision.commit(), revision.origin(), field);
  }

  private static Optional<Position> ofObject(DesiredState desired, Address address) {
    return desired.resources().stream()
        .filter(it -> it.address().equals(address))
        .findFirst()
        .flatMap(it -> Optional.ofNullable(it.position()));
  }

  private static Outcome refused(List<Problem> problems) {
    Optional<Problem> passing =
        problems.stream().filter(it -> it.fault() == Problem.Fault.ENVIRONMENT).findFirst();
    if (passing.isPresent()) {
      throw passing.get().asException();
    }
    return new Outcome.Broken(problems);
  }

  Prediction predict(Wish wish, DesiredState desired, Inventory inventory, List<Address> only) {
    Managed managed = wish.managed();
    return authorities
        .of(managed.target())
        .predictor()
        .predict(
            new PredictionRequest(
                managed.target(),
                ownership(managed),
                wish.intent(),
                desired.resources(),
                inventory,
                only,
                wish.keep()));
  }

  PlanInput input(Wish wish, DesiredState desired, Prediction prediction, Inventory inventory) {
    Managed managed = wish.managed();
    Instant now = tempo.now();
    return new PlanInput(
        managed.target(),
        ownership(managed),
        wish.intent(),
        wish.revision(),
        desired,
        managed.onRemove(),
        prediction,
        inventory,
        moves(wish, desired, prediction, inventory),
        wish.estate().configHash(managed.target(), managed.document()),
        redaction,
        wish.estate().ignoresAt(now),
        now);
  }

  /** What a plan is about, for rules that read more than differences. */
  PlanObjects objects(Wish wish, Outcome.Ready ready) {
    return Planner.objects(
        input(wish, ready.desired(), ready.prediction(), wish.inventory()), changedFiles(wish));
  }

  /** What differs from the commit in place; nothing is in place of a target that is new. */
  private List<String> changedFiles(Wish wish) {
    Revision revision = wish.revision();
    String before = registry.inPlace(wish.managed().target().uid());
    return revision == null || before == null
        ? List.of()
        : desires.changedFiles(wish.managed(), before, revision.commit());
  }

  private Moves moves(Wish wish, DesiredState desired, Prediction prediction, Inventory inventory) {
    Target target = wish.managed().target();
    if (target.authority().equals(Authority.CONFIGURATION) || prediction.artifact() != null) {
      return Moves.NONE; // nothing but its own is in its state
    }
    Set<Address> wanted = new HashSet<>();
    desired.resources().forEach(it -> wanted.add(it.address()));
    return new Moves(
        inPlace(wish.intent()) ? Map.of() : comingFrom(target, wanted, prediction),
        desires.elsewhere(
            wish, inventory.addresses().stream().filter(it -> !wanted.contains(it)).toList()));
  }

  /** Whose they were; that these targets no longer ask for them the claims have told already. */
  private Map<Address, Target> comingFrom(
      Target target, Set<Address> wanted, Prediction prediction) {
    Map<Address, Target> from = new HashMap<>();
    for (Prediction.Predicted one : prediction.resources()) {
      Prediction.Live live = one.live();
      Ownership owner = live == null ? null : live.owner();
      if (owner == null
          || !wanted.contains(one.address())
          || !owner.installation().equals(installation)
          || owner.target().equals(target.uid())) {
        continue;
      }
      Target giver = registry.target(owner.target());
      if (giver != null && Claims.onePlace(giver, target)) {
        from.put(one.address(), giver);
      }
    }
    return from;
  }

  /** What Git wants, rendered again. */
  DesiredOutcome desired(Wish wish) {
    Revision revision = wish.revision();
    if (wish.intent() instanceof Intent.Decommission && unmakes(wish.managed())) {
      String commit = registry.inPlace(wish.managed().target().uid());
      if (commit != null) {
        return desires.of(wish.managed(), wish.estate(), commit, new Revision.Origin.Mainline());
      }
    }
    return wish.intent() instanceof Intent.Decommission || revision == null
        ? new DesiredOutcome.Ready(desires.nothing(wish.managed()), ReadSet.of(Map.of()))
        : desires.of(wish.managed(), wish.estate(), revision.commit(), revision.origin());
  }

  /** Where deleting takes what made it: a stack is destroyed by its own files. */
  private static boolean unmakes(Managed managed) {
    return managed.onRemove() == Managed.OnRemove.DELETE
        && managed.target().authority().text().equals("terraform");
  }
}
