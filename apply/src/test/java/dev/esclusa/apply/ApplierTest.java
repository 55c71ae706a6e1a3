package dev.esclusa.apply;

import static dev.esclusa.apply.Given.list;
import static dev.esclusa.apply.Given.puts;
import static dev.esclusa.apply.Given.removes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.ApplyResult;
import dev.esclusa.model.Health;
import dev.esclusa.model.Lease;
import dev.esclusa.model.StepResult;
import dev.esclusa.model.StepResult.Skipped;
import dev.esclusa.model.Target;
import dev.esclusa.tempo.VirtualTempo;
import dev.esclusa.tree.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplierTest {
  private final Map<Address, Value> world = new HashMap<>();
  private final VirtualTempo tempo = new VirtualTempo(1);
  private final List<String> journal = new ArrayList<>();
  private final List<Health> health = new ArrayList<>();
  private Instant leaseEnd = VirtualTempo.START.plus(Duration.ofDays(1));
  private Optional<String> cancelled = Optional.empty();

  private final StepJournal steps =
      new StepJournal() {
        @Override
        public void started(int index, Action action, Address address) {
          journal.add("started " + index + (world.containsKey(address) ? " late" : ""));
        }

        @Override
        public void finished(int index, StepResult result) {
          journal.add("finished " + index + " " + result.getClass().getSimpleName());
        }
      };

  /** Plays the list of healths, then repeats its last. */
  private Health nextHealth(Target target, Address address) {
    return health.size() > 1 ? health.removeFirst() : health.getFirst();
  }

  private ApplyResult run(List<Step> plan) throws InterruptedException {
    Applier applier =
        new Applier(
            steps,
            new InMemoryActuator(world),
            this::nextHealth,
            Foresight.none(),
            tempo,
            () -> new Lease(Given.OURS.target(), "runner-1", 1, leaseEnd),
            () -> cancelled);
    return applier.run(
        new ApplyInput(Given.TARGET, Given.OURS, plan, Progress.NONE, Duration.ofMinutes(5)));
  }

  @Test
  void stepsAreWrittenAheadOfTheirEffect() throws Exception {
    ApplyResult result = run(list(puts(0, "a"), puts(1, "b")));
    assertThat(journal)
        .containsExactly("started 0", "finished 0 Done", "started 1", "finished 1 Done");
    assertThat(world).hasSize(2);
    assertThat(result.outcome()).isEqualTo(ApplyResult.Outcome.SUCCEEDED);
  }

  @Test
  void healthIsWaitedForInVirtualTime() throws Exception {
    health.addAll(List.of(Health.MISSING, Health.PROGRESSING, Health.HEALTHY));
    run(list(puts(0, 0, "Pod", "a"), puts(1, 1, "Pod", "b")));
    assertThat(tempo.now()).isAfter(VirtualTempo.START);
    assertThat(world).hasSize(2);
  }

  @Test
  void waitingForHealthEnds() throws Exception {
    health.add(Health.PROGRESSING);
    ApplyResult result = run(list(puts(0, "a"), removes(1, "old")));
    assertThat(result.outcome()).isEqualTo(ApplyResult.Outcome.PARTIAL);
    assertThat(((Skipped) result.steps().getLast().result()).because()).contains("PT5M");
  }

  @Test
  void aBrokenObjectEndsTheWaitAtOnce() throws Exception {
    health.add(Health.DEGRADED);
    ApplyResult result = run(list(puts(0, "a"), removes(1, "old")));
    assertThat(tempo.now()).isEqualTo(VirtualTempo.START);
    assertThat(((Skipped) result.steps().getLast().result()).because()).contains("degraded");
  }

  @Test
  void nothingIsDoneUnderALeaseThatRanOut() {
    leaseEnd = VirtualTempo.START;
    assertThatThrownBy(() -> run(list(puts(0, "a")))).hasMessageContaining("APL-0005");
    assertThat(journal).isEmpty();
    assertThat(world).isEmpty();
  }

  @Test
  void aCancelledApplySaysSo() throws Exception {
    cancelled = Optional.of("ana asked for it");
    assertThat(run(list(puts(0, "a"))).outcome()).isEqualTo(ApplyResult.Outcome.CANCELLED);
    assertThat(world).isEmpty();
  }
}
