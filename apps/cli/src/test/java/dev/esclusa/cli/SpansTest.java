package dev.esclusa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {
  @Test
  void peopleWriteDurationsInUnits() {
    assertThat(Spans.parse("2h30m")).isEqualTo(Duration.ofMinutes(150));
    assertThat(Spans.parse("45s")).isEqualTo(Duration.ofSeconds(45));
    assertThat(Spans.parse("7d")).isEqualTo(Duration.ofDays(7));
    for (String wrong : List.of("", "2", "h", "30m2h", "-1h", "2 h", "99999999999s")) {
      assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> Spans.parse(wrong));
    }
  }

  @Test
  void peopleReadTheTwoLargestUnits() {
    assertThat(Spans.text(Duration.ofSeconds(-3))).isEqualTo("0s");
    assertThat(Spans.text(Duration.ofSeconds(61))).isEqualTo("1m1s");
    assertThat(Spans.text(Duration.ofMinutes(120))).isEqualTo("2h");
    assertThat(Spans.text(Duration.ofHours(76).plusMinutes(9))).isEqualTo("3d4h");
  }

  @Test
  void tablesHaveNoTrailingSpacesAndNoEmptyCells() {
    assertThat(new Table("A", "LONG").row("wide cell", "").row(null, "x").lines())
        .containsExactly("A          LONG", "wide cell  -", "-          x");
  }
}
