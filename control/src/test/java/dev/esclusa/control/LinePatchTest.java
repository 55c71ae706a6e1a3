package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import org.junit.jupiter.api.Test;

class LinePatchTest {
  private static final String FILE =
      "a: 1\n"
          + "b: \"two\"  # why\n"
          + "c: {d: three, e: 4}\n"
          + "f: 'it''s'\n\n"
          + "g: 5\n"
          + "h: 6\n"
          + "i: 7\n"
          + "j: 8\n"
          + "k: 9\n"
          + "l: ten";

  private final LinePatch patch = new LinePatch("x.yaml", FILE);

  private boolean replace(int line, int column, Value wanted, Value real) {
    return patch.replace(new Position("x.yaml", line, column), wanted, real);
  }

  @Test
  void scalarsAreReplacedWhereTheyStandAndTheRestOfTheLineStays() {
    assertThat(replace(2, 4, Value.of("two"), Value.of("2"))).isTrue();
    assertThat(replace(3, 8, Value.of("three"), Value.of("drei"))).isTrue();
    assertThat(replace(3, 17, Value.of(4), Value.of(40))).isFalse();
    assertThat(replace(3, 18, Value.of(4), Value.of(40))).isTrue();
    assertThat(replace(11, 4, Value.of("ten"), Value.of("no"))).isTrue();

    assertThat(patch.text())
        .isEqualTo(
            """
            --- a/x.yaml
            +++ b/x.yaml
            @@ -1,6 +1,6 @@
             a: 1
            -b: "two"  # why
            +b: "2"  # why
            -c: {d: three, e: 4}
            +c: {d: drei, e: 40}
             f: 'it''s'
            \040
             g: 5
            @@ -8,4 +8,4 @@
             i: 7
             j: 8
             k: 9
            -l: ten
            \\ No newline at end of file
            +l: "no"
            \\ No newline at end of file
            """);
  }

  @Test
  void whatIsSomethingElseStays() {
    assertThat(replace(1, 4, Value.of(3), Value.of(4))).isFalse();
    assertThat(replace(3, 4, Value.of("three"), Value.of("x"))).isFalse();
    assertThat(replace(99, 1, Value.of(1), Value.of(2))).isFalse();
    assertThat(replace(4, 4, Value.of("it's"), Value.of("that"))).isTrue();
    assertThat(patch.text()).contains("+f: that\n");
  }
}
