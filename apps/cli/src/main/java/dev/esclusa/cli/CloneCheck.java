package dev.esclusa.cli;

import dev.esclusa.cli.StoredParts.Decided;
import dev.esclusa.desired.Desired;
import dev.esclusa.desired.DesiredOutcome;
import dev.esclusa.desired.RemoteBases;
import dev.esclusa.estate.ConfigurationTarget;
import dev.esclusa.estate.EstateReader;
import dev.esclusa.estate.EstateReading;
import dev.esclusa.model.Address;
import dev.esclusa.model.Authority;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.Estate;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Project;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Revision;
import dev.esclusa.policy.Packs;
import dev.esclusa.tempo.Chance;
import dev.esclusa.tree.SourceTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares a plan with a clone of the root repository that the approver trusts: the configuration
 * hash, the target's declaration, and what Git asks for. What a clone cannot tell is named.
 */
final class CloneCheck {
  static final String CLONE = "your clone";
  private static final int KEY_BYTES = 32;

  private final Plan plan;
  private final Decided decided;
  private final RepositoryClone clone;
  private final RemoteBases bases;
  private final Chance chance;
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param bases of other repositories, fetched by the approver too
   */
  CloneCheck(Plan plan, Decided decided, RepositoryClone clone, RemoteBases bases, Chance chance) {
    this.plan = plan;
    this.decided = decided;
    this.clone = clone;
    this.bases = bases;
    this.chance = chance;
  }

  /** What stands unchecked where no clone is given. */
  static List<Check> withoutClone() {
    String because = "no clone is given (--repo DIR)";
    return List.of(
        new Check.Unchecked("desired hash against Git", because),
        new Check.Unchecked("configuration hash against Git", because));
  }

  List<Check> run() {
    String commit = decided.configurationCommit();
    switch (EstateReader.read(commit, clone.at(commit), new Packs()::problems)) {
      case EstateReading.Refused it ->
          checks.add(
              new Check.Differs(
                  "configuration at commit " + commit,
                  "in force",
                  it.problems().getFirst().toString(),
                  CLONE));
      case EstateReading.Read it -> against(it.estate());
    }
    return List.copyOf(checks);
  }

  private void against(Estate estate) {
    Managed managed = managed(estate);
    if (managed == null) {
      String because =
          "target "
              + plan.target().name()
              + " is not declared at the configuration's commit "
              + decided.configurationCommit();
      checks.add(new Check.Unchecked("configuration hash against Git", because));
      checks.add(new Check.Unchecked("desired hash against Git", because));
      return;
    }
    checks.add(
        Check.of(
            "configuration hash against Git",
            plan.configHash(),
            estate.configHash(managed.target(), managed.document()),
            CLONE));
    checks.add(Check.of("target's declaration", plan.target(), managed.target(), CLONE));
    desired(estate, managed);
  }

  private @org.jspecify.annotations.Nullable Managed managed(Estate estate) {
    return plan.target().authority().equals(Authority.CONFIGURATION)
        ? ConfigurationTarget.of(estate)
        : estate.target(plan.target().uid());
  }

  private void desired(Estate estate, Managed managed) {
    Revision revision = plan.revision();
    if (revision == null || plan.intent() instanceof dev.esclusa.model.Intent.Decommission) {
      unchecked("a change of this kind follows no manifests");
    } else if (plan.target().authority().equals(Authority.CONFIGURATION)) {
      configuration(tree(revision), revision.commit());
    } else if (!managed.source().inRoot()) {
      unchecked("the manifests lie in " + managed.source().repository() + ", not in this clone");
    } else {
      manifests(estate, managed, tree(revision));
    }
  }

  private void unchecked(String because) {
    checks.add(new Check.Unchecked("desired hash against Git", because));
  }

  private SourceTree tree(Revision revision) {
    return switch (revision.origin()) {
      case Revision.Origin.Mainline _ -> clone.at(revision.commit());
      case Revision.Origin.Proposal it -> clone.merged(it.mainline(), revision.commit());
    };
  }

  private void configuration(SourceTree tree, String commit) {
    switch (EstateReader.read(commit, tree, new Packs()::problems)) {
      case EstateReading.Refused it -> unreadable(it.problems().getFirst().toString());
      case EstateReading.Read it ->
          checks.add(
              Check.of(
                  "desired hash against Git",
                  plan.desiredHash(),
                  ConfigurationTarget.desired(it).hash(),
                  CLONE));
    }
  }

  private void manifests(Estate estate, Managed managed, SourceTree tree) {
    Project project = estate.project(managed.target().project());
    if (project == null) {
      unchecked("project " + managed.target().project() + " is not declared");
      return;
    }
    switch (Desired.of(tree, managed, project, randomKey(), bases)) {
      case DesiredOutcome.Broken it -> unreadable(it.problems().getFirst().toString());
      case DesiredOutcome.Ready it ->
          rendered(it.state(), Desired.of(tree, managed, project, randomKey(), bases));
    }
  }

  private void unreadable(String problem) {
    checks.add(new Check.Differs("desired state", "rendered", problem, CLONE));
  }

  /**
   * The desired hash masks secrets under a key that only the installation has. Where two other keys
   * give one hash, nothing is masked, and the hash can be compared; else the objects can.
   */
  private void rendered(DesiredState state, DesiredOutcome again) {
    boolean maskFree =
        again instanceof DesiredOutcome.Ready other && other.state().hash().equals(state.hash());
    boolean files = isFilesOfAnEngine(state);
    if (maskFree) {
      checks.add(Check.of("desired hash against Git", plan.desiredHash(), state.hash(), CLONE));
    } else if (files) {
      unchecked("it masks values of variables under a key that only the installation has");
    } else {
      unchecked(
          "it masks secret values under a key that only the installation has; the objects are"
              + " compared instead");
    }
    if (files) {
      checks.add(
          new Check.Unchecked(
              "objects against Git", "only the engine can tell what it makes of the files"));
    } else {
      checks.addAll(new ObjectCheck(plan, state).run());
    }
  }

  /** By what the clone asks for, not by what the server says of its plan. */
  private static boolean isFilesOfAnEngine(DesiredState state) {
    return state.resources().stream().anyMatch(it -> it.address() instanceof Address.Terraform);
  }

  private Redaction randomKey() {
    return new Redaction(chance.bytes(KEY_BYTES));
  }
}
