package dev.esclusa.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class VirtualTempoTest {
  private final VirtualTempo tempo = new VirtualTempo(1);
  private final List<String> log = new ArrayList<>();

  @Test
  void eventsRunByTimeAndThenInTheOrderPlanned() {
    note(2, "c");
    note(1, "a");
    note(1, "b");
    assertThat(tempo.runAll(10)).isEqualTo(3);
    assertThat(log).containsExactly("a@1", "b@1", "c@2");
  }

  @Test
  void advanceStopsAtItsEndAndLeavesLaterEventsPlanned() {
    note(1, "a");
    note(5, "b");
    tempo.advance(seconds(3));
    assertThat(log).containsExactly("a@1");
    assertThat(tempo.now()).isEqualTo(VirtualTempo.START.plusSeconds(3));
    assertThat(tempo.nextAt()).contains(VirtualTempo.START.plusSeconds(5));
  }

  @Test
  void aCancelledEventDoesNotRun() {
    var event = tempo.after(seconds(1), () -> log.add("never"));
    assertThat(event.cancel()).isTrue();
    assertThat(event.cancel()).isFalse();
    assertThat(tempo.runNext()).isFalse();
    assertThat(log).isEmpty();
  }

  @Test
  void aClockJumpMovesTheClockButNoTimer() {
    note(10, "a");
    tempo.jumpClock(Duration.ofHours(-1));
    tempo.advance(seconds(9));
    assertThat(log).isEmpty();
    tempo.advance(seconds(1));
    assertThat(log).containsExactly("a@-3590");
  }

  @Test
  void aPauseRunsWhatComesDueMeanwhile() throws InterruptedException {
    note(1, "a");
    note(3, "b");
    tempo.pause(seconds(2));
    assertThat(log).containsExactly("a@1");
  }

  @Test
  void aRepeatedTimerRunsUntilCancelled() {
    var repeat = tempo.every(seconds(2), () -> log.add("tick"));
    tempo.advance(seconds(7));
    repeat.cancel();
    tempo.advance(seconds(7));
    assertThat(log).hasSize(3);
    assertThat(tempo.pendingCount()).isZero();
  }

  @Test
  void aRepeatedTimerSurvivesAFailure() {
    tempo.every(
        seconds(1),
        () -> {
          log.add("tick");
          throw new IllegalStateException("once");
        });
    assertThatThrownBy(tempo::runNext).hasMessage("once");
    assertThatThrownBy(tempo::runNext).hasMessage("once");
    assertThat(log).hasSize(2);
  }

  @Test
  void anEndlessChainOfEventsIsReportedNotFollowed() {
    tempo.every(seconds(1), () -> {});
    assertThatThrownBy(() -> tempo.runAll(100)).hasMessageContaining("more than 100 events");
  }

  @Test
  void aCrashedProcessNeverRunsAgainAndTheOthersGoOn() {
    var first = tempo.process();
    var second = tempo.process();
    first.after(seconds(1), () -> log.add("first"));
    second.after(seconds(1), () -> log.add("second"));
    first.crash();
    first.after(seconds(1), () -> log.add("ghost"));
    tempo.runAll(10);
    assertThat(log).containsExactly("second");
  }

  @Test
  void aProcessHasAClockOfItsOwn() {
    var process = tempo.process();
    process.jumpClock(seconds(30));
    assertThat(process.now()).isEqualTo(tempo.now().plusSeconds(30));
  }

  @Test
  void aFanOutRunsInOrderAndStopsAtTheFirstFailure() throws InterruptedException {
    var limits = new FanOut(2, seconds(10));
    List<Callable<Integer>> good = List.of(() -> 1, () -> 2, () -> 3);
    assertThat(tempo.run(limits, good)).containsExactly(1, 2, 3);
    List<Callable<Integer>> bad =
        List.of(
            () -> 1,
            () -> {
              throw new IllegalStateException("two");
            },
            () -> {
              log.add("three");
              return 3;
            });
    assertThatThrownBy(() -> tempo.run(limits, bad))
        .isInstanceOf(FanOutFailed.TaskFailed.class)
        .hasRootCauseMessage("two");
    assertThat(log).isEmpty();
  }

  @Test
  void aFanOutThatTakesTooLongFails() {
    List<Callable<Integer>> tasks =
        List.of(
            () -> {
              tempo.pause(seconds(11));
              return 1;
            });
    assertThatThrownBy(() -> tempo.run(new FanOut(1, seconds(10)), tasks))
        .isInstanceOf(FanOutFailed.OutOfTime.class);
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(randomRun(42)).isEqualTo(randomRun(42)).isNotEqualTo(randomRun(43));
  }

  private static List<String> randomRun(long seed) {
    var tempo = new VirtualTempo(seed);
    var log = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      int number = i;
      tempo.after(
          tempo.chance().nextDuration(seconds(60)), () -> log.add(number + "@" + tempo.now()));
    }
    tempo.runAll(100);
    return log;
  }

  private void note(int second, String name) {
    tempo.after(
        seconds(second),
        () -> log.add(name + "@" + Duration.between(VirtualTempo.START, tempo.now()).toSeconds()));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
