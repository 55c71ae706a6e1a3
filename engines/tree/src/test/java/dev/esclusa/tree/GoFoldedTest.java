package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Folded scalars as kustomize prints them, each seen with kustomize 5.5. */
final class GoFoldedTest {
  @Test
  void linesThatAreFoldedStayTheSame() {
    assertThat(kustomize(">-\n  one\n  two\n\n  three\n")).isEqualTo("one two\nthree");
    assertThat(kustomize(">\n  one\n  two\n")).isEqualTo("one two\n");
  }

  @Test
  void anIndentedLineGetsAnEmptyOneBeforeIt() {
    assertThat(kustomize(">-\n  one\n    two\n  three\n")).isEqualTo("one\n\n  two\nthree");
    assertThat(kustomize(">\n  {\n    \"a\": 1\n  }\n")).isEqualTo("{\n\n  \"a\": 1\n}\n");
  }

  @Test
  void linesThatFollowAnIndentedOneStay() {
    assertThat(kustomize(">-\n  one\n    two\n    three\n  four\n  five\n"))
        .isEqualTo("one\n\n  two\n  three\nfour five");
  }

  @Test
  void oneMoreLineEndIsKeptWhereAllAre() {
    assertThat(kustomize(">+\n  one\n\n\nb: c\n")).isEqualTo("one\n\n\n\n");
  }

  @Test
  void whatWouldBeQuotedComesBackWhole() {
    assertThat(kustomize(">-\n  one \n    two\n")).isEqualTo("one \n  two");
    assertThat(kustomize(">-\n  one \uD83D\uDE80\n    two\n")).isEqualTo("one \uD83D\uDE80\n  two");
  }

  @Test
  void kubectlReadsWhatIsWritten() {
    assertThat(read(">-\n  one\n    two\n", ScalarProfile.KUBECTL)).isEqualTo("one\n  two");
  }

  private static String kustomize(String scalar) {
    return read(scalar, ScalarProfile.KUSTOMIZE);
  }

  private static String read(String scalar, ScalarProfile profile) {
    byte[] text = ("a: " + scalar).getBytes(StandardCharsets.UTF_8);
    return Yaml.read("a.yaml", text, profile, Limits.DEFAULT).getFirst().root().text("a");
  }
}
