package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** Nine that go well, four wrong uses: what fails otherwise would be kept half loaded. */
  @Test
  void everyCommandEndsAsItDoesForPeople() throws Exception {
    assertThat(Rehearsal.run()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 0);
  }
}
