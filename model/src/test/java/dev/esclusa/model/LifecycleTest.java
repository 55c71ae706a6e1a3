package dev.esclusa.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final Map<String, Fact.OfChange> facts = Facts.all();

  /** The picture of DESIGN 1.2 as a table: from, fact, to. */
  private static final String PICTURE =
      """
      proposed plan-computed planned
      proposed change-stopped stopped
      planned policy-decided awaiting-approval
      planned change-stopped stopped
      awaiting-approval approval-granted approved
      awaiting-approval approval-carried approved
      awaiting-approval change-stopped stopped
      approved approval-carried -
      approved approval-lapsed awaiting-approval
      approved admission-refused approved
      approved apply-started applying
      approved change-stopped stopped
      applying step-started applying
      applying apply-finished applied
      applying runner-lost in-doubt
      in-doubt recovery-decided applying
      applied result-verified verified
      denied evidence-sealed proven
      stopped evidence-sealed proven
      verified evidence-sealed proven
      """;

  private Map<String, Change> states() {
    Change proposed = Lifecycle.begin(fact("change-proposed"));
    Change planned = next(proposed, "plan-computed");
    Change denied = Lifecycle.next(planned, Facts.decided(PolicyDecision.Outcome.DENY));
    Change awaiting = next(planned, "policy-decided");
    Change approved = next(awaiting, "approval-granted");
    Change applying = next(approved, "apply-started");
    Change inDoubt = next(applying, "runner-lost");
    Change applied = next(applying, "apply-finished");
    Change verified = next(applied, "result-verified");
    Change stopped = next(proposed, "change-stopped");
    Change proven = next(verified, "evidence-sealed");
    Map<String, Change> states = new LinkedHashMap<>();
    for (Change state :
        List.of(
            proposed, planned, denied, awaiting, approved, applying, inDoubt, applied, verified,
            stopped, proven)) {
      states.put(state.state(), state);
    }
    return states;
  }

  private Fact.OfChange fact(String type) {
    Fact.OfChange fact = facts.get(type);
    assertThat(fact).as(type).isNotNull();
    return fact;
  }

  private Change next(Change change, String type) {
    return Lifecycle.next(change, fact(type));
  }

  @Test
  void everyPairOfStateAndFactDoesWhatThePictureSays() {
    Map<String, String> picture =
        PICTURE
            .lines()
            .map(line -> line.split(" "))
            .filter(row -> !row[2].equals("-"))
            .collect(Collectors.toMap(row -> row[0] + " " + row[1], row -> row[2]));
    Set<String> moved = new TreeSet<>();
    states()
        .forEach(
            (name, state) ->
                facts.forEach(
                    (type, fact) -> {
                      try {
                        moved.add(name + " " + type + " " + Lifecycle.next(state, fact).state());
                      } catch (IllegalMove e) {
                        assertThat(picture).doesNotContainKey(name + " " + type);
                      }
                    }));
    assertThat(moved)
        .containsExactlyInAnyOrderElementsOf(
            picture.entrySet().stream().map(it -> it.getKey() + " " + it.getValue()).toList());
  }

  @Test
  void everyStateAndEveryFactIsWalked() {
    assertThat(facts.values())
        .extracting(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(records(Fact.OfChange.class));
    assertThat(states().values())
        .extracting(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(records(Change.class));
  }

  @SuppressWarnings("unchecked")
  private static List<Class<Object>> records(Class<?> sealed) {
    List<Class<Object>> all = new ArrayList<>();
    for (Class<?> one : sealed.getPermittedSubclasses()) {
      if (one.isRecord()) {
        all.add((Class<Object>) one);
      } else {
        records(one).stream().filter(it -> !all.contains(it)).forEach(all::add);
      }
    }
    return all.stream().distinct().toList();
  }

  @Test
  void anApplyMayNotConsumeAnApprovalThatDoesNotStand() {
    Change approved = states().get("approved");
    assertThatThrownBy(() -> Lifecycle.next(approved, Facts.started(Facts.digest("another"))))
        .isInstanceOf(IllegalMove.class);
    assertThatThrownBy(() -> Lifecycle.next(approved, Facts.started()))
        .isInstanceOf(IllegalMove.class);
  }

  @Test
  void twoApprovalsOfOnePersonCountOnce() {
    Change planned = states().get("planned");
    Change waiting =
        Lifecycle.next(
            planned,
            new Fact.PolicyDecided(
                PolicyDecision.Outcome.REQUIRE_APPROVAL,
                List.of(2),
                Facts.digest("decision"),
                Facts.digest("verdict"),
                Facts.digest("pack")));
    Change once = Lifecycle.next(waiting, grant("one", Facts.BEN));
    Change twice = Lifecycle.next(once, grant("two", Facts.BEN));
    assertThat(twice).isInstanceOf(Change.AwaitingApproval.class);
    assertThat(Lifecycle.next(twice, grant("three", Facts.ANA)))
        .isInstanceOf(Change.Approved.class);
  }

  private static Fact.ApprovalGranted grant(String binding, PersonId approver) {
    return new Fact.ApprovalGranted(Facts.digest(binding), approver, List.of(0), Facts.LATER);
  }

  @Test
  void aStepIsStartedOnceUnlessItsRunnerWasLost() {
    Change applying = states().get("applying");
    Change stepping = next(applying, "step-started");
    assertThatThrownBy(() -> next(stepping, "step-started")).isInstanceOf(IllegalMove.class);
    Change resumed = next(next(stepping, "runner-lost"), "recovery-decided");
    assertThat(next(resumed, "step-started")).isInstanceOf(Change.Applying.class);
  }

  @Test
  void aRecoveryNeedsANewerToken() {
    Change doubt = states().get("in-doubt");
    assertThatThrownBy(
            () ->
                Lifecycle.next(
                    doubt,
                    new Fact.RecoveryDecided(
                        Fact.RecoveryDecided.Verdict.RESUME, "server-b", 4, null)))
        .isInstanceOf(IllegalMove.class);
  }

  @Test
  void theFoldOfALifeIsItsLastState() {
    List<Fact.OfChange> life =
        Arrays.asList(
            fact("change-proposed"),
            fact("plan-computed"),
            fact("policy-decided"),
            fact("approval-granted"),
            fact("apply-started"),
            fact("step-started"),
            fact("step-finished"),
            fact("apply-finished"),
            fact("result-verified"),
            fact("evidence-sealed"));
    assertThat(Lifecycle.fold(life)).isInstanceOf(Change.Proven.class);
  }
}
