package dev.esclusa.tree;

import static dev.esclusa.tree.Refusals.refusedAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scalar tables that were probed with kubectl 1.33 and kustomize 5, as data. */
class PlainScalarsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // scalar | kubectl | kustomize
        "true | true | true",
        "True | true | true",
        "TRUE | true | true",
        "tRUE | \"tRUE\" | \"tRUE\"",
        "false | false | false",
        "yes | true | \"yes\"",
        "Yes | true | \"Yes\"",
        "on | true | \"on\"",
        "No | false | \"No\"",
        "OFF | false | \"OFF\"",
        "y | \"y\" | \"y\"",
        "n | \"n\" | \"n\"",
        "~ | null | null",
        "Null | null | null",
        "NULL | null | null",
        "nULL | \"nULL\" | \"nULL\"",
        "0 | 0 | 0",
        "-0 | 0 | 0",
        "012 | 10 | 10",
        "0777 | 511 | 511",
        "0o777 | 511 | 511",
        "0755 | 493 | 493",
        "0o14 | 12 | 12",
        "-0777 | -511 | -511",
        "08 | 8 | 8",
        "09.5 | 9.5 | 9.5",
        "0o8 | \"0o8\" | \"0o8\"",
        "0x1F | 31 | 31",
        "0XfF | 255 | 255",
        "-0x10 | -16 | -16",
        "0x | \"0x\" | \"0x\"",
        "0xg | \"0xg\" | \"0xg\"",
        "0b101 | 5 | 5",
        "0b11 | 3 | 3",
        "-0b11 | -3 | -3",
        "0b2 | \"0b2\" | \"0b2\"",
        "0b | \"0b\" | \"0b\"",
        "1_000 | 1000 | 1000",
        "+12 | 12 | 12",
        "+ | \"+\" | \"+\"",
        "1e3 | 1000 | 1000",
        "1E-2 | 0.01 | 0.01",
        "1.0 | 1 | 1",
        "5. | 5 | 5",
        ".5 | 0.5 | 0.5",
        "-.5 | -0.5 | -0.5",
        ". | \".\" | \".\"",
        ".e3 | \".e3\" | \".e3\"",
        "0.10 | 0.1 | 0.1",
        "12345678.9 | 12345678.9 | 12345678.9",
        "1e | \"1e\" | \"1e\"",
        "1e+ | \"1e+\" | \"1e+\"",
        "1.2.3 | \"1.2.3\" | \"1.2.3\"",
        "1e400 | \"1e400\" | \"1e400\"",
        "-1e999999999 | \"-1e999999999\" | \"-1e999999999\"",
        "1e-999999999 | 0 | 0",
        "1:30 | \"1:30\" | \"1:30\"",
        "12:30:45 | \"12:30:45\" | \"12:30:45\"",
        "9223372036854775807 | 9223372036854775807 | 9223372036854775807",
        "-9223372036854775808 | -9223372036854775808 | -9223372036854775808",
        "12345678901234567890 | 12345678901234567890 | 12345678901234567890",
        "0xFFFFFFFFFFFFFFFF | 18446744073709551615 | 18446744073709551615",
        "123456789012345678901 | 123456789012345678901 | 123456789012345680000",
        "0.1000000000000000055 | 0.1000000000000000055 | 0.1",
        "2001-01-01 | \"2001-01-01\" | \"2001-01-01T00:00:00Z\"",
        "2001-1-2 | \"2001-1-2\" | \"2001-01-02T00:00:00Z\"",
        "2001-02-30 | \"2001-02-30\" | \"2001-02-30\"",
        "2001-12-14t21:59:43.10-05:00 | \"2001-12-14t21:59:43.10-05:00\" |"
            + " \"2001-12-14T21:59:43.1-05:00\"",
        "2001-12-15 2:59:43.10 | \"2001-12-15 2:59:43.10\" | \"2001-12-15T02:59:43.1Z\"",
        "2001-12-14T21:59:43Z | \"2001-12-14T21:59:43Z\" | \"2001-12-14T21:59:43Z\"",
        "2001-12-14T21:59:43+00:00 | \"2001-12-14T21:59:43+00:00\" | \"2001-12-14T21:59:43Z\"",
        "2001-12-14T21:59:43 | \"2001-12-14T21:59:43\" | \"2001-12-14T21:59:43\"",
        "'12' | \"12\" | \"12\"",
        "\"true\" | \"true\" | \"true\"",
        "! 12 | \"12\" | \"12\"",
        "!!str 12 | \"12\" | \"12\"",
        "!!int \"12\" | 12 | 12",
        "!!float 3 | 3 | 3",
        "!!binary aGVsbG8= | \"hello\" | \"hello\"",
        "!foreign 12 | \"12\" | \"12\"",
        "plain text | \"plain text\" | \"plain text\"",
      })
  void aScalarMeansWhatItsReaderTakesItFor(String scalar, String kubectl, String kustomize) {
    assertThat(read("a: " + scalar, ScalarProfile.KUBECTL).at("a")).hasToString(kubectl);
    assertThat(read("a: " + scalar, ScalarProfile.KUSTOMIZE).at("a")).hasToString(kustomize);
  }

  @ParameterizedTest
  @ValueSource(strings = {".inf", "-.Inf", "+.INF", ".nan", ".NaN"})
  void infinitiesAreRefusedWithTheirPlace(String scalar) {
    for (ScalarProfile profile : ScalarProfile.values()) {
      refusedAt("TRE-0005", "f.yaml:2:4", () -> read("x: 1\na: " + scalar, profile));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!int 1.5", "!!bool 3", "!!binary '*'", "!!binary /w==", "!!null x"})
  void aScalarThatDoesNotFitItsTagIsRefused(String scalar) {
    for (ScalarProfile profile : ScalarProfile.values()) {
      refusedAt("TRE-0008", "f.yaml:1:4", () -> read("a: " + scalar, profile));
    }
  }

  @ParameterizedTest
  @CsvSource({"on,true", "123,123", "1.5,1.5", "true,true", "012,10", "'\"on\"',on", "y,y"})
  void kubectlTurnsKeysIntoText(String written, String key) {
    assertThat(read(written + ": 1", ScalarProfile.KUBECTL).asMapping().keys())
        .containsExactly(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"123", "1.5", "true", "~", "? [a]\n"})
  void kustomizeRefusesKeysThatAreNotText(String key) {
    refusedAt(
        "TRE-0006",
        key.startsWith("?") ? "f.yaml:1:3" : "f.yaml:1:1",
        () -> read(key + ": 1", ScalarProfile.KUSTOMIZE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "2001-01-01", "a b"})
  void kustomizeKeepsKeysAsTheyAreWritten(String key) {
    assertThat(read(key + ": 1", ScalarProfile.KUSTOMIZE).asMapping().keys()).containsExactly(key);
  }

  private static Value read(String yaml, ScalarProfile profile) {
    List<Document> documents =
        Yaml.read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8), profile, Limits.DEFAULT);
    return documents.getFirst().root();
  }
}
