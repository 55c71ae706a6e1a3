package dev.esclusa.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RealTempoTest {
  private static final FanOut WIDE = new FanOut(8, Duration.ofSeconds(30));
  private final RealTempo tempo = new RealTempo();

  @AfterEach
  void close() {
    tempo.close();
  }

  @Test
  void aTimerRunsOnAVirtualThread() throws InterruptedException {
    var ran = new CountDownLatch(1);
    var virtual = new AtomicBoolean();
    tempo.after(
        Duration.ofMillis(1),
        () -> {
          virtual.set(Thread.currentThread().isVirtual());
          ran.countDown();
        });
    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(virtual).isTrue();
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    assertThat(tempo.after(Duration.ofDays(365_000), () -> {}).cancel()).isTrue();
  }

  @Test
  void closingInterruptsRunningWorkAndWaitsForIt() throws InterruptedException {
    var started = new CountDownLatch(1);
    var ended = new AtomicBoolean();
    tempo.after(
        Duration.ZERO,
        () -> {
          started.countDown();
          try {
            tempo.pause(Duration.ofHours(1));
          } catch (InterruptedException stop) {
            ended.set(true);
          }
        });
    started.await();
    tempo.close();
    assertThat(ended).isTrue();
  }

  @Test
  void resultsComeInTheOrderOfTheTasksAndNoMoreRunAtOnceThanAllowed() throws InterruptedException {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var tasks =
        IntStream.range(0, 200)
            .<Callable<Integer>>mapToObj(
                i ->
                    () -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      Thread.yield();
                      running.decrementAndGet();
                      return i;
                    })
            .toList();
    assertThat(tempo.run(WIDE, tasks)).isEqualTo(IntStream.range(0, 200).boxed().toList());
    assertThat(most.get()).isLessThanOrEqualTo(8);
  }

  @Test
  void theFirstFailureInterruptsTheRest() {
    var interrupted = new AtomicBoolean();
    var waiting = new CountDownLatch(1);
    List<Callable<String>> tasks =
        List.of(
            () -> {
              waiting.countDown();
              try {
                tempo.pause(Duration.ofHours(1));
              } catch (InterruptedException stop) {
                interrupted.set(true);
              }
              return "late";
            },
            () -> {
              waiting.await();
              throw new IllegalStateException("broken");
            });
    assertThatThrownBy(() -> tempo.run(WIDE, tasks))
        .isInstanceOfSatisfying(
            FanOutFailed.TaskFailed.class, failed -> assertThat(failed.index()).isEqualTo(1))
        .hasRootCauseMessage("broken");
    assertThat(interrupted).isTrue();
  }

  @Test
  void theDeadlineEndsEveryTask() {
    List<Callable<String>> tasks =
        List.of(
            () -> "quick",
            () -> {
              tempo.pause(Duration.ofHours(1));
              return "late";
            });
    assertThatThrownBy(() -> tempo.run(new FanOut(2, Duration.ofMillis(50)), tasks))
        .isInstanceOf(FanOutFailed.OutOfTime.class);
  }

  @Test
  void anInterruptOfTheCallerEndsTheWork() throws InterruptedException {
    var started = new CountDownLatch(1);
    var seen = new AtomicBoolean();
    List<Callable<String>> tasks =
        List.of(
            () -> {
              started.countDown();
              tempo.pause(Duration.ofHours(1));
              return "late";
            });
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    tempo.run(WIDE, tasks);
                  } catch (InterruptedException stop) {
                    seen.set(true);
                  }
                });
    started.await();
    caller.interrupt();
    caller.join();
    assertThat(seen).isTrue();
  }
}
