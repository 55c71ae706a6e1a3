package dev.esclusa.adapters.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineConstraintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.11.4 | 1.11.4 | true
          = 1.11.4 | 1.11.5 | false
          != 1.11.4 | 1.11.5 | true
          > 1.11.4 | 1.11.4 | false
          >=1.11.4 | 1.11.4 | true
          < 1.12 | 1.11.99 | true
          <= 1.12 | 1.12.1 | false
          ~> 1.9 | 1.11.4 | true
          ~> 1.9 | 2.0.0 | false
          ~> 1.9 | 1.8.9 | false
          ~> 1.9.2 | 1.9.10 | true
          ~> 1.9.2 | 1.10.0 | false
          ~> 1 | 1.99.0 | true
          '>= 1.8, < 2, != 1.11.4' | 1.11.4 | false
          '>= 1.8, < 2, != 1.11.4' | 1.11.3 | true
          >= 1.10 | 1.11.0-rc1 | false
          >= 1.11.0-beta1 | 1.11.0-rc1 | true
          >= 1.11.0-beta1 | 1.11.0 | true
          >= 1.11.0-beta1 | 1.12.0-alpha1 | false
          ~> 1.11.0-beta1 | 1.11.0 | false
          1.11.0-rc1 | 1.11.0-rc1 | true
          '' | 1.11.4 | true
          '' | 1.12.0-alpha1 | false
          v1.11.4 | 1.11.4 | true
          """)
  void aConstraintIsReadAsTheEnginesReadIt(String constraint, String version, boolean admitted) {
    EngineVersion seen = EngineVersion.read(version).orElseThrow();
    assertThat(EngineConstraint.read(constraint == null ? "" : constraint).admits(seen))
        .isEqualTo(admitted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=> 1.2", "~> x", "1.2.3.4", ">= 1.2,", "1.2 || 1.3", "~>"})
  void aClauseThatIsNoneIsNamed(String constraint) {
    assertThatThrownBy(() -> EngineConstraint.read(constraint))
        .hasMessageContaining("TFM-0002")
        .hasMessageContaining(constraint);
  }

  @Test
  void versionsAreOrderedAsSemverSays() {
    List<String> order =
        List.of(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc1",
            "1.0.0",
            "1.9.0",
            "1.11.0");
    List<EngineVersion> read =
        order.stream().map(text -> EngineVersion.read(text).orElseThrow()).toList();
    assertThat(read).isSorted();
  }
}
