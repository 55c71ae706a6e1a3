package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** Most go well, some are wrong uses: what fails otherwise would be kept half loaded. */
  @Test
  void everyCommandEndsAsItDoesForPeople() throws Exception {
    assertThat(Rehearsal.run())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 0, 1, 1, 0, 3, 2, 0);
  }
}
