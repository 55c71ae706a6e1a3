package dev.esclusa.terraform;

import dev.esclusa.terraform.RiskFact.Kind;
import dev.esclusa.tree.Pointer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a risk classifier reads in a plan, the weightiest first.
 *
 * @param omitted how many facts found no room
 */
public record RiskFacts(List<RiskFact> facts, Summary summary, int omitted) {
  private static final int MAX_FACTS = 10_000;
  private static final int MANY = 10;

  public RiskFacts {
    facts = List.copyOf(facts);
  }

  public static RiskFacts of(PlanDocument plan) {
    List<RiskFact> facts = new ArrayList<>();
    ofPlan(plan, facts);
    for (ResourceChange change : plan.changes()) {
      ofChange(change, plan.configuration(), facts);
    }
    ofConfiguration(plan, facts);
    Summary summary = Summary.of(plan);
    if (summary.destroy() > MANY) {
      facts.add(
          new RiskFact(
              Kind.MANY_DESTROYED,
              Severity.HIGH,
              "",
              summary.destroy() + " objects are destroyed by one apply."));
    }
    facts.sort(
        Comparator.comparing(RiskFact::severity)
            .reversed()
            .thenComparing(RiskFact::kind)
            .thenComparing(RiskFact::address)
            .thenComparing(RiskFact::reason));
    int omitted = Math.max(0, facts.size() - MAX_FACTS);
    return new RiskFacts(facts.subList(0, facts.size() - omitted), summary, omitted);
  }

  /** The severity of the weightiest fact; low when there is none. */
  public Severity worst() {
    return facts.isEmpty() ? Severity.LOW : facts.getFirst().severity();
  }

  private static void ofPlan(PlanDocument plan, List<RiskFact> facts) {
    if (plan.errored()) {
      facts.add(
          new RiskFact(
              Kind.ERRORED, Severity.CRITICAL, "", "Planning failed; the plan is not whole."));
    }
    if (Boolean.FALSE.equals(plan.complete()) || !plan.deferred().isEmpty()) {
      facts.add(
          new RiskFact(
              Kind.INCOMPLETE,
              Severity.MEDIUM,
              "",
              "The plan is not complete (an error, a target or deferred changes): a further run"
                  + " must follow."));
    }
    for (String part : plan.unknownParts()) {
      facts.add(
          new RiskFact(
              Kind.UNKNOWN_PART,
              Severity.MEDIUM,
              "",
              "The plan has a part " + part + " that this version does not judge."));
    }
    for (CheckResult check : plan.checks()) {
      if (check.failed()) {
        facts.add(
            new RiskFact(
                Kind.FAILED_CHECK,
                Severity.MEDIUM,
                check.address(),
                check.address() + " has status " + check.status() + "; the engine goes on."));
      }
    }
  }

  private static void ofChange(
      ResourceChange change, ConfigurationFacts configuration, List<RiskFact> facts) {
    String address = change.address();
    switch (change.step()) {
      case NO_OP, READ, CREATE, UPDATE -> {}
      case DELETE -> destroyed(change, "is destroyed" + because(change), Kind.DESTROY, facts);
      case DELETE_CREATE, CREATE_DELETE -> replaced(change, facts);
      case FORGET ->
          facts.add(
              new RiskFact(
                  Kind.FORGET,
                  Severity.MEDIUM,
                  address,
                  address + " leaves management and stays; the engine does not count it."));
      case UNKNOWN ->
          facts.add(
              new RiskFact(
                  Kind.UNKNOWN_ACTION,
                  Severity.CRITICAL,
                  address,
                  address + " has actions that this version does not know."));
    }
    if (change.moved()) {
      facts.add(
          new RiskFact(
              Kind.MOVE,
              Severity.LOW,
              address,
              address + " was " + change.previousAddress() + " before."));
    }
    if (change.importing()) {
      facts.add(
          new RiskFact(
              Kind.IMPORT,
              Severity.LOW,
              address,
              address + " is an existing object that comes under management."));
    }
    if (change.step() != Step.NO_OP && change.step() != Step.READ && change.step() != Step.FORGET) {
      facts.addAll(
          SecurityView.of(
              address, change.type(), change.before(), change.after(), set(change, configuration)));
    }
  }

  /** What only the provider will compute is no risk of this configuration. */
  private static Set<String> set(ResourceChange change, ConfigurationFacts configuration) {
    Set<String> names = new TreeSet<>(change.unknown().markedKeys());
    names.removeIf(it -> !configuration.sets(change.configAddress(), it));
    return names;
  }

  private static void destroyed(
      ResourceChange change, String what, Kind kind, List<RiskFact> facts) {
    boolean data = RiskRules.BUILT_IN.holdsData(change.type()) && change.managed();
    String deposed = change.deposed() == null ? "" : " (a deposed object)";
    facts.add(
        new RiskFact(
            kind,
            data ? Severity.HIGH : Severity.MEDIUM,
            change.address(),
            change.address() + deposed + " " + what + "."));
    if (data) {
      facts.add(
          new RiskFact(
              Kind.DATA_LOSS,
              Severity.CRITICAL,
              change.address(),
              change.address() + deposed + " holds data that its destruction may take along."));
    }
  }

  private static void replaced(ResourceChange change, List<RiskFact> facts) {
    if ("replace_because_tainted".equals(change.actionReason())) {
      boolean data = RiskRules.BUILT_IN.holdsData(change.type());
      facts.add(
          new RiskFact(
              Kind.TAINTED,
              data ? Severity.CRITICAL : Severity.MEDIUM,
              change.address(),
              change.address() + " is tainted by an earlier failure; check it before it goes."));
    }
    Set<String> forcing = new TreeSet<>();
    change.replacePaths().stream().map(Pointer::toString).forEach(forcing::add);
    String why = forcing.isEmpty() ? because(change) : " because of " + String.join(", ", forcing);
    destroyed(change, "is destroyed and created anew" + why, Kind.REPLACE, facts);
  }

  private static String because(ResourceChange change) {
    String reason = change.actionReason();
    return reason == null ? "" : " (" + reason + ")";
  }

  private static void ofConfiguration(PlanDocument plan, List<RiskFact> facts) {
    ConfigurationFacts configuration = plan.configuration();
    for (ConfigurationFacts.Provisioner it : configuration.provisioners()) {
      facts.add(
          new RiskFact(
              Kind.PROVISIONER,
              Severity.MEDIUM,
              it.address(),
              it.address() + " has a " + it.type() + " provisioner: no plan shows what it does."));
    }
    for (ConfigurationFacts.ProgramRead it : configuration.programs()) {
      facts.add(
          new RiskFact(
              Kind.PROGRAM_DATA,
              Severity.MEDIUM,
              it.address(),
              it.address() + " runs a program or reaches out while planning (" + it.type() + ")."));
    }
    for (ConfigurationFacts.Module it : configuration.modules()) {
      if (!it.local() && !it.source().isEmpty()) {
        facts.add(
            new RiskFact(
                Kind.REMOTE_MODULE,
                it.versionConstraint().isEmpty() && !it.source().contains("ref=")
                    ? Severity.MEDIUM
                    : Severity.LOW,
                it.address(),
                it.address() + " comes from outside of the checkout."));
      }
    }
  }
}
