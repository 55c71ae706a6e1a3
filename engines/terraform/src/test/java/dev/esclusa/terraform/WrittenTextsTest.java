package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenTextsTest {
  private static final WrittenTexts WRITTEN =
      WrittenTexts.of(
          Map.of(
              "main.tf",
              bytes(
                  """
                  resource "db" "main" {
                    password = "quoted-\\"1\\""
                    token    = "begins-${var.stage}-ends"
                    # "commented-1"
                    key      = <<-PEM
                      line one
                      line two
                    PEM
                  }
                  """),
              "prod.tfvars",
              bytes("password = \"of-variables\"\n"),
              "more.auto.tfvars.json",
              bytes("{\"deep\": [{\"password\": \"of-json-12\"}]}"),
              "keys/id.pem",
              bytes("whole file\nof a key\n"),
              "broken.tf",
              bytes("x = \"never-closed\n"),
              "broken.json",
              bytes("{\"x\": \"never-closed")),
          Value.mapping("password", "of-the-spec"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          quoted-"1",   true
          of-variables, true
          of-json-12,   true
          of-the-spec,  true
          begins-,      false
          commented-1,  false
          password,     false
          never-closed, false
          from-a-vault, false
          """)
  void aTextIsFoundWhereItIsWritten(String secret, boolean written) {
    assertThat(WRITTEN.hold(Value.of(secret))).isEqualTo(written);
  }

  @Test
  void aTextOfManyLinesIsFound() {
    assertThat(WRITTEN.hold(Value.of("line one\nline two\n"))).isTrue();
    assertThat(WRITTEN.hold(Value.of("whole file\nof a key\n"))).isTrue();
  }

  @Test
  void whatIsSecretAsAWholeIsLookedInto() {
    assertThat(WRITTEN.hold(Value.mapping("user", "admin", "password", "of-variables"))).isTrue();
    assertThat(WRITTEN.hold(Value.mapping("user", "admin", "password", "from-a-vault"))).isFalse();
  }

  @Test
  void itDoesNotSayWhatItHolds() {
    assertThat(WRITTEN.toString()).matches("[0-9]+ texts");
  }
}
