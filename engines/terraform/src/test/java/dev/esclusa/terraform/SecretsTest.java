package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static Secrets secrets(String parts) {
    return Secrets.of(plan(parts));
  }

  private static PlanDocument plan(String parts) {
    return PlanDocument.read(
        ("{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\"," + parts + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void variablesCountByDeclaration() {
    Secrets secrets =
        secrets(
            "\"variables\":{\"a\":{\"value\":\"hunter-one\"},\"b\":{\"value\":\"plain-two\"},\"db_password\":{\"value\":\"hunter-three\"}},"
                + "\"configuration\":{\"root_module\":{\"variables\":{\"a\":{\"sensitive\":true,\"default\":\"hunter-four\"}}},"
                + "\"provider_config\":{\"aws\":{\"expressions\":{\"region\":{\"constant_value\":\"eu-west-1\"},"
                + "\"secret_key\":{\"constant_value\":\"hunter-five\"}}}}}");

    assertThat(
            secrets
                .scrubber()
                .scrub("hunter-one plain-two hunter-three hunter-four hunter-five eu-west-1"))
        .isEqualTo("(sensitive) plain-two (sensitive) (sensitive) (sensitive) eu-west-1");
  }

  @Test
  void whatASecretCarriesIsSecretToo() {
    Secrets secrets =
        secrets(
            "\"output_changes\":{\"o\":{\"actions\":[\"create\"],\"after\":\"{\\\"pass\\\":\\\"hunter-one\\\"}\",\"after_sensitive\":true},"
                + "\"u\":{\"actions\":[\"create\"],\"after\":\"postgres://crm:hunter-two@db:5432/crm\",\"after_sensitive\":true}}");

    assertThat(secrets.scrubber().scrub("say hunter-one and hunter-two"))
        .isEqualTo("say (sensitive) and (sensitive)");
  }

  @Test
  void masksBeforeAndAfterHoldForBothSides() {
    PlanDocument plan =
        plan(
            "\"resource_changes\":[{\"address\":\"a.b\",\"change\":{\"actions\":[\"update\"],"
                + "\"before\":{\"x\":\"hunter-one\",\"y\":\"plain\"},\"after\":{\"x\":\"hunter-two\",\"y\":\"plain\"},"
                + "\"before_sensitive\":{},\"after_sensitive\":{\"x\":true}}}]");
    Secrets secrets = Secrets.of(plan);
    ResourceChange change = plan.changes().getFirst();

    assertThat(secrets.scrubber().scrub("hunter-one hunter-two"))
        .isEqualTo("(sensitive) (sensitive)");
    assertThat(secrets.before(change, Masking.HIDDEN))
        .isEqualTo(Value.mapping("x", "(sensitive)", "y", "plain"));
    assertThat(secrets.sensitivePointers(change)).hasToString("[/x]");
  }

  /** As terraform_data does it: its output repeats its input without the marks. */
  @Test
  void aCopyOfASecretIsMaskedWhereverItStands() {
    PlanDocument plan =
        plan(
            "\"variables\":{\"p\":{\"value\":\"hunter-one\"}},\"configuration\":{\"root_module\":{\"variables\":{\"p\":{\"sensitive\":true}}}},"
                + "\"resource_changes\":[{\"address\":\"a.b\",\"change\":{\"actions\":[\"delete\"],\"before\":{\"input\":{\"l\":[\"x\",\"hunter-one\"]},\"output\":{\"l\":[\"x\",\"see"
                + " hunter-one\"]}}}}]");

    assertThat(PlanHash.of(plan, TestMasking.DIGEST).toString()).doesNotContain("hunter");
    assertThat(Secrets.of(plan).before(plan.changes().getFirst(), Masking.HIDDEN).toString())
        .doesNotContain("hunter");
  }

  @Test
  void valuesThatNobodyMarkedAreFoundByNameAndForm() {
    PlanDocument plan =
        plan(
            "\"resource_changes\":[{\"address\":\"a.b\",\"change\":{\"actions\":[\"create\"],\"after\":"
                + "{\"environment\":[{\"variables\":{\"DB_PASSWORD\":\"hunter-one\",\"MODE\":\"production\"}}],"
                + "\"env\":[{\"name\":\"API_TOKEN\",\"value\":\"hunter-two\"},{\"name\":\"COLOR\",\"value\":\"greenish\"}],"
                + "\"definitions\":\"[{\\\"env\\\":[{\\\"name\\\":\\\"API_TOKEN\\\",\\\"value\\\":\\\"hunter-six\\\"}]}]\","
                + "\"url\":\"https://u:hunter-four@host/x\",\"blob\":\"aB3dE5gH7jK9mN1pQ3sT5vX7zA9c\","
                + "\"secret_id\":\"arn:aws:x:secret:y\",\"kms_key_id\":\"0d8c2a44-b92c-445a-b299-b60c2f1fbfac\","
                + "\"http_tokens\":\"optional\",\"resource_id\":\"db-M5ENSHXFPU6XHZ4G4ZEI5QIO2U\"}}}]");

    assertThat(Secrets.of(plan).sensitivePointers(plan.changes().getFirst()))
        .hasToString(
            "[/blob, /definitions, /env/0/value, /env/1/value,"
                + " /environment/0/variables/DB_PASSWORD, /url]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password", "db_password", "DB_PASSWD", "secret_string", "clientSecret", "api_key",
        "apiKey", "auth_token", "private_key_pem", "connection_string", "secret_key", "account_key"
      })
  void tellingNames(String name) {
    assertThat(SecretRules.nameTells(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "hash_key",
        "kms_key_id",
        "key_name",
        "secret_arn",
        "secret_id",
        "token_ttl",
        "password_length",
        "http_tokens",
        "version_stages",
        "tags",
        "ssh_keys",
        "secret_name"
      })
  void plainNames(String name) {
    assertThat(SecretRules.nameTells(name)).isFalse();
  }

  @Test
  void codeLosesItsSecretLiterals() {
    assertThat(SecretRules.maskCode("  password = \"hun\\\"ter2\" # x"))
        .isEqualTo("  password = \"(sensitive)\" # x");
    assertThat(SecretRules.maskCode("env = { \"API_TOKEN\" : \"hunter2\", MODE = \"prod\" }"))
        .isEqualTo("env = { \"API_TOKEN\" : \"(sensitive)\", MODE = \"prod\" }");
    assertThat(SecretRules.maskCode("x = \"open")).isEqualTo("x = \"open");
    assertThat(SecretRules.maskCode("token = \"open")).isEqualTo("token = \"(sensitive)");
    assertThat(SecretRules.maskCode("resource \"aws_vpc\" \"main\" {"))
        .isEqualTo("resource \"aws_vpc\" \"main\" {");
  }

  /** Long or repeating text must neither overflow the stack nor take time. */
  @Test
  void hostileTextIsLookedThroughInLittleTime() {
    long start = System.nanoTime();
    SecretRules.maskCode("x = \"" + "\\\"".repeat(200_000));
    SecretRules.looksSecret("x", "-eyJ".repeat(500_000));
    SecretRules.looksSecret("x", "a://b:".repeat(300_000));
    SecretRules.looksSecret("x", "-----BEGIN A ".repeat(200_000));
    SecretRules.nameTells("pass".repeat(200_000));
    ResourceChange.configAddress("a.b[\"" + "\\\"".repeat(500_000) + "\"]");
    Scrubber.of(List.of("s3cret".repeat(20_000)));
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(10_000);
  }

  @Test
  void noMarkerSurvivesInAnyTextOfAnyFixture() {
    for (Path file : Fixtures.plans()) {
      byte[] bytes = Fixtures.bytes(file);
      PlanDocument plan = PlanDocument.read(bytes);
      Secrets secrets = Secrets.of(plan);
      String clean = secrets.scrubber().scrub(new String(bytes, StandardCharsets.UTF_8));
      StringBuilder shown = new StringBuilder(clean).append(plan).append(secrets);
      for (List<ResourceChange> changes : List.of(plan.changes(), plan.drift())) {
        for (ResourceChange change : changes) {
          shown.append(change);
          shown.append(secrets.before(change, Masking.HIDDEN));
          shown.append(secrets.after(change, TestMasking.DIGEST));
        }
      }
      for (String marker : Fixtures.MARKERS) {
        assertThat(shown.indexOf(marker)).as("%s in %s", marker, file.getFileName()).isNegative();
      }
      assertThat(clean).as("what a person needs stays readable").contains("\"address\":\"");
    }
  }
}
