package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "1000m,1",
    "0.5,500m",
    "1500m,1500m",
    "1000,1k",
    "1024,1024",
    "0.5Gi,512Mi",
    "1024Mi,1Gi",
    "1.5Gi,1536Mi",
    "100Ki,100Ki",
    "1e3,1e3",
    "1e4,10e3",
    "0,0",
    "0Gi,0",
    "-1000m,-1",
    "2000Ki,2000Ki",
    "1000M,1G",
    "0.0001,100u",
    "512e0,512"
  })
  void theCanonicalFormHasTheLargestSuffix(String text, String canonical) {
    assertThat(Quantity.parse(text).orElseThrow().canonical()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1x", "Gi", "1Gi2", "--1", "1e", "1e99999"})
  void whatIsNoQuantityIsNone(String text) {
    assertThat(Quantity.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1000m", "1Gi,1024Mi", "1k,1e3"})
  void spellingsOfOneAmountAreTheSame(String one, String other) {
    assertThat(Quantity.parse(one).orElseThrow().sameAs(Quantity.parse(other).orElseThrow()))
        .isTrue();
  }
}
