package dev.esclusa.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrubberTest {
  private static final String SECRET = "p\"a ss/+&<w>ö\\rd";

  @Test
  void aSecretIsFoundInEveryForm() {
    Scrubber scrubber = Scrubber.of(List.of(SECRET));
    byte[] utf8 = SECRET.getBytes(StandardCharsets.UTF_8);
    List<String> forms =
        List.of(
            SECRET,
            Json.text(Value.of(SECRET)),
            Json.text(Value.of(Json.text(Value.of(SECRET)))),
            "\"p\\\"a ss/+\\u0026\\u003cw\\u003eö\\\\rd\"",
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8).replace("+", "%20"),
            Base64.getEncoder().encodeToString(utf8),
            Base64.getUrlEncoder().withoutPadding().encodeToString(utf8));
    for (String form : forms) {
      assertThat(scrubber.scrub("x " + form + " y"))
          .as(form)
          .contains("(sensitive)")
          .doesNotContain("ss/")
          .doesNotContain("ss%2F");
    }
    for (String prefix : List.of("", "u", "us", "user:")) {
      String basic =
          Base64.getEncoder()
              .encodeToString((prefix + SECRET + "!").getBytes(StandardCharsets.UTF_8));
      assertThat(scrubber.scrub("Basic " + basic)).as(prefix).contains("(sensitive)");
    }
  }

  @Test
  void textWithoutSecretsIsUntouched() {
    String text = "nothing to see here";
    assertThat(Scrubber.of(List.of("secret")).scrub(text)).isSameAs(text);
    assertThat(Scrubber.of(List.of("short")).scrub("short")).isEqualTo("short");
    assertThat(Scrubber.NONE.scrub(text)).isSameAs(text);
  }

  @Test
  void overlappingSecretsBecomeOne() {
    Scrubber scrubber = Scrubber.of(List.of("abcdefgh", "efghijkl", "abcdef", "cdefgh"));
    assertThat(scrubber.scrub("-abcdefghijkl-abcdef-abcdefghabcdefgh-"))
        .isEqualTo("-(sensitive)-(sensitive)-(sensitive)-");
  }

  @Test
  void linesOfALongerSecretAreFound() {
    String key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\nw0BAQEFAASCBKcwggSj\n-----END";
    assertThat(Scrubber.of(List.of(key)).scrub("line w0BAQEFAASCBKcwggSj"))
        .isEqualTo("line (sensitive)");
    String longSecret = "0123456789abcdef".repeat(100) + "tail!!";
    assertThat(Scrubber.of(List.of(longSecret)).scrub("<" + longSecret + ">"))
        .isEqualTo("<(sensitive)>");
  }

  /** Whatever the secrets and the text around them, no secret survives and the rest does. */
  @Test
  void noSecretSurvives() {
    long seed = 20261121;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<String> secrets = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(20); i++) {
        secrets.add(word(random, 6 + random.nextInt(20), "abA1\"\\/ é\n"));
      }
      Scrubber scrubber = Scrubber.of(secrets);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        String secret = secrets.get(random.nextInt(secrets.size()));
        text.append(word(random, random.nextInt(10), "abA1XYZ-"));
        text.append(
            switch (random.nextInt(4)) {
              case 0 -> secret;
              case 1 -> Json.text(Value.of(secret));
              case 2 -> URLEncoder.encode(secret, StandardCharsets.UTF_8);
              default ->
                  Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            });
      }
      String clean = scrubber.scrub(text.toString());
      for (String secret : secrets) {
        assertThat(clean).as("seed %s round %s", seed, round).doesNotContain(secret);
        assertThat(clean)
            .doesNotContain(
                Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private static String word(Random random, int length, String letters) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  @Test
  void manySecretsAndMuchTextTakeLittleTime() {
    Random random = new Random(7);
    List<String> secrets = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      secrets.add(word(random, 24, "abcdefghijklmnopqrstuvwxyz0123456789"));
    }
    Scrubber scrubber = Scrubber.of(secrets);
    StringBuilder text = new StringBuilder();
    while (text.length() < 4_000_000) {
      text.append(word(random, 500, "abcdefghij ")).append(secrets.get(random.nextInt(5_000)));
    }
    long start = System.nanoTime();
    String clean = scrubber.scrub(text.toString());
    long millis = (System.nanoTime() - start) / 1_000_000;

    assertThat(clean).doesNotContain(secrets.getFirst(), secrets.getLast());
    assertThat(millis).isLessThan(5_000);
  }

  /** A text that repeats the beginning of thousands of secrets. */
  @Test
  void textMadeToBeSlowIsNot() {
    List<String> secrets = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      secrets.add("a".repeat(i + 6) + "b" + i);
    }
    Scrubber scrubber = Scrubber.of(secrets);
    long start = System.nanoTime();
    scrubber.scrub("a".repeat(2_000_000));
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(5_000);
  }
}
