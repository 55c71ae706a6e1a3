package dev.esclusa.plan;

import static dev.esclusa.model.Risk.Level.CRITICAL;
import static dev.esclusa.model.Risk.Level.HIGH;
import static dev.esclusa.model.Risk.Level.LOW;
import static dev.esclusa.model.Risk.Level.MEDIUM;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.Risk;
import dev.esclusa.model.RiskTier;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.model.Target;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How dangerous a list of changes is, in words. A pure function of what everybody can see of a
 * plan, so that anyone can compute it again from the plan's bytes. The environment is no reason:
 * rules weigh that.
 */
public final class RiskAssessment {
  private static final int MANY = 20;
  private static final int VERY_MANY = 100;
  private static final int MAX_REASONS = 50;
  private static final Pointer TEMPLATE = Pointer.of("spec", "template");
  private static final Pointer REPLICAS = Pointer.of("spec", "replicas");
  private static final Pointer SELECTOR = Pointer.of("spec", "selector");

  /** Kinds whose objects govern others; a change of them reaches far beyond one object. */
  private static final Set<String> GOVERNING =
      Set.of("ApprovalRule", "Team", "AllowedSigners", "Environment", "Cluster", "PolicyPack");

  private record Reason(Risk.Level level, String words) {
    static final Comparator<Reason> WORST_FIRST =
        Comparator.comparing(Reason::level).reversed().thenComparing(Reason::words);
  }

  private final List<Reason> reasons = new ArrayList<>();

  private RiskAssessment() {}

  /**
   * @param saved the authority's own plan, which may know more reasons
   */
  public static Risk of(Target target, List<ResourceChange> changes, @Nullable SavedPlan saved) {
    RiskAssessment assessment = new RiskAssessment();
    if (saved != null) {
      saved.concerns().forEach(it -> assessment.reasons.add(new Reason(it.level(), it.words())));
    }
    List<ResourceChange> moving =
        changes.stream().filter(it -> it.action() != Action.NOTHING).toList();
    moving.forEach(assessment::weigh);
    assessment.weighNumber(moving.size());
    assessment.weighTier(target, moving);
    return assessment.risk(moving.stream().anyMatch(it -> it.action().destroys()));
  }

  private Risk risk(boolean destructive) {
    Risk.Level level =
        reasons.stream().map(Reason::level).max(Comparator.naturalOrder()).orElse(LOW);
    List<String> words =
        new ArrayList<>(reasons.stream().sorted(Reason.WORST_FIRST).map(Reason::words).toList());
    if (words.size() > MAX_REASONS) {
      int more = words.size() - MAX_REASONS;
      words.subList(MAX_REASONS, words.size()).clear();
      words.add("and " + more + " more reasons");
    }
    return new Risk(level, words, destructive);
  }

  private void weigh(ResourceChange change) {
    weighAction(change);
    weighUnpredicted(change);
    weighTaken(change);
    switch (change.address()) {
      case Address.Kubernetes it -> weighKubernetes(change, it);
      case Address.Configuration it -> weighConfiguration(change, it);
      case Address.Terraform _ -> {
        // what a stack's resources mean is for rules to say
      }
    }
  }

  private void weighAction(ResourceChange change) {
    switch (change.action()) {
      case DELETE -> add(change.guarded() ? CRITICAL : HIGH, "deletes", change, guard(change));
      case REPLACE ->
          add(change.guarded() ? CRITICAL : HIGH, "deletes and makes anew", change, guard(change));
      case ADOPT -> add(MEDIUM, "takes over an object that Esclusa did not make:", change, "");
      case FORGET -> add(LOW, "stops looking after", change, "");
      case NOTHING, CREATE, UPDATE -> {
        // no reason by itself
      }
    }
  }

  private static String guard(ResourceChange change) {
    return change.guarded() ? ", which takes data or other objects with it" : "";
  }

  private void weighUnpredicted(ResourceChange change) {
    String because = change.unpredictedBecause();
    if (because != null && change.action() != Action.REPLACE) {
      add(MEDIUM, "cannot be predicted yet:", change, " (" + because + ")");
    }
  }

  private void weighTaken(ResourceChange change) {
    for (FieldChange field : change.fields()) {
      String holder = field.takenFrom();
      if (holder != null) {
        add(MEDIUM, "takes " + field.pointer() + " from " + holder + " in", change, "");
      }
    }
  }

  private void weighNumber(int count) {
    if (count > MANY) {
      reasons.add(new Reason(count > VERY_MANY ? HIGH : MEDIUM, "changes " + count + " objects"));
    }
  }

  /** Whatever a critical target suffers weighs one level more. */
  private void weighTier(Target target, List<ResourceChange> moving) {
    if (target.riskTier() != RiskTier.CRITICAL || moving.isEmpty()) {
      return;
    }
    Risk.Level worst =
        reasons.stream().map(Reason::level).max(Comparator.naturalOrder()).orElse(LOW);
    Risk.Level raised = Risk.Level.values()[Math.min(worst.ordinal() + 1, CRITICAL.ordinal())];
    reasons.add(new Reason(raised, "the target is declared critical"));
  }

  // --- what the authorities' objects mean ---

  private void weighConfiguration(ResourceChange change, Address.Configuration address) {
    add(
        GOVERNING.contains(address.kind()) ? HIGH : MEDIUM,
        GOVERNING.contains(address.kind())
            ? "changes who may do what:"
            : "changes the configuration:",
        change,
        "");
  }

  private void weighKubernetes(ResourceChange change, Address.Kubernetes address) {
    if (change.action() == Action.FORGET) {
      return;
    }
    switch (address.group()) {
      case "rbac.authorization.k8s.io" -> add(HIGH, "changes permissions:", change, "");
      case "admissionregistration.k8s.io" ->
          add(HIGH, "changes what the whole cluster admits:", change, "");
      case "apiextensions.k8s.io" ->
          add(
              change.action() == Action.CREATE ? MEDIUM : HIGH,
              change.action() == Action.CREATE ? "adds a kind:" : "changes a kind:",
              change,
              "");
      default -> {
        if (change.action() == Action.UPDATE || change.action() == Action.ADOPT) {
          weighFields(change, address);
        }
      }
    }
  }

  private void weighFields(ResourceChange change, Address.Kubernetes address) {
    boolean workload =
        Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicationController")
            .contains(address.kind());
    if (workload && touches(change, TEMPLATE)) {
      add(LOW, "restarts the pods of", change, "");
    }
    if (change.fields().stream().anyMatch(RiskAssessment::scalesToZero)) {
      add(HIGH, "scales to zero:", change, "");
    }
    if (address.kind().equals("Service") && touches(change, SELECTOR)) {
      add(MEDIUM, "sends traffic elsewhere:", change, "");
    }
  }

  private static boolean touches(ResourceChange change, Pointer place) {
    return change.fields().stream()
        .anyMatch(it -> it.pointer().startsWith(place) || place.startsWith(it.pointer()));
  }

  private static boolean scalesToZero(FieldChange field) {
    return field.pointer().equals(REPLICAS) && Value.of(0).equals(field.after());
  }

  private void add(Risk.Level level, String before, ResourceChange change, String after) {
    reasons.add(new Reason(level, before + " " + change.address().text() + after));
  }
}
