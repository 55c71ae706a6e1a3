package dev.esclusa.tree;

import static dev.esclusa.tree.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({ // RFC 8785 appendix B
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
    "0000000000000002, 1e-323",
    "3fb999999999999a, 0.1",
  })
  void aDoubleIsPrintedAsEcmascriptDoes(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(Decimals.text(new BigDecimal(Double.toString(value)).signum() == 0 ? 0 : value))
        .isEqualTo(text);
  }

  @Test
  void theSampleOfTheRfcHasItsBytes() { // RFC 8785 section 3.2.2 and 3.2.4
    Value sample =
        Json.read(
            """
            {
              "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }
            """);
    assertThat(Canonical.text(sample))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void keysAreSortedByUtf16Units() { // RFC 8785 section 3.2.3
    Value sample =
        Json.read(
            """
            {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh",
             "1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",
             "\\u00f6":"Latin Small Letter O With Diaeresis"}
            """);
    Value order = Canonical.read(Canonical.bytes(sample));
    assertThat(order.asMapping().keys())
        .containsExactly("\r", "1", "\u0080", "ö", "€", "😀", "\ufb33");
  }

  @Test
  void aNumberThatADoubleWouldChangeIsKeptAsDecimalText() {
    canonical("9007199254740993", "{\"$decimal\":\"9007199254740993\"}");
    canonical("1152921504606846976", "{\"$decimal\":\"1152921504606846976\"}");
    canonical("-9223372036854775808", "{\"$decimal\":\"-9223372036854775808\"}");
    canonical("0.10000000000000000001", "{\"$decimal\":\"0.10000000000000000001\"}");
    canonical("1e400", "{\"$decimal\":\"1e+400\"}");
    canonical("1e-400", "{\"$decimal\":\"1e-400\"}");
    canonical("9007199254740994", "9007199254740994");
    canonical("1.0", "1");
    canonical("-0.0", "0");
    canonical("100000000000000000000", "100000000000000000000");
    canonical("5e-324", "5e-324");
    canonical("4.9e-324", "{\"$decimal\":\"4.9e-324\"}");
  }

  @Test
  void equalValuesHaveEqualBytesAndHashesKeepTheirDomainsApart() {
    Value one = Json.read("{\"a\":1.50,\"b\":[]}");
    Value other = Json.read("{\"b\":[],\"a\":15e-1}");
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(Canonical.bytes(one)).isEqualTo(Canonical.bytes(other));
    assertThat(Canonical.hash("plan/v1", one)).isNotEqualTo(Canonical.hash("other/v1", one));
    assertThat(Canonical.hash("d", Value.of(1)))
        .isEqualTo(Digest.of("d\u00001".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theReservedKeyIsRefusedInAndOut() {
    refused("TRE-0009", () -> Json.read("{\"$decimal\":\"1\"}"));
    refused("TRE-0009", () -> Canonical.bytes(Value.mapping("$decimal", "1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"b\":1,\"a\":2}",
        "[1.0]",
        "[ 1]",
        "1e2",
        "\"\\u0041\"",
        "{\"$decimal\":\"1\"}",
        "{\"$decimal\":\"1E400\"}",
        "{\"$decimal\":\"9007199254740993\",\"x\":1}",
        "9007199254740993",
      })
  void bytesThatAreNotCanonicalAreRefused(String json) {
    refused("TRE-0019", () -> Canonical.read(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static void canonical(String number, String text) {
    Value value = Json.read(number);
    assertThat(Canonical.text(value)).isEqualTo(text);
    assertThat(Canonical.read(Canonical.bytes(value))).isEqualTo(value);
  }
}
