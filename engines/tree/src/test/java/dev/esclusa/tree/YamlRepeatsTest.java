package dev.esclusa.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Yaml.Repeats;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Keys that stand twice, and block scalars that the end of the file ends. */
final class YamlRepeatsTest {
  private static Document read(String text, Repeats repeats) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Yaml.read("f.yaml", bytes, ScalarProfile.KUBECTL, Limits.DEFAULT, repeats).get(0);
  }

  @Test
  void aRepeatedKeyIsRefusedUnlessTheLastOneMayWin() {
    String text = "a: 1\nb: {c: 2}\na: {d: 3}\n";
    assertThatThrownBy(() -> read(text, Repeats.REFUSED)).hasMessageContaining("twice");
    Document last = read(text, Repeats.LAST_WINS);
    assertThat(last.root()).hasToString("{\"a\":{\"d\":3},\"b\":{\"c\":2}}");
    assertThat(last.positionOf(Pointer.parse("/a/d"))).hasToString("f.yaml:3:8");
    assertThat(last.positionOf(Pointer.parse("/b/c"))).hasToString("f.yaml:2:8");
  }

  @Test
  void aBlockScalarOnALastLineWithoutAnEndHasNone() {
    assertThat(read("a: |\n  x", Repeats.REFUSED).root().text("a")).isEqualTo("x");
    assertThat(read("a: |+\n  x", Repeats.REFUSED).root().text("a")).isEqualTo("x");
    assertThat(read("a: |\n  x\n", Repeats.REFUSED).root().text("a")).isEqualTo("x\n");
    assertThat(read("a: |\n  x\n  ", Repeats.REFUSED).root().text("a")).isEqualTo("x\n");
    assertThat(read("a: |\n  x\nb: y", Repeats.REFUSED).root().text("a")).isEqualTo("x\n");
  }
}
