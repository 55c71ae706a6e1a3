package dev.esclusa.plan;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.PlanObjects;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.Target;
import dev.esclusa.plan.Prediction.Live;
import dev.esclusa.plan.Prediction.Predicted;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans. A pure function: no clock, no network, no chance; the same input gives the same
 * bytes.
 */
public final class Planner {
  private final PlanInput input;
  private final Map<Address, Resource> desired = new HashMap<>();
  private final Map<Address, Predicted> predicted = new HashMap<>();
  private final ChangeOfObject changeOf;

  private Planner(PlanInput input) {
    this.input = input;
    this.changeOf = new ChangeOfObject(input);
    input.desired().resources().forEach(it -> desired.putIfAbsent(it.address(), it));
    input.prediction().resources().forEach(it -> predicted.putIfAbsent(it.address(), it));
  }

  /** Predicts the transition, or says everything that forbids it. */
  public static PlanOutcome plan(PlanInput input) {
    Planner planner = new Planner(input);
    List<Problem> problems = planner.problems();
    return problems.isEmpty()
        ? new PlanOutcome.Ready(planner.plan())
        : new PlanOutcome.Refused(problems);
  }

  /**
   * What the plan is about, whole and redacted, for rules that read more than differences.
   *
   * @param changedFiles paths that differ from what is in place
   */
  public static PlanObjects objects(PlanInput input, List<String> changedFiles) {
    return RedactedObjects.of(input, changedFiles);
  }

  private Plan plan() {
    List<ChangeOfObject.Found> found = new ArrayList<>();
    for (Predicted one : predicted.values()) {
      ChangeOfObject.Found change = changeOf.of(one, bodyOf(one));
      if (change != null) {
        found.add(change);
      }
    }
    List<ResourceChange> changes = ChangeOrder.ordered(found);
    List<Precondition> preconditions = preconditions(changes);
    List<ResourceChange> unresolved = unresolved();
    return new Plan(
        input.target(),
        input.intent(),
        input.revision(),
        changes,
        preconditions,
        input.desired().hash(),
        input.configHash(),
        input.prediction().artifact(),
        input.desired().renderer(),
        risk(changes),
        input.computedAt(),
        Plan.hashOf(
            input.target().uid(),
            input.intent(),
            changes,
            preconditions,
            input.prediction().artifact(),
            unresolved),
        input.desired().readSetHash(),
        unresolved);
  }

  /** What nobody wants to hear of is left out. */
  private List<ResourceChange> unresolved() {
    List<ResourceChange> left = new ArrayList<>();
    for (ResourceChange one : input.prediction().unresolved()) {
      List<FieldChange> fields =
          one.fields().stream().filter(it -> !ignored(one.address(), it.pointer())).toList();
      boolean asWhole = one.fields().isEmpty() && !ignored(one.address(), Pointer.ROOT);
      if (asWhole || !fields.isEmpty()) {
        left.add(
            new ResourceChange(
                one.address(),
                one.action(),
                fields,
                one.wave(),
                one.phase(),
                one.guarded(),
                one.unpredictedBecause()));
      }
    }
    return left;
  }

  private boolean ignored(Address address, Pointer field) {
    return input.ignores().stream()
        .anyMatch(it -> it.covers(input.target().name(), address, field));
  }

  /** What moves between targets is told beside the risk; nobody can see it in the changes. */
  private Risk risk(List<ResourceChange> changes) {
    Risk risk = RiskAssessment.of(input.target(), changes, input.prediction().artifact());
    List<String> reasons = new ArrayList<>(risk.reasons());
    for (ResourceChange change : changes) {
      Target giver = input.moves().from().get(change.address());
      Target receiver = input.moves().to().get(change.address());
      if (giver != null && change.action() == Action.ADOPT) {
        reasons.add(change.address().text() + " comes from target " + giver.name());
      } else if (receiver != null && change.action() == Action.FORGET) {
        reasons.add(change.address().text() + " goes to target " + receiver.name());
      }
    }
    return new Risk(risk.level(), reasons, risk.destructive());
  }

  /** Git's own body, not the echo of it that came back with the prediction. */
  private @Nullable Value bodyOf(Predicted one) {
    if (authorityListsAll()) {
      return one.desired() == null ? one.predicted() : one.desired();
    }
    Resource wanted = desired.get(one.address());
    return wanted == null ? null : wanted.body();
  }

  /** A saved plan names its own resources; Git holds the sources that they are made from. */
  private boolean authorityListsAll() {
    return input.prediction().artifact() != null;
  }

  // --- what forbids a plan ---

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    problems.addAll(doubledAddresses());
    problems.addAll(missingAnswers());
    for (Resource wanted : input.desired().resources()) {
      Predicted answer = predicted.get(wanted.address());
      Live live = answer == null ? null : answer.live();
      if (live != null && live.owner() != null && !mayHave(wanted.address(), live.owner())) {
        problems.add(claimedByAnother(wanted, live.owner()));
      }
      if (answer != null && live != null && answer.immutable() && !isOurs(live)) {
        problems.add(cannotBeMadeAnew(wanted, answer));
      }
    }
    return problems;
  }

  private List<Problem> doubledAddresses() {
    List<Problem> problems = new ArrayList<>();
    Map<Address, Resource> first = new HashMap<>();
    for (Resource one : input.desired().resources()) {
      Resource other = first.putIfAbsent(one.address(), one);
      if (other != null) {
        problems.add(
            Problem.caller(
                "PLN-0002",
                "target "
                    + input.target().name()
                    + " asks twice for "
                    + one.address().text()
                    + ": "
                    + place(other)
                    + " and "
                    + place(one)
                    + ".",
                "Keep one of them."));
      }
    }
    return problems;
  }

  /** What an authority does not answer for is not known to be absent. */
  private List<Problem> missingAnswers() {
    if (authorityListsAll()) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    Set<Address> asked = new HashSet<>(desired.keySet());
    asked.addAll(input.inventory().addresses());
    for (Address address : asked.stream().sorted().toList()) {
      if (!predicted.containsKey(address)) {
        problems.add(
            Problem.environment(
                "PLN-0003",
                "the authority of target "
                    + input.target().name()
                    + " gave no answer for "
                    + address.text()
                    + "; wanted its live state, or that it is absent.",
                "Plan again; if it stays so, look at the authority's own log."));
      }
    }
    if (input.target().authority().equals(Authority.CONFIGURATION)) {
      return problems; // it tells of every document in force, asked or not
    }
    for (Predicted one : input.prediction().resources()) {
      if (!asked.contains(one.address())) {
        problems.add(
            Problem.environment(
                "PLN-0004",
                "the authority of target "
                    + input.target().name()
                    + " answered for "
                    + one.address().text()
                    + ", which nobody asked for.",
                "Plan again; if it stays so, look at the authority's own log."));
      }
    }
    return problems;
  }

  /** What is ours, and what the target whose marker it carries no longer asks for. */
  private boolean mayHave(Address address, Ownership holder) {
    Target giver = input.moves().from().get(address);
    return holder.equals(input.ownership())
        || (giver != null
            && holder.equals(new Ownership(input.ownership().installation(), giver.uid())));
  }

  /** Authorities whose state holds nothing but ours put no markers. */
  private boolean isOurs(Live live) {
    return authorityListsAll()
        || input.target().authority().equals(Authority.CONFIGURATION)
        || input.ownership().equals(live.owner());
  }

  /** What is not ours yet is not deleted either, not even to come back as it should be. */
  private Problem cannotBeMadeAnew(Resource wanted, Predicted answer) {
    return Problem.caller(
        "PLN-0009",
        wanted.address().text()
            + " ("
            + place(wanted)
            + ") is to be taken over by target "
            + input.target().name()
            + " and cannot become what Git says without being deleted: "
            + answer.unpredictedBecause()
            + ".",
        "Ask for it as it is, let that be applied, and change it in a later commit.");
  }

  private Problem claimedByAnother(Resource wanted, Ownership holder) {
    boolean ourInstallation = holder.installation().equals(input.ownership().installation());
    return Problem.caller(
        "PLN-0001",
        wanted.address().text()
            + " ("
            + place(wanted)
            + ") is claimed by target "
            + input.target().name()
            + " (uid "
            + input.target().uid()
            + ") and belongs to target "
            + holder.target()
            + (ourInstallation ? "" : " of installation " + holder.installation())
            + ". Nothing was applied.",
        "Remove it from one of the two.");
  }

  private static String place(Resource resource) {
    return resource.position() == null ? "no file" : resource.position().toString();
  }

  // --- what must still hold ---

  private List<Precondition> preconditions(List<ResourceChange> changes) {
    List<Precondition> found = new ArrayList<>();
    for (ResourceChange change : changes) {
      Predicted one = predicted.get(change.address());
      Precondition condition = one == null ? null : precondition(change, one.live());
      if (condition != null) {
        found.add(condition);
      }
    }
    String mark = input.prediction().mark();
    if (mark != null) {
      found.add(new Precondition.Unmoved(wholeOf(), mark));
    }
    return found;
  }

  private static @Nullable Precondition precondition(ResourceChange change, @Nullable Live live) {
    if (change.action() == Action.NOTHING) {
      return null;
    }
    return live == null
        ? new Precondition.Absent(change.address())
        : new Precondition.Exists(
            change.address(),
            live.uid(),
            change.fields().stream()
                .map(
                    field ->
                        new FieldChange(
                            field.pointer(), field.before(), null, field.sensitive(), null))
                .toList());
  }

  /** The name of the whole state in preconditions and instructions about all of it. */
  private Address wholeOf() {
    return input.target().authority().equals(Authority.CONFIGURATION)
        ? new Address.Configuration("Configuration", input.target().name().name())
        : new Address.Terraform("state of " + input.target().name());
  }
}
