package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.model.Change;
import dev.esclusa.model.ChangeId;
import dev.esclusa.model.Fact;
import dev.esclusa.model.Lease;
import dev.esclusa.model.Problem;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.TargetUid;
import dev.esclusa.plan.PredictionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneTest {
  private @Nullable Runnable beforeLease;
  private final StackWorld world = new StackWorld(Interrupted::new);
  private final List<String> commits = new ArrayList<>();

  /** Somebody else does something right before a lease is given. */
  private final class Interrupted implements Leases {
    private final Leases real;

    Interrupted(Leases real) {
      this.real = real;
    }

    @Override
    public @Nullable Lease acquire(TargetUid target, String holder, Duration lifetime) {
      Runnable first = beforeLease;
      if (target.equals(StackWorld.NET) && first != null) {
        first.run();
      }
      return real.acquire(target, holder, lifetime);
    }

    @Override
    public @Nullable Lease renew(Lease lease, Duration lifetime) {
      return real.renew(lease, lifetime);
    }

    @Override
    public void release(Lease lease) {
      real.release(lease);
    }

    @Override
    public @Nullable Lease holder(TargetUid target) {
      return real.holder(target);
    }
  }

  /** Three ways back, proposed in the order of their commits, none approved. */
  private List<ChangeId> three() {
    for (String content : List.of("one", "two", "three")) {
      commits.add(world.push(content));
    }
    world.push("four");
    List<ChangeId> three = new ArrayList<>();
    for (String commit : commits) {
      three.add(
          world
              .plane
              .desk()
              .rollBack(
                  StackWorld.NET,
                  commit,
                  world.tempo.now().plus(Duration.ofHours(3)),
                  StackWorld.OTHER,
                  "errors"));
      world.quiet();
    }
    return three;
  }

  /** Nothing is applied while they are approved. */
  private void approvedInOrder(ChangeId... changes) {
    world.plane.desk().pause(StackWorld.NET, StackWorld.PLATFORM, "wait");
    for (ChangeId id : changes) {
      world.approve(id, StackWorld.PLATFORM);
    }
  }

  private void resume() {
    world.plane.desk().resume(StackWorld.NET, StackWorld.PLATFORM, "go on");
    world.quiet();
  }

  private List<ChangeId> begun(List<ChangeId> of) {
    return of.stream()
        .map(world::change)
        .filter(it -> it.indexOf(Fact.ApplyStarted.class) >= 0)
        .sorted(Comparator.comparing(it -> it.indexOf(Fact.ApplyStarted.class)))
        .map(Recorded::id)
        .toList();
  }

  private List<ChangeId> waiting() {
    return world.plane.lane(StackWorld.NET).waiting().stream().map(Lane.Waiting::change).toList();
  }

  @Test
  void whoWasApprovedFirstGoesFirst() {
    List<ChangeId> three = three();
    approvedInOrder(three.get(2), three.get(0), three.get(1));

    assertThat(waiting()).containsExactly(three.get(2), three.get(0), three.get(1));
    assertThat(world.plane.lane(StackWorld.NET).holder()).isNull();
    assertThat(world.plane.lane(StackWorld.NET).of(three.get(0)))
        .hasValueSatisfying(
            it -> {
              assertThat(it.position()).isEqualTo(2);
              assertThat(it.refused()).isNull() /* it let the first go before */;
            });

    resume();

    assertThat(begun(three)).containsExactly(three.get(2), three.get(0), three.get(1));
    assertThat(waiting()).isEmpty();
  }

  @Test
  void anApprovalTakenBackLosesThePlace() {
    List<ChangeId> three = three();
    approvedInOrder(three.get(0), three.get(1));
    world.plane.desk().revoke(three.get(0), StackWorld.PLATFORM, "not yet");
    world.approve(three.get(0), StackWorld.PLATFORM);

    assertThat(waiting()).containsExactly(three.get(1), three.get(0));
  }

  @Test
  void whoIsInDoubtHoldsTheLaneAndTheOthersKeepTheirOrder() {
    List<ChangeId> three = three();
    world.stack.outcome = _ -> new StepResult.Unknown("killed", List.of(FakeStack.OBJECT));
    approvedInOrder(three.get(1), three.get(0), three.get(2));

    resume();

    Lane lane = world.plane.lane(StackWorld.NET);
    assertThat(lane.holder()).isNotNull();
    assertThat(lane.holder().change()).isEqualTo(three.get(1));
    assertThat(lane.holder().inDoubt()).isTrue();
    assertThat(waiting()).containsExactly(three.get(0), three.get(2));
    assertThat(begun(three)).containsExactly(three.get(1));
  }

  private static Optional<Problem> unreachable(PredictionRequest request, String commit) {
    return commit.equals(request.intent().commit())
        ? Optional.of(Problem.environment("FAK-0001", "no provider", "Bring it."))
        : Optional.empty();
  }

  @Test
  void whoCannotBeginForAReasonOfItsOwnLetsTheOthersPassAndSaysWhy() {
    List<ChangeId> three = three();
    approvedInOrder(three.get(0), three.get(1));
    world.stack.unreachable = it -> unreachable(it, commits.get(0));

    resume();

    assertThat(begun(three)).containsExactly(three.get(1));
    assertThat(world.plane.lane(StackWorld.NET).of(three.get(0)))
        .hasValueSatisfying(it -> assertThat(it.refused()).isEqualTo("FAK-0001"));
    assertThat(world.troubles).isNotEmpty(); // it is tried again, and the operator hears of it

    world.stack.unreachable = _ -> Optional.empty();
    world.tempo.advance(Duration.ofSeconds(20));
    world.quiet();
    assertThat(begun(three)).containsExactly(three.get(1), three.get(0));
  }

  @Test
  void aLockOfSomebodyElseHoldsUpAllButWhatBreaksIt() {
    List<ChangeId> three = three();
    world.stack.heldUp = Problem.environment("FAK-0002", "locked by root@laptop", "Unlock.");
    world.approve(three.get(0), StackWorld.PLATFORM);

    assertThat(begun(three)).isEmpty();
    assertThat(world.change(three.get(0)).change())
        .isInstanceOfSatisfying(
            Change.Approved.class, it -> assertThat(it.refused().code()).isEqualTo("FAK-0002"));

    ChangeId unlock =
        world.plane.desk().unlock(StackWorld.NET, "l-1", StackWorld.OTHER, "the laptop is off");
    world.quiet();
    world.stack.outcome =
        _ -> {
          world.stack.heldUp = null;
          return FakeStack.ran(null);
        };
    world.approve(unlock, StackWorld.PLATFORM);
    world.approve(unlock, StackWorld.DATA);

    assertThat(begun(List.of(unlock, three.get(0)))).containsExactly(unlock, three.get(0));
  }

  /** The lane was free when it was looked at; then another replica was faster. */
  @Test
  void theLaneIsLookedAtAgainUnderTheLease() {
    List<ChangeId> three = three();
    approvedInOrder(three.get(0), three.get(1));
    world.stack.unreachable = it -> unreachable(it, commits.get(0));
    world.stack.outcome = _ -> new StepResult.Unknown("killed", List.of(FakeStack.OBJECT));
    ControlPlane other = world.another("replica-1", world.leases);
    beforeLease =
        () -> {
          other.ledger().catchUp();
          boolean first =
              other.lane(StackWorld.NET).of(three.get(0)).orElseThrow().refused().startsWith("POL");
          if (!first) {
            beforeLease = null;
            world.stack.unreachable = _ -> Optional.empty();
            other.recover();
            for (int i = 0; i < 40; i++) {
              other.work(8);
              world.tempo.advance(Duration.ofMillis(700));
            }
            assertThat(other.lane(StackWorld.NET).holder()).isNotNull();
          }
        };

    resume();

    assertThat(beforeLease).isNull();
    assertThat(begun(three)).containsExactly(three.get(0));
    assertThat(world.stack.performed).hasSize(1);
  }
}
