package dev.esclusa.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.DesiredState;
import dev.esclusa.model.FieldChange;
import dev.esclusa.model.Intent;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Plan;
import dev.esclusa.model.Precondition;
import dev.esclusa.model.Resource;
import dev.esclusa.model.ResourceChange;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstructionsTest {
  private static final Pointer COLOUR = Pointer.of("data", "colour");

  private final Resource red = Given.configMap("c", "red");
  private final Resource blue = Given.configMap("c", "blue");

  private static DesiredState desired(Resource... resources) {
    return new DesiredState(
        Given.OURS.target(),
        List.of(resources),
        Given.digest("desired"),
        Given.digest("read"),
        "plain/1");
  }

  private static ResourceChange change(Address address, Action action, FieldChange... fields) {
    return new ResourceChange(address, action, List.of(fields), 0, "sync", false, null);
  }

  private static Present present(Resource live, Value predicted, String uid) {
    return new Present(live.address(), live.body(), predicted, uid, "42");
  }

  private static Precondition exists(Resource resource) {
    return new Precondition.Exists(resource.address(), "uid-1", List.of());
  }

  private static FieldChange field(String takenFrom) {
    return new FieldChange(
        COLOUR, Value.of("red"), Value.of("blue"), false, takenFrom.isEmpty() ? null : takenFrom);
  }

  private static Step only(Plan plan, DesiredState desired, Present... present) {
    List<Step> steps = Instructions.of(plan, Given.OURS, desired, List.of(present));
    assertThat(steps).hasSize(1);
    return steps.getFirst();
  }

  @Test
  void aNewObjectCarriesTheMarkerAndExpectsNothingThere() {
    Plan plan =
        Given.plan(
            List.of(change(red.address(), Action.CREATE)),
            List.of(new Precondition.Absent(red.address())),
            null);
    Instruction.Put put = (Instruction.Put) only(plan, desired(red)).instruction();
    assertThat(put.uid()).isNull();
    assertThat(put.version()).isNull();
    assertThat(put.body().text("metadata", "labels", Ownership.TARGET_LABEL))
        .isEqualTo("crm-core-prod");
  }

  @Test
  void onlyTheFieldsThatThePlanTakesAreForced() {
    Plan plan =
        Given.plan(
            List.of(change(red.address(), Action.UPDATE, field("kubectl-edit"))),
            List.of(exists(red)),
            null);
    Instruction.Put put =
        (Instruction.Put)
            only(plan, desired(blue), present(red, blue.body(), "uid-1")).instruction();
    assertThat(put.force()).containsExactly(COLOUR);
    assertThat(put.uid()).isEqualTo("uid-1");
    assertThat(put.version()).isEqualTo("42");
  }

  @Test
  void whatThePlanDoesNotNameStaysAsItIs() {
    Pointer size = Pointer.of("data", "size");
    Resource live = new Resource(red.address(), red.body().with(size, Value.of("7")), null);
    Resource wanted = new Resource(red.address(), blue.body().with(size, Value.of("1")), null);
    Plan plan =
        Given.plan(
            List.of(change(red.address(), Action.UPDATE, field(""))), List.of(exists(red)), null);
    Instruction.Put put =
        (Instruction.Put)
            only(plan, desired(wanted), present(live, wanted.body(), "uid-1")).instruction();
    assertThat(put.body().at(COLOUR)).isEqualTo(Value.of("blue"));
    assertThat(put.body().at(size)).isEqualTo(Value.of("7"));
  }

  @Test
  void anObjectMadeAnewSinceThePlanIsStale() {
    Plan plan =
        Given.plan(
            List.of(change(red.address(), Action.UPDATE, field(""))), List.of(exists(red)), null);
    assertThat(only(plan, desired(blue), present(red, blue.body(), "uid-2")).stale())
        .contains("another object");
    assertThat(only(plan, desired(blue)).stale()).contains("is gone");
  }

  @Test
  void deletionsAndForgettingNameTheVeryObject() {
    Resource other = Given.configMap("d", "red");
    Plan plan =
        Given.plan(
            List.of(change(red.address(), Action.DELETE), change(other.address(), Action.FORGET)),
            List.of(exists(red), exists(other)),
            null);
    assertThat(Instructions.of(plan, Given.OURS, desired(), List.of()))
        .extracting(Step::instruction)
        .containsExactly(
            new Instruction.Remove(red.address(), "uid-1"),
            new Instruction.Forget(other.address(), "uid-1"));
  }

  @Test
  void objectsThatStayHaveNoStep() {
    Plan plan = Given.plan(List.of(change(red.address(), Action.NOTHING)), List.of(), null);
    assertThat(Instructions.of(plan, Given.OURS, desired(red), List.of())).isEmpty();
  }

  @Test
  void aSavedPlanIsOneStep() {
    SavedPlan saved = Given.saved("saved");
    Address one = new Address.Terraform("aws_vpc.a");
    Address two = new Address.Terraform("aws_vpc.b");
    Address state = new Address.Terraform("state of it");
    Plan plan =
        Given.plan(
            List.of(change(one, Action.CREATE), change(two, Action.DELETE)),
            List.of(new Precondition.Absent(one), new Precondition.Unmoved(state, "serial 3")),
            saved);
    assertThat(only(plan, desired()).instruction())
        .isEqualTo(new Instruction.RunArtifact(state, saved, List.of()));
  }

  @Test
  void aRecoveryIsCarriedOutThoughItFindsNothingToPutRight() {
    Intent intent = new Intent.Recover(new ChangeId("c-lost"));
    Plan plan = Given.plan(intent, List.of(), List.of(), Given.saved("saved"));
    assertThat(only(plan, desired()).instruction()).isInstanceOf(Instruction.RunArtifact.class);
  }

  @Test
  void aSavedPlanThatChangesNothingIsNotRun() {
    Plan plan = Given.plan(List.of(), List.of(), Given.saved("saved"));
    assertThat(Instructions.of(plan, Given.OURS, desired(), List.of())).isEmpty();
  }

  @Test
  void anotherDesiredStateThanThePlannedOneIsRefused() {
    Plan plan = Given.plan(List.of(change(red.address(), Action.CREATE)), List.of(), null);
    DesiredState other =
        new DesiredState(
            Given.OURS.target(), List.of(red), Given.digest("x"), Given.digest("r"), "plain/1");
    assertThatThrownBy(() -> Instructions.of(plan, Given.OURS, other, List.of()))
        .hasMessageContaining("APL-0001");
  }

  @Test
  void aBodyThatThePlanCountsOnAndGitDoesNotGiveIsADefect() {
    Plan plan =
        Given.plan(
            List.of(change(red.address(), Action.CREATE)),
            List.of(new Precondition.Absent(red.address())),
            null);
    assertThatThrownBy(() -> Instructions.of(plan, Given.OURS, desired(), List.of()))
        .hasMessageContaining("APL-0002");
  }
}
