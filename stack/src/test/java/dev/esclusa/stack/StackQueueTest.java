package dev.esclusa.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.model.ChangeId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackQueueTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final ChangeId A = new ChangeId("c-a");
  private static final ChangeId B = new ChangeId("c-b");
  private static final ChangeId C = new ChangeId("c-c");

  private final StackQueue three =
      StackQueue.EMPTY
          .joined(B, NOON.plusSeconds(1), "")
          .joined(A, NOON, "")
          .joined(C, NOON.plusSeconds(2), "frozen until Monday");

  private static List<ChangeId> order(StackQueue queue) {
    return queue.waiting().stream().map(StackQueue.Waiting::change).toList();
  }

  @Test
  void whoCameFirstGoesFirst() {
    assertThat(order(three)).containsExactly(A, B, C);
    assertThat(three.next()).contains(A);
    assertThatThrownBy(() -> three.begun(B)).isInstanceOf(IllegalStateException.class);
    StackQueue begun = three.begun(A);
    assertThat(begun.next()).isEmpty();
    assertThat(begun.left(A).next()).contains(B);
  }

  @Test
  void whoAsksAgainKeepsThePlace() {
    StackQueue again = three.joined(A, NOON.plusSeconds(9), "paused").joined(A, NOON, "paused");

    assertThat(order(again)).containsExactly(A, B, C);
    assertThat(again.position(A).orElseThrow().words()).endsWith("paused");
    assertThat(three.begun(A).joined(A, NOON, "")).isEqualTo(three.begun(A));
  }

  @Test
  void aPlaceSaysWhoIsBefore() {
    StackQueue begun = three.begun(A);

    assertThat(begun.position(A)).isEmpty();
    assertThat(begun.position(B).orElseThrow())
        .isEqualTo(new StackQueue.Position(1, "1st for this stack; c-a has it"));
    assertThat(begun.position(C).orElseThrow().words())
        .isEqualTo("2nd for this stack; c-a has it, then c-b; frozen until Monday");
    assertThat(three.position(B).orElseThrow().words())
        .isEqualTo("2nd for this stack; c-a goes before");
  }

  @Test
  void whoLeavesMakesRoom() {
    assertThat(order(three.left(B))).containsExactly(A, C);
    assertThat(three.left(new ChangeId("c-x"))).isEqualTo(three);
  }
}
