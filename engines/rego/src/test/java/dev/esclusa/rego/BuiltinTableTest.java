package dev.esclusa.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables in {@code builtins/*.txt}: name, arguments as a JSON array, and after {@code =>} the
 * result as JSON, {@code undefined}, or {@code !} and a part of the error.
 */
class BuiltinTableTest {
  private static final List<String> TOPICS =
      List.of(
          "numbers",
          "collections",
          "strings",
          "text",
          "encoding",
          "time",
          "net",
          "json",
          "crypto",
          "tokens",
          "graphql");

  record Case(String topic, String name, String arguments, String wanted) {}

  static Stream<Case> cases() {
    return TOPICS.stream().flatMap(topic -> lines(topic).map(line -> parse(topic, line)));
  }

  /** What the tables say, without comments. */
  static Stream<String> lines() {
    return TOPICS.stream().flatMap(BuiltinTableTest::lines);
  }

  private static Stream<String> lines(String topic) {
    try (InputStream in =
        BuiltinTableTest.class.getResourceAsStream("/builtins/" + topic + ".txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private static Case parse(String topic, String line) {
    int space = line.indexOf(' ');
    int arrow = line.lastIndexOf(" => ");
    return new Case(
        topic,
        line.substring(0, space),
        line.substring(space + 1, arrow),
        line.substring(arrow + 4));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBuiltinAnswersAsOpaDoes(Case given) {
    assertThat(answer(given)).isEqualTo(given.wanted().startsWith("!") ? "!" : given.wanted());
  }

  private static String answer(Case given) {
    try {
      RegoValue result =
          TestCall.generous().call(given.name(), TestCall.arguments(given.arguments()));
      return result == null ? "undefined" : result.json();
    } catch (BuiltinFailure failure) {
      boolean wanted =
          given.wanted().startsWith("!") && failure.reason().contains(given.wanted().substring(1));
      return wanted ? "!" : "!" + failure.reason();
    }
  }
}
