package dev.esclusa.tree;

import static dev.esclusa.tree.Refusals.refused;
import static dev.esclusa.tree.Refusals.refusedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20) // a bound against hanging, far above what any case takes
class HostileInputTest {
  private static final Limits TIGHT = new Limits(1000, 10, 5, 100);

  @Test
  void theBillionLaughsEndAtTheNodeLimit() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i <= 12; i++) {
      String alias = "*a" + (i - 1);
      yaml.append(
          "a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(9, alias)) + "]\n");
    }
    refused("TRE-0003", () -> yaml(yaml.toString(), Limits.DEFAULT));
  }

  @Test
  void mergedLaughsEndAtTheNodeLimitToo() {
    StringBuilder yaml = new StringBuilder("a0: &a0 {k: v}\n");
    for (int i = 1; i <= 40; i++) {
      String alias = "*a" + (i - 1);
      yaml.append("a" + i + ": &a" + i + " {<<: [" + alias + ", " + alias + "]}\n");
    }
    refused("TRE-0003", () -> yaml(yaml.toString(), Limits.DEFAULT));
  }

  @Test
  void aLongScalarNamedOftenCountsEachTime() {
    String yaml = "a: &a " + "x".repeat(100_000) + "\nb: [" + "*a, ".repeat(9_000) + "]\n";
    refused("TRE-0003", () -> yaml(yaml, Limits.DEFAULT));
  }

  @Test
  void anAliasInsideItsOwnAnchorIsRefused() {
    refusedAt("TRE-0007", "f.yaml:1:8", () -> yaml("a: &a [*a]", Limits.DEFAULT));
  }

  @Test
  void nestingEndsAtTheDepthLimit() {
    refusedAt("TRE-0003", "f.yaml:1:201", () -> yaml("[".repeat(10_000), Limits.DEFAULT));
    refused("TRE-0003", () -> yaml("{a: ".repeat(10_000), Limits.DEFAULT));
    refused("TRE-0003", () -> yaml("- ".repeat(10_000), Limits.DEFAULT));
    refusedAt("TRE-0003", "f.json:1:201", () -> json("[".repeat(10_000), Limits.DEFAULT));
    refused("TRE-0003", () -> json("{\"a\":".repeat(10_000), Limits.DEFAULT));
  }

  @Test
  void aliasesDoNotNestDeeperThanTheLimit() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i <= 300; i++) {
      yaml.append("a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n");
    }
    refused("TRE-0003", () -> yaml(yaml.toString(), Limits.DEFAULT));
  }

  @Test
  void eachLimitHolds() {
    refusedAt("TRE-0003", "f.yaml:1:1", () -> yaml("x".repeat(1001), TIGHT));
    refusedAt("TRE-0003", "f.json:1:1", () -> json(" ".repeat(1001), TIGHT));
    refused("TRE-0003", () -> yaml("[" + "1,".repeat(101) + "1]", TIGHT));
    refused("TRE-0003", () -> json("[" + "1,".repeat(101) + "1]", TIGHT));
    refused("TRE-0003", () -> yaml("[&a 1" + ", *a".repeat(6) + "]", TIGHT));
    assertThat(yaml("[&a 1" + ", *a".repeat(5) + "]", TIGHT)).hasSize(1);
  }

  @Test
  void textThatIsNotUtf8IsRefusedWhereItBreaks() {
    byte[] broken = {'a', ':', ' ', '1', '\n', 'b', ':', ' ', (byte) 0xC3, '\n'};
    refusedAt(
        "TRE-0001",
        "f.yaml:2:4",
        () -> Yaml.read("f.yaml", broken, ScalarProfile.KUBECTL, Limits.DEFAULT));
    refusedAt("TRE-0001", "f.json:2:4", () -> Json.read("f.json", broken, Limits.DEFAULT));
    byte[] utf16 = "a: 1".getBytes(StandardCharsets.UTF_16);
    refused("TRE-0001", () -> Yaml.read("f.yaml", utf16, ScalarProfile.KUBECTL, Limits.DEFAULT));
    byte[] encodedSurrogate = {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'};
    refused("TRE-0001", () -> Json.read(encodedSurrogate));
    byte[] overlong = {'"', (byte) 0xC0, (byte) 0xAF, '"'};
    refused("TRE-0001", () -> Json.read(overlong));
  }

  @Test
  void aReplacementCharacterThatIsMeantIsText() {
    assertThat(Json.read("\"\uFFFD\"".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Value.of("\uFFFD"));
  }

  @Test
  void aByteOrderMarkIsDropped() {
    byte[] marked = "\uFEFFa: 1".getBytes(StandardCharsets.UTF_8);
    assertThat(Yaml.read("f", marked, ScalarProfile.KUBECTL, Limits.DEFAULT).getFirst().root())
        .isEqualTo(Value.mapping("a", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00\\ud800\"", "{\"\\ud800\":1}", "\"x\\ud83dx\""})
  void loneSurrogatesAreRefused(String json) {
    refused("TRE-0001", () -> Json.read(json));
    refused("TRE-0001", () -> yaml(json, Limits.DEFAULT));
  }

  @Test
  void noValueHoldsALoneSurrogate() {
    refused("TRE-0001", () -> Value.of("\ud800"));
    refused("TRE-0001", () -> Value.mapping("\udc00", 1));
    refused("TRE-0001", () -> Value.mapping().with("\udc00", Value.NULL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1E+99999999999999999999", "1e-999999999", "0.1e10001"})
  void hugeExponentsAreRefusedAtOnce(String number) {
    refusedAt("TRE-0005", "f.json:1:3", () -> json("[ " + number + "]", Limits.DEFAULT));
  }

  @Test
  void hugeDigitsAreRefusedAtOnce() {
    refused("TRE-0005", () -> json("9".repeat(1_000_000), Limits.DEFAULT));
    refused("TRE-0005", () -> json("0." + "9".repeat(1_000_000), Limits.DEFAULT));
    String digits = "9".repeat(100_000);
    assertThat(yaml("a: " + digits, Limits.DEFAULT).getFirst().root().text("a")).isEqualTo(digits);
    assertThat(yaml("a: 0." + digits, Limits.DEFAULT).getFirst().root().at("a")).hasToString("1");
    assertThat(yaml("a: 0x" + "f".repeat(1000), Limits.DEFAULT).getFirst().root().text("a"))
        .startsWith("0xff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "tru",
        "nulll",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "'a'",
        "1 2",
        "NaN",
        "Infinity",
        "[1 2]",
        "\u00a01",
        "{\"a\":1}}",
        "\"\\u\uff11234\"",
        "[\u0000]"
      })
  void whatIsNotJsonIsRefused(String json) {
    refused("TRE-0002", () -> Json.read(json));
  }

  @Test
  void duplicateKeysInJsonAreRefusedWhereTheyStand() {
    refusedAt("TRE-0004", "f.json:2:2", () -> json("{\"a\":1,\n \"\\u0061\":2}", Limits.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../a", "a/../b", "/a", "a//b", "a/", ".", "./a", "a\\b", "a\0b"})
  void aPathOutOfTheTreeIsRefused(String path) {
    InMemorySourceTree tree = new InMemorySourceTree(Map.of());
    refused("TRE-0015", () -> tree.file(path));
    refused("TRE-0015", () -> tree.list(path));
  }

  private static List<Document> yaml(String text, Limits limits) {
    return Yaml.read(
        "f.yaml", text.getBytes(StandardCharsets.UTF_8), ScalarProfile.KUBECTL, limits);
  }

  private static Value json(String text, Limits limits) {
    return Json.read("f.json", text.getBytes(StandardCharsets.UTF_8), limits);
  }
}
