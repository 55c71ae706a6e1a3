package dev.esclusa.desired;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "*.yaml,a/b/c.yaml,true",
    "a/*.yaml,a/c.yaml,true",
    "a/*.yaml,a/b/c.yaml,false",
    "a/**/c.yaml,a/c.yaml,true",
    "a/**/c.yaml,a/x/y/c.yaml,true",
    "a/**/c.yaml,a/xc.yaml,false",
    "**/c.yaml,c.yaml,true",
    "a/**,a/b/c.yaml,true",
    "a/?.yaml,a/b.yaml,true",
    "a?b.yaml,a/b.yaml,false"
  })
  void aStarStaysInsideAFolderAndTwoGoAcross(String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void aHostilePatternCostsNoMoreThanItsLength() {
    assertThat(new PathPattern("a*".repeat(500) + "b").matches("a".repeat(20_000))).isFalse();
  }
}
